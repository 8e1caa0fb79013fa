import { onOneLine } from '../../text/normalize.ts'
import { findDays, parseDay } from '../../text/dates.ts'
import { isElement, isText, walk, type Element, type Node } from '../page.ts'
import type { ListedLetter, PostLink } from './read-listing.ts'
import { maskMobiles } from '../phone-mask.ts'

/** What a row of a listing says of its letter: the whole title, and the day in whatever form and place it stands. */
export function readEntry(link: PostLink): ListedLetter {
  const shown = textOf(link.element)
  const beside = parseDay(textBeside(link))
  const publishedOn = beside ?? parseDay(dateAtEdge(shown) ?? '')
  const title = titleOf(link.element, beside === undefined ? withoutDate(shown) : shown)
  return { postId: link.postId, url: link.url, title: maskMobiles(title), ...(publishedOn && { publishedOn }) }
}

/** The `title` attribute unless it is cut and the visible text is not; ordinals before a title are the list's, not its. */
function titleOf(element: Element, shown: string): string {
  const attribute = onOneLine(element.attribs['title'] ?? '')
  const visible = withoutOrdinal(shown)
  const picture = onOneLine(pictureIn(element)?.attribs['alt'] ?? '')
  return (
    [attribute, visible].find((title) => title !== '' && !isCut(title)) ?? [attribute, visible, picture].find(Boolean) ?? ''
  )
}

function pictureIn(element: Element): Element | undefined {
  for (let at = element.first; at !== null; at = at.next)
    if (isElement(at) && at.name === 'img' && 'alt' in at.attribs) return at
  return undefined
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

/** What stands beside a link: in the nearest element of its row that tells a day; in a list without rows, up to its neighbours. */
function textBeside({ element, row }: PostLink): string {
  if (row === element) return runOf(element, isDatedBefore(element) ? 'prev' : 'next')
  let around: Element = element
  for (let level = 0; level < 6 && around !== row && around.parent !== null; level++) {
    around = around.parent
    const text = textAround(around, element)
    if (parseDay(text) !== undefined) return text
  }
  return ''
}

/** In a list without rows days stand before the links when one stands before the first. */
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
    texts.push(isElement(at) ? textOf(at) : isText(at) ? at.text : '')
  }
  return onOneLine((towards === 'prev' ? texts.reverse() : texts).join(' '))
}

/** The text of a link: blocks part it, inline elements do not. */
function textOf(element: Element): string {
  return onOneLine(
    pieces(element)
      .map(({ text, isBlock }) => (isBlock ? ' ' : text))
      .join(''),
  )
}

/** The text of a row without its link; every element parts it, for an ordinal may stand right before a day. */
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
  const enter = (node: Node): boolean => {
    if (isText(node)) found.push({ text: node.text, isBlock: false })
    return node !== except && !(isElement(node) && /^(script|style)$/.test(node.name))
  }
  const leave = (node: Node): void => {
    if (isElement(node) && /^(td|p|div|br|li|dd|dt)$/.test(node.name)) found.push({ text: '', isBlock: true })
  }
  walk(element, enter, leave)
  return found
}
