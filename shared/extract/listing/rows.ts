import type { ChildNode, Element } from 'domhandler'
import { findDays, parseDay } from '../../text/dates.ts'
import { onOneLine } from '../../text/normalize.ts'
import { directoryOf, hostOf, parseAddress, postIdOf } from '../address.ts'
import { isElement, isText, linkAddress, type Page, select, walk } from '../page.ts'
import { maskMobiles } from '../phone-mask.ts'

/** A link to a letter; `row` is the largest element around it without other letters, `list` the element around all rows. */
export type PostLink = { element: Element; postId: string; url: string; row: Element; list: Element | undefined }

/** Links to letters of `column`: those to its own directory, or if there are none, the platform's addresses in the longest list. */
export function findPostLinks(page: Page, column: { url: string }): { links: PostLink[]; method: string } {
  const all = allPostLinks(page, column)
  const own = all.filter(({ url }) => isOwn(url, column))
  if (own.length === 0)
    return { links: longestList(all.filter(({ url }) => isPlatformAddress(url))), method: 'platform addresses' }
  const lists = new Set(own.map(({ list }) => list).filter((list) => list !== undefined))
  const isBeside = ({ url, list }: PostLink) => isPlatformAddress(url) && list !== undefined && lists.has(list)
  const links = all.filter((link) => isOwn(link.url, column) || isBeside(link))
  return { links, method: links.length === own.length ? 'own directory' : 'own directory and platform addresses' }
}

function allPostLinks(page: Page, column: { url: string }): PostLink[] {
  const links = select(page, 'a')
  const found = links.flatMap((element) => {
    const url = linkAddress(page, element)
    const postId = url === undefined ? undefined : postIdOf(url)
    if (url === undefined || postId === undefined || hostOf(url) !== hostOf(column.url)) return []
    return [{ element, postId, url }]
  })
  const rows = rowsOf(found)
  return found.map((link) => ({ ...link, ...rowOf(link.element, rows) }))
}

/** For every element around a link to a letter, the one letter it contains, or `many`. */
type Holdings = Map<Element, string>
const MANY = 'many'

/** No list is nested deeper than this in its page. */
const MAX_LEVELS = 60

function rowsOf(links: { element: Element; postId: string }[]): Holdings {
  const holdings: Holdings = new Map()
  for (const { element, postId } of links)
    for (const around of elementsAround(element)) {
      const held = holdings.get(around)
      holdings.set(around, held === undefined || held === postId ? postId : MANY)
    }
  return holdings
}

/** Climbs from a link while the elements around contain no other letter, at most to a list: a page with one letter is not one row. */
function rowOf(link: Element, holdings: Holdings): { row: Element; list: Element | undefined } {
  let row = link
  for (const around of elementsAround(link)) {
    if (holdings.get(around) === MANY || LIST.test(around.name)) return { row, list: around }
    row = around
    if (ROW.test(around.name)) return { row, list: listOf(around) }
  }
  return { row: link, list: undefined }
}

const LIST = /^(ul|ol|table|tbody|dl|section|main|article|body|html)$/
const ROW = /^(li|tr|dd)$/

function listOf(row: Element): Element | undefined {
  return elementsAround(row)[0]
}

function elementsAround(element: Element): Element[] {
  const found: Element[] = []
  let { parent } = element
  while (parent !== null && isElement(parent) && found.length < MAX_LEVELS) {
    found.push(parent)
    parent = parent.parent
  }
  return found
}

function isOwn(url: string, column: { url: string }): boolean {
  const path = parseAddress(url)?.pathname ?? ''
  return path.startsWith(`${directoryOf(column.url)}content/`)
}

function isPlatformAddress(url: string): boolean {
  return /^\/gkmlpt\/content\/\d+\/\d+\/m?post_/.test(parseAddress(url)?.pathname ?? '')
}

function longestList(links: PostLink[]): PostLink[] {
  const lists = Map.groupBy(links, ({ list }) => list)
  return [...lists.values()].reduce<PostLink[]>((longest, next) => (next.length > longest.length ? next : longest), [])
}

/** A letter as its column lists it; `url` is absolute, `publishedOn` YYYY-MM-DD. */
export type ListedLetter = { postId: string; url: string; title: string; publishedOn?: string }

/** A letter as its row lists it: the whole title, and the day in whatever form and place it is written. */
export function readEntry(link: PostLink): ListedLetter {
  const shown = textOf(link.element)
  const beside = parseDay(textBeside(link))
  const publishedOn = beside ?? parseDay(dateAtEdge(shown) ?? '')
  const title = titleOf(link.element, beside === undefined ? withoutDate(shown) : shown)
  return { postId: link.postId, url: link.url, title: maskMobiles(title), ...(publishedOn && { publishedOn }) }
}

/** The `title` attribute, unless it is cut and the visible text is not; ordinals before the title belong to the list. */
function titleOf(element: Element, shown: string): string {
  const attribute = onOneLine(element.attribs['title'] ?? '')
  const visible = withoutOrdinal(shown)
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

function withoutOrdinal(text: string): string {
  return text.replace(/^(?:[·•◆■►▪>]\s?|[[(（【]?\d{1,4}[\])）】]?[.、．]\s?)(?=\S)/, '')
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

function textBeside({ element, row }: PostLink): string {
  if (row === element) return runOf(element, isDatedBefore(element) ? 'prev' : 'next')
  for (const around of elementsAround(element).slice(0, MAX_LEVELS_TO_DAY)) {
    const text = textAround(around, element)
    if (parseDay(text) !== undefined) return text
    if (around === row) break
  }
  return ''
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

/** The text of a link: blocks separate it, inline elements do not. */
function textOf(element: Element): string {
  return onOneLine(
    pieces(element)
      .map(({ text, isBlock }) => (isBlock ? ' ' : text))
      .join(''),
  )
}

/** The text of a row without its link; every element separates it, because an ordinal may be right before a day. */
function textAround(row: Element, link: Element): string {
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
