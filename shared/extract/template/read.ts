import type { Element } from 'domhandler'
import type { ColumnTemplate, LetterTemplate } from '../../template.ts'
import { compact, onOneLine } from '../../text/normalize.ts'
import { isAttachment, isAttachmentLine } from '../attachments.ts'
import { classifyNonLetter, findNotice, type Refusal } from '../block-page.ts'
import { countTitleLines, hasClosedPage, joinPieces } from '../body.ts'
import { isNeighbour } from '../chrome.ts'
import { continued } from '../continuation.ts'
import { readFile } from '../file-letter.ts'
import { composeLetter, type LetterOutcome } from '../letter.ts'
import { type Line, readLines } from '../lines.ts'
import type { ListedLetter } from '../listing/entry.ts'
import { isClosed, type Page, sourceRange, textWithin } from '../page.ts'
import { maskMobiles } from '../phone-mask.ts'
import { type Region, regionBetween } from '../region.ts'
import { flagOf, trailingFlag } from '../status-flag.ts'
import { isPager } from '../turned-pages.ts'
import { type Container, findContainer, linesOf } from './container.ts'
import { readPublishedOn, readSource } from './facts.ts'
import { countHeaderLines, factsIn, isHeaderLine } from './header.ts'
import { isNamed, selectOutermost } from './selectors.ts'
import { findTitleLines, isTitle, lineRange, signOf } from './weigh.ts'

/**
 * Reads the letter in `page` by its column's template. `listed` gives the title and the day where the page has none. A page on which no
 * template holds is refused; the reason names the selector that failed. Never throws, whatever the page.
 */
export function readWithTemplate(page: Page | Refusal, template: ColumnTemplate, listed: ListedLetter): LetterOutcome {
  if ('outcome' in page) return page
  if (page.file) return readFile(page, listed)
  const lines = readLines(page)
  const located = template.letters.map((letter) => locate(page, lines, letter, listed))
  const found = located.flatMap((one) => ('why' in one ? [] : [one])).reduce<Located | undefined>(better, undefined)
  if (found === undefined) return refuse(page, lines, located)
  const notice = findNotice(
    found.title.text,
    found.body.map(({ text }) => text),
  )
  if (notice !== undefined) return notice
  const { title, attached, above, flags } = found
  const readFurther = (further: Page) => bodyOf(locate(further, readLines(further), found.template, listed))
  const body = continued(page, found.body, title.text, readFurther)
  if ('why' in body) return { outcome: 'unreadable', why: body.why }
  const source = readSource(page, lines, found.template.source, found.header)
  const publishedOn = readPublishedOn(page, lines, found.template.published, found.header, listed.publishedOn)
  const letter = composeLetter({ page, lines, title: title.text, source, publishedOn, body, attached, above, flags })
  // A copy: V8 keeps the whole page in memory for as long as any substring of it.
  const reading = { letter, way: 'template' } as const
  return structuredClone({
    outcome: 'read',
    reading,
    region: regionOf(page, lines, found),
    kind: JSON.stringify(found.template),
  })
}

function refuse(page: Page, lines: Line[], located: (Located | { why: string })[]): Refusal {
  const refusal = classifyNonLetter(page, lines)
  if (refusal.outcome !== 'unreadable') return refusal
  const reasons = located.flatMap((one) => ('why' in one ? [one.why] : []))
  return { outcome: 'unreadable', why: reasons.join('; or ') || 'the column has no template' }
}

/** Where the parts of a letter are in a page. `header` are lines that state facts about it, `used` all lines that it was read from. */
type Located = {
  template: LetterTemplate
  title: ShownTitle
  body: Line[]
  attached: Line[]
  header: Line[]
  above: Line[]
  flags: (string | undefined)[]
  used: { from: number; to: number }
}

/** Of two templates that hold, the one whose title is there, then the one with a sign-off, then the first. */
function better(best: Located | undefined, next: Located): Located {
  return best === undefined || fitness(next) > fitness(best) ? next : best
}

function fitness({ title, body }: Located): number {
  return (title.isSelected ? 2 : 0) + (body.some((line) => signOf(line) !== undefined) ? 1 : 0)
}

