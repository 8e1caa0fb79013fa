import type { ChildNode, Element } from 'domhandler'
import { findDays, parseDay } from '../../text/dates.ts'
import { countHan, onOneLine } from '../../text/normalize.ts'
import { hostOf, letterIdOf } from '../address.ts'
import { isElement, isText, walk } from '../page.ts'
import { maskMobiles } from '../phone-mask.ts'

/** A letter as its column lists it; `url` is absolute, `publishedOn` YYYY-MM-DD. */
export type ListedLetter = { postId: string; url: string; title: string; publishedOn?: string }

/** A row that names a letter which we cannot fetch: what it shows, where it leads if that is known, and why not. */
export type UnreadRow = { text: string; address?: string; why: string }

/** A row of a list: the element that leads to its letter, and the element around all that belongs to it. */
export type RowElements = { element: Element; row: Element }

/** The letter in a row that leads to `url` on the column's host, or why that cannot be fetched. `url` is undefined where a script decides. */
export function readRow(elements: RowElements, url: string | undefined, column: { url: string }): ListedLetter | UnreadRow {
  const about = readEntry(elements)
  if (url === undefined) return { text: about.title, why: 'its address is made by a script' }
  if (hostOf(url) !== hostOf(column.url)) return { text: about.title, address: url, why: 'it leads to another host' }
  return { postId: letterIdOf(url), url, ...about }
}

export function isLetter(row: ListedLetter | UnreadRow): row is ListedLetter {
  return !isUnread(row)
}

export function isUnread(row: ListedLetter | UnreadRow): row is UnreadRow {
  return 'why' in row
}

/** What a row says of its letter: the whole title, and the day in whatever form and place it is written. */
export function readEntry({ element, row }: RowElements): { title: string; publishedOn?: string } {
  const shown = textOf(element)
  const heading = headingIn(element)
  // A link around a whole row has the row's day in it; what is beside it belongs to the next row.
  const isWholeRow = row === element && (heading !== undefined || element.name !== 'a')
  const beside = isWholeRow ? undefined : dayIn(textBeside(element, row))
  const publishedOn = beside ?? (isWholeRow ? dayIn(shown) : undefined) ?? dayIn(dateAtEdge(shown) ?? '')
  const title = titleOf(element, heading ?? (beside === undefined ? withoutDate(shown) : shown))
  const whole = NO_TITLE.test(title) ? (longestText(row, element) ?? title) : title
  return { title: maskMobiles(whole), ...(publishedOn && { publishedOn }) }
}

/** The heading inside a link around a row, beside its summary and day. */
function headingIn(element: Element): string | undefined {
  let heading: string | undefined
  walk(element, (node) => {
    if (heading === undefined && isElement(node) && isHeading(node)) heading = textOf(node)
    return heading === undefined
  })
  return heading !== undefined && heading.length >= 6 ? heading : undefined
}

function isHeading({ name, attribs }: Element): boolean {
  return /^h[1-6]$/.test(name) || /(?:^|[\s_-])(?:tit|title)(?:$|[\s_-])/i.test(attribs['class'] ?? '')
}

/** Words of a link beside the title, where the title is no link. */
export const NO_TITLE =
  /^[[【]?(?:点击)?(?:查看|详情|详细|阅读|全文|下载|打开|进入|更多)(?:详情|全文|内容|附件|更多)?[\]】]?$|^$/

function longestText(row: Element, link: Element): string | undefined {
  const texts = pieces(row, link).map(({ text }) => onOneLine(text))
  return texts.filter((text) => countHan(text) >= 4).toSorted((one, other) => other.length - one.length)[0]
}

/** The `title` attribute, unless it is cut and the visible text is not; ordinals before the title belong to the list. */
function titleOf(element: Element, shown: string): string {
  const attribute = onOneLine(element.attribs['title'] ?? '')
  const visible = withoutMonthDay(withoutOrdinal(shown))
  const picture = onOneLine(pictureIn(element)?.attribs['alt'] ?? '')
  return (
    [attribute, visible].find((title) => title !== '' && !isCut(title)) ?? [attribute, visible, picture].find(Boolean) ?? ''
  )
}

function pictureIn(element: Element): Element | undefined {
  return element.children.filter(isElement).find(({ name, attribs }) => name === 'img' && 'alt' in attribs)
}

function isCut(title: string): boolean {
  return /(…|\.{2,})$/.test(title)
}

/** A title may have its month and day directly behind it, as `…的函06-18`: without a year that is no day. */
function withoutMonthDay(text: string): string {
  return text.replace(/(?<=[\p{Script=Han}…》”）)\].])\s?[[(（]?(?:0[1-9]|1[0-2])[-/](?:0[1-9]|[12]\d|3[01])[\])）]?$/u, '')
}

function withoutOrdinal(text: string): string {
  return text.replace(/^(?:[·•◆■►▪>]\s?|[[(（【]?\d{1,4}[\])）】]?[.、．]\s?)(?=\S)/, '')
}

/** A day, also where a list shows the day of the month apart from year and month: `27 2023-09`, `2023.09 27`. */
export function dayIn(text: string): string | undefined {
  return parseDay(text) ?? splitDay(text)
}

