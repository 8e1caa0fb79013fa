import type { Attachment, ExtractionMethod, Letter, Reading } from '../letter.ts'
import { parseDay } from '../text/dates.ts'
import { countHan } from '../text/normalize.ts'
import { isAttachment, isAttachmentLine, readAttachments, readImages, withoutSignature } from './attachments.ts'
import { classifyNonLetter, findNotice, isColumnPage, type Refusal } from './block-page.ts'
import { type Body, countTitleLines, findTitle, locateBody, type Title } from './body.ts'
import { endsLetter, isBreadcrumb, isChrome } from './chrome.ts'
import { continued } from './continuation.ts'
import { findDamage, findInformation, type InformationLine, readMotion } from './fields.ts'
import { countLetterSigns, isLetterTitle, readParts } from './letter-parts.ts'
import { type Line, readLines } from './lines.ts'
import { metaContent, type Page } from './page.ts'
import { maskMobiles } from './phone-mask.ts'
import { type Region, regionBetween } from './region.ts'
import { flagOf } from './status-flag.ts'

/** Raise it with every change that makes the reader read kept snapshots differently: a version made by a new reader is not announced. */
export const READER_REVISION = 4

/**
 * What reading one page came to. `region` is the letter's part of the source: a page that contains the same need not be read again. `why`
 * is one sentence for operators. `kind` is the letter template that read the page, as JSON.
 */
export type LetterOutcome = { outcome: 'read'; reading: Reading; region: Region; kind?: string } | Refusal

/** The letter in a page that `openPage` opened, or why there is none; a refusal is passed on. Never throws, whatever the page. */
export function readLetter(page: Page | Refusal): LetterOutcome {
  if ('outcome' in page) return page
  const lines = readLines(page)
  const found = locate(page, lines)
  if (found === undefined) return classifyNonLetter(page, lines)
  const readFurther = (further: Page) => locate(further, readLines(further))?.body.lines
  const body = continued(page, found.body.lines, found.title.text, readFurther)
  if ('why' in body) return unreadable(body.why)
  const texts = body.map(({ text }) => text)
  const notice = findNotice(found.title.text, texts)
  if (notice !== undefined) return notice
  if (found.body.lines.length === 0) return unreadable(`the body under "${found.title.text}" is empty`)
  if (!found.body.isEnded) return unreadable(`the page breaks off before the end of "${found.title.text}"`)
  if (lacksEvidence(found, texts)) return classifyNonLetter(page, lines)
  const reading = { letter: toLetter(found, body), way: methodOf(found) }
  // A copy: V8 keeps the whole page in memory for as long as any substring of it.
  return structuredClone({ outcome: 'read', reading, region: regionOf(page, lines, found.body.lines) })
}

function unreadable(why: string): Refusal {
  return { outcome: 'unreadable', why }
}

/** Where the parts of a letter are in a page. */
type Found = { page: Page; lines: Line[]; information: InformationLine | undefined; title: Title; body: Body }

function locate(page: Page, lines: Line[]): Found | undefined {
  const information = findInformation(lines)
  const body = locateBody(page, lines, information)
  if (body === undefined) return undefined
  const title = findTitle(page, linesAbove(body, lines, information))
  if (title === undefined) return undefined
  return { page, lines, information, title, body: { ...body, lines: withoutTitle(body.lines, title.text) } }
}

/** The lines where a title may be: those above the information line or the body, and headings at the start of the body. */
function linesAbove(body: Body, lines: Line[], information: InformationLine | undefined): Line[] {
  if (information !== undefined && information.from < body.startsAt) return lines.slice(0, information.from)
  const headings = body.lines.findIndex(({ inHeading }) => !inHeading)
  return lines.slice(0, body.startsAt + Math.max(0, headings))
}

function withoutTitle(lines: Line[], title: string): Line[] {
  const repeated = countTitleLines(lines, title)
  return repeated === 0 ? lines : withoutTitle(lines.slice(repeated), title)
}

