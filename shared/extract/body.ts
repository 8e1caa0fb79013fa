import type { Element } from 'domhandler'
import { onOneLine, withoutBlank } from '../text/normalize.ts'
import { type Cut, cutChrome, isBreadcrumb, isChrome, isHardEnd } from './chrome.ts'
import { findInformation, type InformationLine } from './fields.ts'
import { isLetterTitle } from './letter-parts.ts'
import type { Line } from './lines.ts'
import { documentTitle, isClosed, isElement, metaContent, type Page, select, sourceRange } from './page.ts'
import { maskMobiles } from './phone-mask.ts'
import { flagOf, trailingFlag } from './status-flag.ts'

/**
 * Where a letter's body was found: `lines` without chrome (empty when its container is empty), whether the page shows where it ends, and
 * the index, among all lines, of the first line at or below its start.
 */
export type Body = Omit<Cut, 'isBounded'> & { by: 'anchors' | 'classes' | 'densest'; startsAt: number }

/** The body between the text anchors, else in a container of a known class, else where the `<p>` are. */
export function locateBody(page: Page, lines: Line[], information: InformationLine | undefined): Body | undefined {
  const between = byAnchors(lines, information)
  const bounded = between?.isBounded === true ? between : undefined
  return bounded ?? byClasses(page, lines) ?? byDensity(page, lines, information) ?? between
}

/** `isBounded` when a share bar or the like ends it; when only the site's footer does, much else may be between. */
function byAnchors(lines: Line[], information: InformationLine | undefined): (Body & { isBounded: boolean }) | undefined {
  if (information === undefined) return undefined
  const cut = cutChrome(lines.slice(information.to))
  if (!cut.isEnded) return undefined
  return { by: 'anchors', startsAt: startOf(cut, lines) ?? information.to, ...cut }
}

/** Classes and attributes of the body's container on sites of the platform and on other government sites. */
const CONTAINERS =
  '.news_cont_d_wrap, .articleBox, .article-content, .content_article, .TRS_Editor, .tyxxy_main, [wzades="正文"]'
/** Each container is searched for its lines: more than this make a hostile page slow. */
const MAX_CONTAINERS = 40

function byClasses(page: Page, lines: Line[]): Body | undefined {
  const element = largestContainer(page, lines)
  if (element === undefined) return undefined
  const inside = linesWithin(element, lines)
  const cut = cutChrome(inside.slice(findInformation(inside.slice(0, 12))?.to ?? 0))
  const top = lines.filter(({ from }) => from < sourceRange(element).from).length
  const isEnded = cut.isEnded || isClosed(page, element)
  return { by: 'classes', ...cut, startsAt: startOf(cut, lines) ?? top, isEnded }
}

function largestContainer(page: Page, lines: Line[]): Element | undefined {
  const containers = select(page, CONTAINERS).slice(0, MAX_CONTAINERS)
  const weighed = containers.map((element) => ({ element, weight: weightOf(linesWithin(element, lines)) }))
  const greatest = Math.max(...weighed.map(({ weight }) => weight))
  return weighed.find(({ weight }) => weight === greatest)?.element
}

