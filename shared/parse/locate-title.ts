import { onOneLine, withoutBlank } from '../text/normalize.ts'
import { isBreadcrumb, isChrome } from './chrome.ts'
import { elementsNamed, metaContent, textWithin, type Page } from './document.ts'
import { isLetterTitle } from './letter-forms.ts'
import type { Line } from './lines.ts'
import { maskMobiles } from './mask.ts'
import { flagOf, trailingFlag } from './status-flag.ts'

/** A page's title, the status flag that may stand behind it, and whether the meta tag of government pages gave it. */
export type Title = { text: string; isMeta: boolean; flag?: string }

/** The letter's title: ArticleTitle when it is whole, else what stands in `above`, the lines over the letter, else the document's own. */
export function findTitle(page: Page, above: Line[]): Title | undefined {
  const meta = maskMobiles(metaContent(page, 'ArticleTitle') ?? '')
  const documentTitle = maskMobiles(onOneLine(textWithin(elementsNamed(page, 'title')[0])))
  const shown = shownTitle(above, documentTitle) ?? unsuffixed(documentTitle)
  const isMeta = meta !== '' && !isCutFrom(meta, shown ?? '')
  const text = isMeta ? meta : shown
  return text === undefined || text === '' ? undefined : { text, isMeta, ...trailingFlag(text) }
}

/** How many lines at the head of `lines` only repeat `title`, perhaps broken into several. */
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

/** Among the lines over a letter: the one the document's title begins with, else the last heading, else the last line. */
function shownTitle(above: Line[], documentTitle: string): string | undefined {
  const zone = above.slice(above.findLastIndex(isBreadcrumb) + 1).filter(({ text }) => text !== '')
  const lines = zone.filter((line) => !isChrome(line) && flagOf(line.text) === undefined && !line.aside)
  const begins = (text: string) => text.length >= 4 && withoutBlank(documentTitle).startsWith(withoutBlank(text))
  const chosen =
    lines.findLast(({ text }) => begins(trailingFlag(text)?.text ?? text)) ??
    lines.findLast((line) => line.heading) ??
    lines.at(-1)
  if (chosen === undefined) return undefined
  const pieces = lines.filter(({ block }) => block === chosen.block)
  const joined = joinPieces(pieces.map(({ text }) => text))
  const isAlone = pieces.length <= 3 && above.filter(({ block }) => block === chosen.block).length === pieces.length
  return begins(joined) || chosen.heading || isAlone ? joined : chosen.text
}

/** A title broken by `<br>` into pieces; only Latin letters and digits need a space between them. */
function joinPieces(pieces: string[]): string {
  return pieces.reduce(
    (joined, piece) => (/[\dA-Za-z]$/.test(joined) && /^[\dA-Za-z]/.test(piece) ? `${joined} ${piece}` : joined + piece),
    '',
  )
}

/** The document's title without the site's name behind it, where what is left is the title of a reply. */
function unsuffixed(documentTitle: string): string | undefined {
  const title = documentTitle.replace(/\s?[-_|—–]{1,2}\s?[^-_|—–]{2,40}$/, '').trim()
  return isLetterTitle(title) ? title : undefined
}

function isCutFrom(text: string, whole: string): boolean {
  const start = /^(.{4,})(…|\.{3})$/.exec(text)?.[1]
  return start !== undefined && whole.startsWith(start)
}
