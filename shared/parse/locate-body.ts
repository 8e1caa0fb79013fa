import type { InformationLine } from './chrome.ts'
import { endsLetter, findInformation, flagOf, isBreadcrumb, isChrome, isClosingBar, isFooter, isHardEnd } from './chrome.ts'
import { isClosed, isElement, type Element, type Page } from './document.ts'
import { countLetterSigns } from './letter-forms.ts'
import type { Line } from './lines.ts'

/**
 * Where a letter's body was found: `lines` without chrome (empty when its place is there and bare), whether the page shows
 * where it ends, and the index, among all lines, of the first line at or below its start.
 */
export type Body = Cut & { by: 'anchors' | 'classes' | 'densest'; startsAt: number }

type Cut = { lines: Line[]; isEnded: boolean; flags: string[] }

/** The body between the text anchors, else in a container of a known class, else where the `<p>` are. Later ways are for want of earlier ones only. */
export function locateBody(page: Page, lines: Line[], information: InformationLine | undefined): Body | undefined {
  const between = byAnchors(lines, information)
  const bounded = between?.isBounded === true ? between : undefined
  return bounded ?? byClasses(page, lines) ?? byDensity(page, lines, information) ?? between
}

/** Classes and attributes that hold the body on sibling sites of the platform, and on other sites of the government. */
const CONTAINERS =
  '.news_cont_d_wrap, .articleBox, .article-content, .content_article, .TRS_Editor, .tyxxy_main, [wzades="正文"]'

/** `isBounded` when a share bar or its like ends it; when only the site's footer does, much may stand between. */
function byAnchors(lines: Line[], information: InformationLine | undefined): (Body & { isBounded: boolean }) | undefined {
  if (information === undefined) return undefined
  const cut = cutChrome(lines.slice(information.to))
  if (!cut.isEnded) return undefined
  return { by: 'anchors', startsAt: startOf(cut, lines) ?? information.to, ...cut }
}

function byClasses(page: Page, lines: Line[]): Body | undefined {
  const found = page
    .$(CONTAINERS)
    .toArray()
    .map((element) => ({ element, inside: linesWithin(element, lines) }))
  const largest = found.reduce<(typeof found)[number] | undefined>(
    (best, next) => (best === undefined || weightOf(next.inside) > weightOf(best.inside) ? next : best),
    undefined,
  )
  if (largest === undefined) return undefined
  const { element, inside } = largest
  const information = findInformation(inside.slice(0, 12))
  const cut = cutChrome(inside.slice(information?.to ?? 0))
  const top = lines.filter(({ from }) => from < (element.startIndex ?? 0)).length
  return {
    by: 'classes',
    ...cut,
    startsAt: startOf(cut, lines) ?? top,
    isEnded: cut.isEnded || isClosed(page, element) || hasClosedPage(page),
  }
}

/** The smallest element round every paragraph that stands outside navigation and footers. */
function byDensity(page: Page, lines: Line[], information: InformationLine | undefined): Body | undefined {
  const below = lines.slice(information?.to ?? 0)
  const end = below.findIndex((_, at) => isHardEnd(below, at))
  const prose = (end < 0 ? below : below.slice(0, end)).filter(
    (line) => line.paragraph && !line.linked && !line.aside && !isChrome(line),
  )
  const [first, last] = [prose[0], prose.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const around = commonAncestor(first.block, last.block)
  const inside = below.filter(
    (line) => line.from >= first.from && (around === undefined || line.from <= (around.endIndex ?? Infinity)),
  )
  return { by: 'densest', ...cutChrome(inside), startsAt: lines.indexOf(first), isEnded: hasClosedPage(page) }
}

/**
 * `lines` from the first that is no toolbar, breadcrumb or flag to the first that ends a letter. A share bar passed over at the
 * head may have been the end of an empty body: then what follows must have the form of a letter.
 */
function cutChrome(lines: Line[]): Cut & { isBounded: boolean } {
  const start = lines.findIndex(
    (line, at) => isHardEnd(lines, at) || !(isChrome(line) || isBreadcrumb(line) || flagOf(line.text) !== undefined),
  )
  const head = start < 0 ? lines : lines.slice(0, start)
  const rest = start < 0 ? [] : lines.slice(start)
  const end = rest.findIndex((_, at) => endsLetter(rest, at))
  const kept = (end < 0 ? rest : rest.slice(0, end)).filter((line) => !isChrome(line))
  const body = kept.filter(({ text }) => flagOf(text) === undefined)
  const isDoubtful = head.some(isClosingBar) && countLetterSigns(body.map(({ text }) => text)) === 0
  const flags = [...head, ...kept].flatMap(({ text }) => flagOf(text) ?? [])
  const isBounded = isDoubtful || (end >= 0 && !isFooter(rest, end))
  return { lines: isDoubtful || body.every(isOnlyLink) ? [] : body, isEnded: end >= 0 || isDoubtful, isBounded, flags }
}

function startOf({ lines: [first] }: Cut, lines: Line[]): number | undefined {
  return first === undefined ? undefined : lines.indexOf(first)
}

function isOnlyLink({ linked, links }: Line): boolean {
  return (
    linked &&
    !links.some(({ attribs }) =>
      /attachment|\.(pdf|docx?|xlsx?|wps|ofd|zip|rar)\b/i.test(`${attribs['class'] ?? ''} ${attribs['href'] ?? ''}`),
    )
  )
}

function linesWithin({ startIndex, endIndex }: Element, lines: Line[]): Line[] {
  return lines.filter(({ from, to }) => from >= (startIndex ?? 0) && to <= (endIndex ?? 0) + 1)
}

function weightOf(lines: Line[]): number {
  return lines.reduce((weight, { text, images }) => weight + text.length + images.length, 0)
}

function hasClosedPage({ html }: Page): boolean {
  return /<\/(body|html)\s{0,20}>\s{0,2000}(<!--|<\/|<script|$)/i.test(html.slice(-4000))
}

/** The nearest element round both; undefined when that is the document itself. */
function commonAncestor(first: Element | undefined, last: Element | undefined): Element | undefined {
  const around = new Set(ancestors(first?.parent))
  return ancestors(last?.parent).find((element) => around.has(element))
}

function ancestors(element: Element['parent'] | undefined): Element[] {
  const found = []
  for (let at = element ?? null; at !== null && isElement(at); at = at.parent) found.push(at)
  return found
}
