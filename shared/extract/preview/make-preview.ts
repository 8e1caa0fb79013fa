import type { VolatilePlace } from '../../template.ts'
import { isBreadcrumb } from '../chrome.ts'
import { readFile } from '../file-letter.ts'
import { type LetterOutcome, readLetter } from '../letter.ts'
import { type Line, readLines } from '../lines.ts'
import type { ListedLetter } from '../listing/entry.ts'
import { linkAddress, type Page } from '../page.ts'
import { learnTemplate } from '../template/learn.ts'
import { readWithTemplate } from '../template/read.ts'
import { differingPlaces, withoutVolatile } from '../template/volatile.ts'
import { findDoubts } from './doubts.ts'
import { findLeftOut } from './left-out.ts'
import type {
  Fetched,
  FetchedLetter,
  FetchedPage,
  Learning,
  Preview,
  PreviewedLetter,
  Unreached,
  Volatility,
} from './preview.ts'

/** How a column would be watched, from its first pages: what is read, how, and what is unsure. */
export function makePreview({ column, first, listing, letters, again }: Fetched): Preview {
  const samples = letters.flatMap(({ listed, page }) => ('outcome' in page || page.file ? [] : [{ page, listed }]))
  const learned = learnTemplate(samples, first, column.read)
  const learning: Learning = learned.outcome === 'learned' ? learned : { ...learned, letters: samples.length }
  const read = (page: FetchedPage, listed: ListedLetter): LetterOutcome | Unreached => {
    if ('outcome' in page && page.outcome === 'unreachable') return page
    if ('file' in page) return readFile(page, listed)
    return learning.outcome === 'learned' ? readWithTemplate(page, learning.template, listed) : readLetter(page)
  }
  const previewed = letters.map(({ page, listed }) => previewLetter(page, listed, read(page, listed)))
  const volatile = again && findVolatility(letters, again, read)
  const pins = column.read
  const preview = {
    url: column.url,
    ...(pins && { pins }),
    listing,
    learning,
    letters: previewed,
    ...(volatile && { volatile }),
  }
  const lines = samples.map(({ page, listed }) => ({
    url: listed.url,
    texts: new Set(readLines(page).map(({ text }) => text)),
  }))
  return { ...preview, doubts: findDoubts(preview, lines) }
}

function previewLetter(page: FetchedPage, listed: ListedLetter, read: LetterOutcome | Unreached): PreviewedLetter {
  if (read.outcome !== 'read') return { listed, outcome: read.outcome, why: read.why }
  const { letter } = read.reading
  return { listed, outcome: 'read', letter, leftOut: findLeftOut('outcome' in page ? [] : readLines(page), letter) }
}

function findVolatility(
  letters: FetchedLetter[],
  { page: second, seconds }: NonNullable<Fetched['again']>,
  read: (page: FetchedPage, listed: ListedLetter) => LetterOutcome | Unreached,
): Volatility | undefined {
  const fetched = letters.find(({ page }) => !('outcome' in page))
  if (fetched === undefined || 'outcome' in fetched.page || 'outcome' in second) return undefined
  const places = differingPlaces(readLines(fetched.page), readLines(second))
  const [one, other] = [fetched.page, second].map((page) => textOf(read(page, fetched.listed), places))
  return { url: fetched.listed.url, seconds, places, differsInText: one !== other }
}

function textOf(read: LetterOutcome | Unreached, places: VolatilePlace[]): string | undefined {
  if (read.outcome !== 'read') return undefined
  const { title, paragraphs } = read.reading.letter
  return [title, ...withoutVolatile(paragraphs, places).map(({ text }) => text)].join('\n')
}

/** A letter where a listing was expected: its title, and the address of its column in its breadcrumb. */
type LetterInstead = { title: string; column?: string }

/**
 * The letter in `page`, when the page is a letter and no listing: it has two parts of a letter's form, such as an addressee and a
 * sign-off, which no list of titles has. The side bar of a letter's page may look like a list.
 */
export function letterInstead(page: Page): LetterInstead | undefined {
  const read = readLetter(page)
  if (read.outcome !== 'read') return undefined
  const { title, addressee, closing, signedOn, contact } = read.reading.letter
  if ([addressee, closing, signedOn, contact].filter((part) => part !== undefined).length < 2) return undefined
  const column = columnOf(page, readLines(page).find(isBreadcrumb))
  return { title, ...(column !== undefined && { column }) }
}

function columnOf(page: Page, breadcrumb: Line | undefined): string | undefined {
  const addresses = breadcrumb?.links.map((link) => linkAddress(page, link)) ?? []
  return addresses.findLast((address) => address !== undefined && address !== page.finalUrl)
}
