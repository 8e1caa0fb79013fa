import type { Evidence } from '../../shared/entry.ts'
import type { Refusal } from '../../shared/extract/block-page.ts'
import { soleFile } from '../../shared/extract/continuation.ts'
import { isPdf } from '../../shared/extract/decode.ts'
import type { Page } from '../../shared/extract/page.ts'
import { readPdf } from '../../shared/extract/pdf.ts'
import { turnedPages } from '../../shared/extract/turned-pages.ts'
import type { Served } from '../../shared/snapshot.ts'
import type { Crawl } from './crawl.ts'

/** What opening a letter takes of a crawl. */
type Opening = Pick<Crawl, 'site' | 'openPage' | 'hasTime'>

/** What was fetched for a letter, with its parts, and its page, opened: with what it goes on with, or made of a file. */
export type OpenedLetter = { served: Served; page: Page | Refusal }

/**
 * Opens what the address of a letter answered, and fetches what the letter goes on with: its further pages, and the file that its page
 * shows in the place of a text. `opened` is its page where that is open already. A letter of which a part is missing is refused, since it would be shorter than it is.
 */
export async function openLetter(crawl: Opening, served: Served, opened?: Page | Refusal): Promise<OpenedLetter> {
  const page = opened ?? (await openPart(crawl, served))
  if ('outcome' in page || page.file) return { served, page }
  const parts = await fetchParts(crawl, page)
  if ('outcome' in parts) return { served, page: parts }
  return parts.length === 0 ? { served, page } : withParts(served, page, parts)
}

/**
 * Opens the letter that is the evidence of an entry, from its snapshots; undefined when one is lost. Parts that were not kept, since an
 * earlier reader did not know them, are fetched as they are now.
 */
export async function reopenLetter(crawl: Crawl, evidence: Evidence): Promise<OpenedLetter | undefined> {
  const { snapshot: id, url, finalUrl = url, parts: partIds = [], fetchedAt } = evidence
  const snapshot = await crawl.archive.snapshots.find(id)
  const parts = await Promise.all(partIds.map((partId) => crawl.archive.snapshots.find(partId)))
  const found = parts.filter((part) => part !== undefined)
  if (!snapshot || found.length < parts.length) return undefined
  const served = { ...snapshot, url, finalUrl, fetchedAt }
  const page = await openPart(crawl, served)
  if (parts.length === 0) return openLetter(crawl, served, page)
  if ('outcome' in page) return { served, page }
  const opened = await Promise.all(found.map(async (part) => ({ served: part, page: await openPart(crawl, part) })))
  const refused = opened.map((part) => part.page).find((part) => 'outcome' in part)
  return refused ? { served, page: refused } : withParts(served, page, opened.flatMap(isOpened))
}

type Part = { served: Served; page: Page }

function isOpened({ served, page }: OpenedLetter): Part[] {
  return 'outcome' in page ? [] : [{ served, page }]
}

function withParts(served: Served, page: Page, parts: Part[]): OpenedLetter {
  const pages = parts.map((part) => part.page)
  const continuation = { turned: pages.filter(({ file }) => !file), file: pages.find(({ file }) => file) }
  return { served: { ...served, parts: parts.map((part) => part.served) }, page: { ...page, continuation } }
}

/** A file is read for so long at most. */
const MAX_FILE_MS = 20_000

async function openPart(crawl: Opening, served: Served): Promise<Page | Refusal> {
  if (served.status !== 200 || !isPdf(served.body)) return crawl.openPage(served)
  const page = await readPdf(served.body, served.url, AbortSignal.timeout(MAX_FILE_MS))
  return 'why' in page ? { outcome: 'unreadable', why: page.why } : page
}

/** The further parts of the letter on `page`; a page may name others that the first does not. */
async function fetchParts(crawl: Opening, page: Page): Promise<Part[] | Refusal> {
  const parts: Part[] = []
  const add = async (url: string, isFile: boolean): Promise<Refusal | undefined> => {
    const part = await fetchPart(crawl, url)
    if ('outcome' in part) return part
    if (isFile !== (part.page.file !== undefined))
      return { outcome: 'unreadable', why: `${url} is ${isFile ? 'no PDF file' : 'no page'}, as its letter says` }
    parts.push(part)
    return undefined
  }
  for (let next = nextPage(page, parts); next !== undefined; next = nextPage(page, parts)) {
    const refusal = await add(next, false)
    if (refusal) return refusal
  }
  const file = parts.length === 0 ? soleFile(page) : undefined
  return (file === undefined ? undefined : await add(file, true)) ?? parts
}

function nextPage(first: Page, parts: Part[]): string | undefined {
  return turnedPages([first, ...parts.map(({ page }) => page)])[parts.length]
}

/** A part of a letter that cannot be fetched says nothing about the letter: it is never `gone`. */
async function fetchPart(crawl: Opening, url: string): Promise<Part | Refusal> {
  if (!crawl.hasTime()) return { outcome: 'unreadable', why: `there was no time left to fetch ${url}, a part of the letter` }
  const fetched = await crawl.site.fetch(url)
  const about = `a part of the letter, ${url}, could not be fetched`
  if (fetched.outcome === 'unchanged') return { outcome: 'unreadable', why: `${about}: it answered 304` }
  if (fetched.outcome !== 'served') return { outcome: refusalOf(fetched.outcome), why: `${about}: ${fetched.why}` }
  const { served } = fetched
  const page = await openPart(crawl, served)
  return 'outcome' in page ? { outcome: refusalOf(page.outcome), why: `${about}: ${page.why}` } : { served, page }
}

function refusalOf(outcome: string): 'blocked' | 'unreadable' {
  return outcome === 'blocked' ? 'blocked' : 'unreadable'
}