/** Chinese characters that a text without any sign of a letter must have: notices in a letter's place are shorter. */
const MIN_CHARACTERS = 100

/** Whether the page is a column's, the title a site's name, or the text short without a letter's form, a picture or a file. */
function lacksEvidence({ page, title, body, information }: Found, texts: string[]): boolean {
  const names = [metaContent(page, 'SiteName'), metaContent(page, 'ColumnName')]
  if (names.includes(title.text) || (isColumnPage(page) && !title.isMeta)) return true
  if (body.lines.some(({ images }) => images.length > 0)) return false
  if (isLetterTitle(title.text) && body.lines.some(({ links }) => links.some(isAttachment))) return false
  const signs = countLetterSigns(texts)
  const isHeaded = body.by !== 'densest' || title.isMeta || information !== undefined || isLetterTitle(title.text)
  return isHeaded ? signs === 0 && countHan(texts.join('')) < MIN_CHARACTERS : signs < 2
}

function methodOf({ title, body }: Found): ExtractionMethod {
  return title.isMeta ? 'meta' : body.by
}

/**
 * The region of the letter in `body`: from the breadcrumb above it, or else the page's first line, through the line that ends it, so that
 * nothing can be added to the letter outside its region.
 */
function regionOf({ html }: Page, lines: Line[], body: Line[]): Region {
  const bodyAt = body.slice(0, 1).map((line) => lines.indexOf(line))
  const first = Math.min(Math.max(0, lines.findIndex(isBreadcrumb)), ...bodyAt)
  const last = lines.findLastIndex((line) => line === body.at(-1))
  const end = lines.findIndex((line, at) => at > last && (endsLetter(lines, at) || !isChrome(line)))
  const from = Math.max(0, html.lastIndexOf('<', lines[first]?.from ?? 0))
  return regionBetween(html, from, lines[end]?.to ?? html.length)
}

function toLetter({ page, lines, information, title, body }: Found, whole: Line[]): Letter {
  const source = maskMobiles(metaContent(page, 'ContentSource') ?? '') || information?.source
  const publishedOn = parseDay(metaContent(page, 'PubDate') ?? '') ?? information?.publishedOn
  const above = lines.slice(0, body.startsAt)
  const flags = [title.flag, information?.flag, ...body.flags]
  return composeLetter({ page, lines, title: title.text, source, publishedOn, body: whole, attached: [], above, flags })
}

/**
 * The parts of a letter as found in a page: `body` are its lines, `attached` lines elsewhere that name its files, `above` the lines before
 * it, `flags` the status flags found elsewhere.
 */
export type LetterSource = {
  page: Page
  lines: Line[]
  title: string
  source: string | undefined
  publishedOn: string | undefined
  body: Line[]
  attached: Line[]
  above: Line[]
  flags: (string | undefined)[]
}

/** The letter that consists of parts of a page: what the parts name is read, attachments at the end become fields. */
export function composeLetter({ page, lines, title, source, publishedOn, body, attached, above, flags }: LetterSource): Letter {
  const written = body.slice(0, body.findLastIndex((line) => !isAttachmentLine(line)) + 1)
  const parts = readParts(written)
  const texts = parts.paragraphs.map(({ text }) => text)
  return {
    title,
    ...readMotion(title, texts, columnName(page, lines)),
    ...(source && { source }),
    ...(publishedOn && { publishedOn }),
    ...parts,
    attachments: readAttachments(page, [...body, ...attached]).map((file) => withHash(file, page.continuation?.file)),
    images: readImages(page, body),
    status: statusOf(above, flags),
    damage: findDamage(title, texts),
  }
}

/** The bytes of a scan stand for its text. */
function withHash(attachment: Attachment, scan: Page | undefined): Attachment {
  const sha256 = scan !== undefined && withoutSignature(scan.url) === attachment.url ? scan.file?.sha256 : undefined
  return sha256 === undefined ? attachment : { ...attachment, sha256 }
}

/** The column of a page: the last part of its breadcrumb, else its meta tag. */
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