const DAY_FIRST = /(?<![\d.:/-])(\d{1,2})\s+(20\d{2})\s?[-/.年]\s?(\d{1,2})月?(?![\d.:/-])/
const DAY_LAST = /(?<![\d.:/-])(20\d{2})\s?[-/.年]\s?(\d{1,2})月?\s+(\d{1,2})日?(?![\d.:/-])/

function splitDay(text: string): string | undefined {
  const first = DAY_FIRST.exec(text)
  if (first) return parseDay(`${first[2] ?? ''}-${first[3] ?? ''}-${first[1] ?? ''}`)
  const last = DAY_LAST.exec(text)
  return last ? parseDay(`${last[1] ?? ''}-${last[2] ?? ''}-${last[3] ?? ''}`) : undefined
}

/** What may surround a day at the edge of a title: brackets, a label, a time. */
const BEFORE_DAY = /[[(（【]?(?:发布(?:日期|时间)\s?[:：]\s?)?$/
const AFTER_DAY = /^(?:\s\d{1,2}:\d{2}(?::\d{2})?)?[\])）】]?/

/** The day that begins or ends `text`, with what surrounds it. */
function dateAtEdge(text: string): string | undefined {
  const days = text.length > 600 ? [] : findDays(text)
  const surrounded = days.map(({ start, end }) => ({
    from: start - (BEFORE_DAY.exec(text.slice(0, start))?.[0].length ?? 0),
    to: end + (AFTER_DAY.exec(text.slice(end))?.[0].length ?? 0),
  }))
  const atEdge = surrounded.find(({ from, to }) => from === 0 || to === text.length)
  return atEdge && text.slice(atEdge.from, atEdge.to)
}

function withoutDate(text: string): string {
  const date = dateAtEdge(text)
  return date === undefined ? text : onOneLine(text.replace(date, ''))
}

/** The text beside a link: in the nearest element of its row that contains a day; in a list without rows, up to the next link. */
const MAX_LEVELS_TO_DAY = 6

function textBeside(element: Element, row: Element): string {
  if (row === element) return runOf(element, isDatedBefore(element) ? 'prev' : 'next')
  for (const around of elementsAround(element).slice(0, MAX_LEVELS_TO_DAY)) {
    const text = textAround(around, element)
    if (dayIn(text) !== undefined) return text
    if (around === row) break
  }
  return besideRow(row)
}

/** A definition list has the day in the `dd` after the `dt` of the link. */
export function besideRow(row: Element): string {
  const next = row.name === 'dt' ? followingElement(row) : null
  return next?.name === 'dd' ? textOf(next) : ''
}

function followingElement(element: Element): Element | null {
  let at = element.next
  while (at !== null && !isElement(at)) at = at.next
  return at
}

/** In a list without rows days are before the links if one is before the first. */
function isDatedBefore(element: Element): boolean {
  let at: Element | null = element
  let first = element
  for (let steps = 0; at !== null && steps < 200; steps++) {
    if (at.name === 'a') first = at
    at = previousElement(at)
  }
  return parseDay(runOf(first, 'prev')) !== undefined
}

function previousElement(element: Element): Element | null {
  let at = element.prev
  while (at !== null && !isElement(at)) at = at.prev
  return at
}

function runOf(element: Element, towards: 'next' | 'prev'): string {
  const texts: string[] = []
  for (let at = element[towards]; at !== null && texts.length < 10; at = at[towards]) {
    if (isElement(at) && at.name === 'a') break
    texts.push(isElement(at) ? textOf(at) : isText(at) ? at.data : '')
  }
  return onOneLine((towards === 'prev' ? texts.reverse() : texts).join(' '))
}

/** The elements around `element`, the nearest first. No list is nested deeper than this in its page. */
const MAX_LEVELS = 60

export function elementsAround(element: Element, levels = MAX_LEVELS): Element[] {
  const found: Element[] = []
  let { parent } = element
  while (parent !== null && isElement(parent) && found.length < levels) {
    found.push(parent)
    parent = parent.parent
  }
  return found
}

/** The text of a link: blocks separate it, inline elements do not. */
export function textOf(element: Element): string {
  return onOneLine(
    pieces(element)
      .map(({ text, isBlock }) => (isBlock ? ' ' : text))
      .join(''),
  )
}

/** The text of a row without its link; every element separates it, because an ordinal may be right before a day. */
export function textAround(row: Element, link?: Element): string {
  return onOneLine(
    pieces(row, link)
      .map(({ text }) => text)
      .join(' '),
  )
}

type Piece = { text: string; isBlock: boolean }

function pieces(element: Element, except?: Element): Piece[] {
  const found: Piece[] = []
  const enter = (node: ChildNode): boolean => {
    if (isText(node)) found.push({ text: node.data, isBlock: false })
    return node !== except && !(isElement(node) && /^(script|style)$/.test(node.name))
  }
  const leave = (node: ChildNode): void => {
    if (isElement(node) && /^(td|p|div|br|li|dd|dt)$/.test(node.name)) found.push({ text: '', isBlock: true })
  }
  walk(element, enter, leave)
  return found
}