/** The parts of a letter in a page that `template` fits, or which of its selectors failed. */
function locate(page: Page, lines: Line[], template: LetterTemplate, listed: ListedLetter): Located | { why: string } {
  const container = findContainer(page, lines, template.body)
  if (container === undefined) return { why: `the selector for the body matches no element or too many: ${template.body}` }
  const end = Math.max(container.continued.to, ...container.ranges.map(({ to }) => to))
  if (!isWhole(page, lines, container, end)) return { why: `the page breaks off inside the body: ${template.body}` }
  const title = findShownTitle(page, lines, template, listed)
  if (title === undefined) return { why: `the selectors for the title match no text: ${template.title.join(', ')}` }
  const removed = removedLines(page, lines, template)
  const inside = linesOf(container).filter((at) => !removed.has(at))
  const head = countHead(lines, inside, title)
  const kept = withoutTail(pick(lines, inside.slice(head)), template)
  const { body, flags } = withoutFlags(kept)
  const attached = attachmentsFrom(lines, end)
  if (!hasContent([...body, ...attached])) return { why: `the body is empty: ${template.body}` }
  const start = inside[head] ?? container.ranges[0]?.from ?? 0
  const header = headerLines(lines, title, start)
  const from = Math.min(start, ...(title.at < 0 ? [] : [title.at]), ...header)
  return {
    ...{ template, title, body, attached, flags: [title.flag, ...flags] },
    header: pick(lines, header),
    above: lines.slice(0, start),
    used: { from, to: end + attached.length },
  }
}

function bodyOf(located: Located | { why: string }): Line[] | undefined {
  return 'why' in located ? undefined : located.body
}

function pick(lines: Line[], indexes: number[]): Line[] {
  return indexes.flatMap((at) => lines.slice(at, at + 1))
}

/**
 * A page that was cut off inside the letter shows nothing behind it but perhaps the beginning of a tag, and its source closes neither the
 * element nor the page. Where something else closed the page, the letter's sign-off is missing.
 */
function isWhole(page: Page, lines: Line[], { elements, ranges }: Container, end: number): boolean {
  if (lines.slice(end).some(({ text }) => !text.startsWith('<'))) return true
  if (!elements.every((element) => isClosed(page, element)))
    return hasClosedPage(page) && lines.slice(ranges[0]?.from).some((line) => signOf(line) !== undefined)
  return hasClosedPage(page) || !page.elements.some(({ name }) => name === 'body' || name === 'html')
}

/** A letter's title, the status flag behind it, and the index of its first line; -1 when it is not on the page. */
type ShownTitle = { text: string; flag?: string | undefined; at: number; lines: number; isSelected: boolean }

/** The title that the page shows where the template says, else the line that equals the listed title, else the listed title. */
function findShownTitle(page: Page, lines: Line[], template: LetterTemplate, listed: ListedLetter): ShownTitle | undefined {
  for (const selector of template.title)
    for (const element of selectOutermost(page, selector).slice(0, 3)) {
      const shown = shownTitle(lines, element)
      // A position alone may be another element's on some pages.
      if (shown !== undefined && (isNamed(selector) || isTitle(shown.text, listed.title))) return shown
    }
  const { at, lines: count } = findTitleLines(lines, listed.title)
  const text = at < 0 ? listed.title : joinPieces(lines.slice(at, at + count).map((line) => line.text))
  return text === '' ? undefined : { ...flagged(text), at, lines: count, isSelected: false }
}

export function shownTitle(lines: Line[], element: Element): ShownTitle | undefined {
  const { from, to } = lineRange(lines, element)
  const whole = joinPieces(lines.slice(from, to).map(({ text }) => text))
  if (whole !== '') return { ...flagged(whole), at: from, lines: to - from, isSelected: true }
  const inline = maskMobiles(onOneLine(textWithin(element)))
  if (inline === '') return undefined
  const at = lines.findLastIndex(({ from: begins }) => begins < sourceRange(element).to)
  return { ...flagged(inline), at, lines: 1, isSelected: true }
}

function flagged(text: string): { text: string; flag?: string | undefined } {
  return trailingFlag(text) ?? { text }
}

/** The indexes of lines inside the elements that are no part of the letter. */
function removedLines(page: Page, lines: Line[], { remove }: LetterTemplate): Set<number> {
  const ranges = remove.flatMap((selector) => selectOutermost(page, selector).map((element) => lineRange(lines, element)))
  return new Set(ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at)))
}

