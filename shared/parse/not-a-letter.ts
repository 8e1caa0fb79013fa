import type { Served } from '../snapshot.ts'
import { directoryOf, hostOf, parseAddress, postIdOf } from './address.ts'
import { isBreadcrumb, isChrome, isFooter } from './chrome.ts'
import { elementsNamed, textWithin, type Page } from './document.ts'
import type { Line } from './lines.ts'
import { noticeIn } from './notice.ts'
import { refusalOfStatus, type Refusal } from './status-outcome.ts'

/** What can be told before the text is read: the status, where redirects led, an empty or binary body. */
export function refusalOfAnswer(served: Served): Refusal | undefined {
  return refusalOfStatus(served.status) ?? refusalOfRedirect(served) ?? refusalOfBytes(served)
}

/** What a page without a letter is: a challenge, a notice, or something that we cannot read. */
export function refusalOfPage(page: Page, lines: Line[]): Refusal {
  const title = textWithin(elementsNamed(page, 'title')[0]).trim()
  const texts = prose(lines)
  const notice = noticeIn(title, texts)
  if (notice !== undefined) return notice
  if (texts.join('').length < 80 && isChallenge(page))
    return { outcome: 'blocked', why: 'the page is a JavaScript challenge with next to no text' }
  if (texts.length === 0) return { outcome: 'unreadable', why: 'the page shows no text' }
  return { outcome: 'unreadable', why: `no letter was found in the page "${title.slice(0, 60)}"` }
}

/** What a page says beside its links, its menus and its footer. */
function prose(lines: Line[]): string[] {
  const said = lines.filter(
    (line, at) => !line.linked && !line.aside && !isChrome(line) && !isBreadcrumb(line) && !isFooter(lines, at),
  )
  return said.map(({ text }) => text).filter((text) => text !== '')
}

/** A page of the platform that says itself that it lists letters rather than being one. */
export function isColumnPage(page: Page): boolean {
  return /NFCMS_PUB_TYPE\s{0,5}=\s{0,5}['"](cat|index|home)['"]/.test(page.html)
}

function refusalOfRedirect({ url, finalUrl }: Served): Refusal | undefined {
  if (url === finalUrl) return undefined
  const [asked, answered] = [postIdOf(url), postIdOf(finalUrl)]
  if (asked === undefined || asked === answered) return undefined
  const path = parseAddress(finalUrl)?.pathname ?? ''
  if (/captcha|verify|challenge|waf|login|block|forbid/i.test(path))
    return { outcome: 'blocked', why: `the page redirects to a check: ${finalUrl}` }
  const isMissing =
    /\/(404|error404|notfound|not_found)\b/i.test(path) || (hostOf(url) === hostOf(finalUrl) && isIndexAbove(path, url))
  return isMissing
    ? { outcome: 'gone', why: `the page redirects to a front page or a page for missing ones: ${finalUrl}` }
    : { outcome: 'unreadable', why: `the page redirects to another: ${finalUrl}` }
}

/** Whether `path` is the index of a directory that the address asked for lies in: the site's, or the column's. */
function isIndexAbove(path: string, url: string): boolean {
  const directory = path.replace(/(index|default)\.[a-z]{3,5}$/i, '')
  return directory.endsWith('/') && directoryOf(url).startsWith(directory)
}

function refusalOfBytes({ body, headers }: Served): Refusal | undefined {
  if (body.length === 0) return { outcome: 'unreadable', why: 'the body is empty' }
  const start = Buffer.from(body.subarray(0, 1024)).toString('latin1')
  if (body.length < 1024 && /^\s*$/.test(start)) return { outcome: 'unreadable', why: 'the body is blank' }
  const kind = binaryKind(start, body)
  if (kind !== undefined)
    return {
      outcome: 'unreadable',
      why: `the body is ${kind}, not a page (content-type ${headers['content-type'] ?? 'absent'})`,
    }
  return undefined
}

const MAGIC: [string, RegExp][] = [
  ['a PDF file', /^\s{0,20}%PDF-/],
  ['a ZIP or Office file', /^PK\x03\x04/],
  ['an old Office file', /^\xD0\xCF\x11\xE0/],
  ['an image', /^(\x89PNG|\xFF\xD8\xFF|GIF8|RIFF....WEBP|BM....\0\0\0\0)/],
  ['compressed', /^(\x1F\x8B|\x28\xB5\x2F\xFD|7z\xBC\xAF|Rar!)/],
]

function binaryKind(start: string, body: Uint8Array): string | undefined {
  const magic = MAGIC.find(([, pattern]) => pattern.test(start))?.[0]
  if (magic !== undefined) return magic
  const isUtf16 = /^(\xFF\xFE|\xFE\xFF)/.test(start) || /<\0|\0</.test(start)
  return body.subarray(0, 1024).includes(0) && !isUtf16 ? 'binary' : undefined
}

/** Marks of the scripts that firewalls send instead of a page, and the plainer sign: script that sets a cookie or reloads. */
const CHALLENGE =
  /__jsl_clearance|acw_sc__v2|_\$[a-z]{2}\(|\$_ts\b|cf-chl|cf_chl|document\.cookie|location\.(reload|replace|href|assign)|window\.location|challenge|captcha|eval\(/i

function isChallenge(page: Page): boolean {
  const scripts = elementsNamed(page, 'script').map(textWithin).join('\n')
  const refresh = elementsNamed(page, 'meta').some(({ attribs }) => attribs['http-equiv']?.toLowerCase() === 'refresh')
  return CHALLENGE.test(scripts) || /captcha|challenge/i.test(page.html.slice(0, 20_000)) || refresh
}