/** The smallest element around every paragraph that is not in navigation or a footer. */
function byDensity(page: Page, lines: Line[], information: InformationLine | undefined): Body | undefined {
  const below = lines.slice(information?.to ?? 0)
  const end = below.findIndex((_, at) => isHardEnd(below, at))
  const prose = (end < 0 ? below : below.slice(0, end)).filter(
    (line) => line.inParagraph && !line.isLinksOnly && !line.inAside && !isChrome(line),
  )
  const [first, last] = [prose[0], prose.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const around = commonAncestor(first.block, last.block)
  const aroundEnds = around === undefined ? Infinity : sourceRange(around).to
  const inside = below.filter(({ from }) => from >= first.from && from < aroundEnds)
  return {
    by: 'densest',
    ...cutChrome(inside),
    startsAt: lines.indexOf(first),
    isEnded: hasClosedPage(page) && (around === undefined || isClosed(page, around)),
  }
}

function startOf({ lines: [first] }: Cut, lines: Line[]): number | undefined {
  return first === undefined ? undefined : lines.indexOf(first)
}

function linesWithin(element: Element, lines: Line[]): Line[] {
  const range = sourceRange(element)
  return lines.filter(({ from, to }) => from >= range.from && to <= range.to)
}

function weightOf(lines: Line[]): number {
  return lines.reduce((weight, { text, images }) => weight + text.length + images.length, 0)
}

/** Whether the source closes the page, so that none of it was cut off. */
export function hasClosedPage({ html }: Page): boolean {
  return /<\/(body|html)\s{0,20}>\s{0,2000}(<!--|<\/|<script|$)/i.test(html.slice(-4000))
}

/** Whether the source breaks off: it neither closes the page nor ends with a tag that closes an element. */
export function isCutOff(page: Page): boolean {
  return !hasClosedPage(page) && !/(<\/[a-z][a-z\d]{0,20}\s{0,20}>|-->)\s{0,2000}$/i.test(page.html.slice(-4000))
}

/** The nearest element around both; undefined when that is the document itself. */
function commonAncestor(first: Element | undefined, last: Element | undefined): Element | undefined {
  const around = new Set(ancestors(first))
  return ancestors(last).find((element) => around.has(element))
}

function ancestors(element: Element | undefined): Element[] {
  const found: Element[] = []
  for (let at = element?.parent ?? null; at !== null; at = at.parent) if (isElement(at)) found.push(at)
  return found
}

/** A page's title, the status flag that may follow it, and whether it is from the meta tag of government pages. */
export type Title = { text: string; isMeta: boolean; flag?: string }

/** The letter's title: the meta tag ArticleTitle unless cut, else one of `above`, the lines above the letter, else the document's own. */
export function findTitle(page: Page, above: Line[]): Title | undefined {
  const meta = maskMobiles(metaContent(page, 'ArticleTitle') ?? '')
  const whole = maskMobiles(onOneLine(documentTitle(page)))
  const shown = shownTitle(above, whole) ?? unsuffixed(whole)
  const isMeta = meta !== '' && !isCutFrom(meta, shown ?? '')
  const text = isMeta ? meta : shown
  return text === undefined || text === '' ? undefined : { text, isMeta, ...trailingFlag(text) }
}

/** How many of the first lines only repeat `title`, perhaps broken into several. */
export function countTitleLines(lines: Line[], title: string): number {
  const wanted = withoutBlank(title)
  let joined = ''
  for (const [at, { text }] of lines.slice(0, 6).entries()) {
    joined += withoutBlank(trailingFlag(text)?.text ?? text)
    if (joined === wanted) return at + 1
    if (!wanted.startsWith(joined)) return 0
  }
  return 0
}

/** Among the lines above a letter: the one that the document's title, `whole`, begins with, else the last heading, else the last line. */
function shownTitle(above: Line[], whole: string): string | undefined {
  const zone = above.slice(above.findLastIndex(isBreadcrumb) + 1).filter(({ text }) => text !== '')
  const lines = zone.filter((line) => !isChrome(line) && flagOf(line.text) === undefined && !line.inAside)
  const begins = (text: string) => text.length >= 4 && withoutBlank(whole).startsWith(withoutBlank(text))
  const chosen =
    lines.findLast(({ text }) => begins(trailingFlag(text)?.text ?? text)) ??
    lines.findLast((line) => line.inHeading) ??
    lines.at(-1)
  if (chosen === undefined) return undefined
  const pieces = lines.filter(({ block }) => block === chosen.block)
  const joined = joinPieces(pieces.map(({ text }) => text))
  const isAlone = pieces.length <= 3 && above.filter(({ block }) => block === chosen.block).length === pieces.length
  return begins(joined) || chosen.inHeading || isAlone ? joined : chosen.text
}

/** A title broken by `<br>` into pieces; only Latin letters and digits need a space between them. */
export function joinPieces(pieces: string[]): string {
  return pieces.reduce(
    (joined, piece) => (/[\dA-Za-z]$/.test(joined) && /^[\dA-Za-z]/.test(piece) ? `${joined} ${piece}` : joined + piece),
    '',
  )
}

/** The document's title without the site's name after it, if the rest is the title of a reply. */
function unsuffixed(whole: string): string | undefined {
  const title = whole.replace(/\s?[-_|—–]{1,2}\s?[^-_|—–]{2,40}$/, '').trim()
  return isLetterTitle(title) ? title : undefined
}

function isCutFrom(text: string, whole: string): boolean {
  const start = /^(.{4,})(…|\.{3})$/.exec(text)?.[1]
  return start !== undefined && whole.startsWith(start)
}