/** How many of the lines inside the body's element come before the letter: through the title if it is inside, and header lines. */
export function countHead(lines: Line[], inside: number[], title: { text: string; at: number; lines: number }): number {
  const titleAt = inside.indexOf(title.at)
  const own = titleAt < 0 ? 0 : titleAt + inside.slice(titleAt).filter((at) => at < title.at + title.lines).length
  const above = own + countHeaderLines(pick(lines, inside.slice(own)))
  const repeated = countRepeated(pick(lines, inside.slice(above)), title.text)
  return repeated === 0 ? above : above + repeated + countHeaderLines(pick(lines, inside.slice(above + repeated)))
}

/** How many of the first lines repeat the title, once or more often. */
function countRepeated(lines: Line[], title: string): number {
  let count = 0
  for (let next = countTitleLines(lines, title); next > 0; next = countTitleLines(lines.slice(count), title)) count += next
  return count
}

/**
 * `lines` without what the template says of the lines that follow the sign-off, without links to the letters before and after, and without
 * last lines that state what a page's header states. In a letter without a sign-off only its last lines can be such.
 */
function withoutTail(lines: Line[], { tail }: LetterTemplate): Line[] {
  const known = new Set(tail)
  const isTail = (line: Line) => known.has(tailKey(line.text)) || known.has(textKey(line)) || isNeighbour(line) || isPager(line)
  const signed = lines.findLastIndex((line) => signOf(line) !== undefined)
  const end = lines.findLastIndex((line) => !isTail(line) && !isHeaderLine(line))
  return lines.filter((line, at) => at <= signed || (at <= end && (signed < 0 || !isTail(line))))
}

/** The text of a line, or the addresses of its pictures if it has none: a code to scan is the same picture on every letter. */
export function textKey({ text, images }: Line): string {
  const addresses = images.map(({ attribs }) => attribs['src'] ?? attribs['data-src'] ?? '')
  return text === '' && images.length > 0 ? `[${addresses.join(' ')}]` : compact(text)
}

/** A line of the tail with `#` for each number: a counter is the same line on every letter. */
export function tailKey(text: string): string {
  return compact(text).replace(/\d[\d.,:/-]*/g, '#')
}

/** Status flags are at the edges of a letter: within so many of its first and last lines. */
const EDGE = 3

function withoutFlags(lines: Line[]): { body: Line[]; flags: string[] } {
  const isFlag = ({ text }: Line, at: number) => flagOf(text) !== undefined && (at < EDGE || at >= lines.length - EDGE)
  return {
    body: lines.filter((line, at) => !isFlag(line, at)),
    flags: lines.filter(isFlag).flatMap(({ text }) => flagOf(text) ?? []),
  }
}

const MAX_ATTACHED = 20

/** The lines directly behind the body that only name files: some templates print them outside its element. */
function attachmentsFrom(lines: Line[], end: number): Line[] {
  const behind = lines.slice(end, end + MAX_ATTACHED)
  const other = behind.findIndex(
    (line) => !isAttachmentLine(line) && !/^附件(?:下载|列表)?\d{0,2}[:：]?$/.test(compact(line.text)),
  )
  return other < 0 ? behind : behind.slice(0, other)
}

function hasContent(lines: Line[]): boolean {
  return lines.some(
    ({ text, images, embeds, links }) =>
      compact(text) !== '' || images.length > 0 || embeds.length > 0 || links.some(isAttachment),
  )
}

/** Before and after the title, so many lines may state facts about a letter. */
const MAX_HEADER = 16

/** The indexes of the lines above the letter's first, near its title, that state facts about it: those below the title first. */
export function headerLines(lines: Line[], title: { at: number; lines: number }, start: number): number[] {
  const from = title.at >= 0 && title.at < start ? Math.max(0, title.at - MAX_HEADER) : Math.max(0, start - MAX_HEADER)
  const to = title.at >= 0 && title.at < start ? Math.min(start, title.at + title.lines + MAX_HEADER) : start
  const near = Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)
  const stating = new Set(factsIn(pick(lines, near)).map(({ line }) => line))
  const found = near.filter((at) =>
    [lines[at], lines[at - 1]].some((line) => line !== undefined && line.text.length <= 300 && stating.has(line)),
  )
  return [...found.filter((at) => at > title.at), ...found.filter((at) => at <= title.at)]
}

/** From the first line that was used to the line behind the last, so that nothing can be added to the letter outside its region. */
function regionOf({ html }: Page, lines: Line[], { used }: Located): Region {
  const from = Math.max(0, html.lastIndexOf('<', lines[used.from]?.from ?? 0))
  return regionBetween(html, from, lines[used.to]?.to ?? html.length)
}
