import type { ExtractionMethod, Letter, Reading } from '../letter.ts'
import type { Served } from '../snapshot.ts'
import { parseDay } from '../text/dates.ts'
import { countHan } from '../text/normalize.ts'
import { isAttachment, isAttachmentLine, readAttachments, readImages } from './attachments.ts'
import { isColumnPage, noticeIn, refusalOfAnswer, refusalOfPage } from './block-page.ts'
import { type Body, countTitleLines, findTitle, locateBody, type Title } from './body.ts'
import { isBreadcrumb } from './chrome.ts'
import { findDamage, findInformation, flagOf, type InformationLine, readMotion } from './fields.ts'
import { countLetterSigns, isLetterTitle, readParts } from './letter-parts.ts'
import { type Line, readLines } from './lines.ts'
import { metaContent, openServed, type Page } from './page.ts'
import { maskMobiles } from './phone-mask.ts'
import { type Region, regionOf } from './region.ts'
import type { Refusal } from './response.ts'

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

function wayOf({ title, body }: Found): ExtractionMethod {
  return title.isMeta ? 'meta' : body.by
}

/** Where the parts of a letter lie in a page. */
export type Found = { page: Page; lines: Line[]; information: InformationLine | undefined; title: Title; body: Body }

/** The letter that was found in the page served for `url`, its parts read from their text. */
export function toLetter({ page, lines, information, title, body }: Found, url: string): Letter {
  const written = body.lines.slice(0, body.lines.findLastIndex((line) => !isAttachmentLine(line)) + 1)
  const parts = readParts(written)
  const texts = parts.paragraphs.map(({ text }) => text)
  const source = maskMobiles(metaContent(page, 'ContentSource') ?? '') || information?.source
  const publishedOn = parseDay(metaContent(page, 'PubDate') ?? '') ?? information?.publishedOn
  return {
    title: title.text,
    ...readMotion(title.text, texts, columnName(page, lines)),
    ...(source && { source }),
    ...(publishedOn && { publishedOn }),
    ...parts,
    attachments: readAttachments(page, body.lines, url),
    images: readImages(page, body.lines),
    status: statusOf(lines.slice(0, body.startsAt), [title.flag, information?.flag, ...body.flags]),
    damage: findDamage(title.text, texts),
  }
}

/** The column a page stands in: the last part of its breadcrumb, else what its meta tag says. */
function columnName(page: Page, lines: Line[]): string {
  const crumb =
    lines
      .find(isBreadcrumb)
      ?.text.split(/[>›»＞]/)
      .at(-1) ?? ''
  return crumb.trim() || (metaContent(page, 'ColumnName') ?? '')
}

function statusOf(above: Line[], flags: (string | undefined)[]): string[] {
  const all = [...above.map(({ text }) => flagOf(text)), ...flags]
  return [...new Set(all.filter((flag) => flag !== undefined))]
}
