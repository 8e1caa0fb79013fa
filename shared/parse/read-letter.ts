import type { Reading, Way } from '../letter.ts'
import type { Served } from '../snapshot.ts'
import { countHan } from '../text/normalize.ts'
import { toLetter, type Found } from './compose-letter.ts'
import { metaContent, type Page } from './document.ts'
import { isAttachment } from './enclosures.ts'
import { findInformation, type InformationLine } from './information-line.ts'
import { countLetterSigns, isLetterTitle } from './letter-forms.ts'
import { readLines, type Line } from './lines.ts'
import { locateBody, type Body } from './locate-body.ts'
import { countTitleLines, findTitle } from './locate-title.ts'
import { isColumnPage, refusalOfAnswer, refusalOfPage } from './not-a-letter.ts'
import { noticeIn } from './notice.ts'
import { openServed } from './open-served.ts'
import { regionOf, type Region } from './region.ts'
import type { Refusal } from './status-outcome.ts'

/** To be raised with every change that makes the reader read kept snapshots differently: a new reading is never news. */
export const READER_REVISION = 2

/**
 * What one page came to. `region` is the letter's part of the page's source, so that a page with the same need not be read again; `why`
 * is one sentence for operators.
 */
export type LetterOutcome = { outcome: 'read'; reading: Reading; region: Region } | Refusal

/** The letter that `served` holds, or why it holds none. Never throws, whatever the bytes. */
export function readLetter(served: Served): LetterOutcome {
  const refusal = refusalOfAnswer(served)
  if (refusal !== undefined) return refusal.outcome === 'gone' ? challengeIn(served, refusal) : refusal
  const page = openServed(served)
  return 'why' in page ? unreadable(page.why) : readPage(page, served.url)
}

/** Some firewalls send their challenges with status 404: such a page says nothing of the letter being gone. */
function challengeIn(served: Served, refusal: Refusal): Refusal {
  const page = openServed(served)
  if ('why' in page) return refusal
  const said = refusalOfPage(page, readLines(page))
  return said.outcome === 'blocked' ? said : refusal
}

function unreadable(why: string): Refusal {
  return { outcome: 'unreadable', why }
}

function readPage(page: Page, url: string): LetterOutcome {
  const lines = readLines(page)
  const found = locate(page, lines)
  if (found === undefined) return refusalOfPage(page, lines)
  const texts = found.body.lines.map(({ text }) => text)
  const notice = noticeIn(found.title.text, texts)
  if (notice !== undefined) return notice
  if (found.body.lines.length === 0) return unreadable(`the body under "${found.title.text}" is empty`)
  if (!found.body.isEnded) return unreadable(`the page breaks off before the end of "${found.title.text}"`)
  if (isWeak(found, texts)) return refusalOfPage(page, lines)
  const reading = { letter: toLetter(found, url), way: wayOf(found) }
  // A copy: whoever keeps a text that was cut out of the page would keep the whole page in memory.
  return structuredClone({ outcome: 'read', reading, region: regionOf(page, lines, found.body.lines) })
}

function locate(page: Page, lines: Line[]): Found | undefined {
  const information = findInformation(lines)
  const body = locateBody(page, lines, information)
  if (body === undefined) return undefined
  const title = findTitle(page, linesOver(body, lines, information))
  if (title === undefined) return undefined
  return { page, lines, information, title, body: { ...body, lines: withoutTitle(body.lines, title.text) } }
}

/** The lines that a title may stand in: those over the information line or the body, and headings at the body's head. */
function linesOver(body: Body, lines: Line[], information: InformationLine | undefined): Line[] {
  if (information !== undefined && information.from < body.startsAt) return lines.slice(0, information.from)
  const headings = body.lines.findIndex(({ heading }) => !heading)
  return lines.slice(0, body.startsAt + Math.max(0, headings))
}

function withoutTitle(lines: Line[], title: string): Line[] {
  const repeated = countTitleLines(lines, title)
  return repeated === 0 ? lines : withoutTitle(lines.slice(repeated), title)
}

/** Chinese characters that a text without one sign of a letter must have: what a site says in a letter's place is shorter. */
const LEAST = 100

/** Too little to call it a letter: a column's page, a site's name for a title, or a short text without a letter's form, a picture or a file. */
function isWeak({ page, title, body, information }: Found, texts: string[]): boolean {
  const names = [metaContent(page, 'SiteName'), metaContent(page, 'ColumnName')]
  if (names.includes(title.text) || (isColumnPage(page) && !title.isMeta)) return true
  if (body.lines.some(({ images }) => images.length > 0)) return false
  if (isLetterTitle(title.text) && body.lines.some(({ links }) => links.some(isAttachment))) return false
  const signs = countLetterSigns(texts)
  const isHeaded = body.by !== 'densest' || title.isMeta || information !== undefined || isLetterTitle(title.text)
  return isHeaded ? signs === 0 && countHan(texts.join('')) < LEAST : signs < 2
}

function wayOf({ title, body }: Found): Way {
  return title.isMeta ? 'meta' : body.by
}
