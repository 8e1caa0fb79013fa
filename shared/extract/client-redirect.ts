import { countHan } from '../text/normalize.ts'
import type { Served } from '../snapshot.ts'
import { canonicalAddress } from './address.ts'
import { decode } from './decode.ts'
import { isElement, isText, type Page, parsePage, select, textWithin, walk } from './page.ts'

/** A page that only redirects is no longer than this, and has no more text than a notice such as 页面已迁移,5秒后自动跳转. */
const MAX_BYTES = 16_000
const MAX_HAN = 120
/** It links to the new place at most, and to the front page. */
const MAX_LINKS = 2
/** Saves parsing the other pages, in whatever charset. */
const MAY_REDIRECT = /refresh|location/i

/**
 * The absolute address to which a served page sends its reader by `Refresh`, `meta refresh` or a script's `location`; undefined where the
 * page has content of its own, reloads itself, or is a firewall's challenge, which sets a cookie first.
 */
export function clientRedirect(served: Served): string | undefined {
  const { status, headers, body, finalUrl } = served
  if (status !== 200 || body.length > MAX_BYTES) return undefined
  if (headers['refresh'] === undefined && !MAY_REDIRECT.test(Buffer.from(body).toString('latin1'))) return undefined
  const decoded = decode(served)
  const page = 'text' in decoded ? parsePage(decoded.text, served.url, finalUrl) : decoded
  if ('why' in page || countHan(visibleText(page)) > MAX_HAN || select(page, 'a[href]').length > MAX_LINKS) return undefined
  const written = refreshTarget(headers['refresh']) ?? metaTarget(page) ?? scriptTarget(page)
  const target = written === undefined ? undefined : canonicalAddress(written, page.base)
  return target === undefined || isSamePage(target, finalUrl) ? undefined : target
}

function isSamePage(target: string, finalUrl: string): boolean {
  const plain = (address: string) => address.replace(/^https?:/, '').replace(/#.*$/, '')
  return plain(target) === plain(finalUrl)
}

/** `0; url=/new/`, also quoted. */
function refreshTarget(value: string | undefined): string | undefined {
  return /^\s*[\d.]*\s*[;,]\s*(?:url\s*=\s*)?['"]?([^'"]+?)['"]?\s*$/i.exec(value ?? '')?.[1]
}

/** htmlparser2 reads what is inside `noscript` as elements; a browser with scripts does not. */
function metaTarget(page: Page): string | undefined {
  const refresh = select(page, 'meta[http-equiv="refresh" i]').find((meta) => !isInNoscript(meta.parent))
  return refreshTarget(refresh?.attribs['content'])
}

function isInNoscript(parent: Page['elements'][number]['parent']): boolean {
  for (let at = parent; at !== null; at = at.parent) if ('name' in at && at.name === 'noscript') return true
  return false
}

const LOCATION =
  /(?:^|[\s;{}(,>])(?:(?:window|self|top|parent|document)\s*\.\s*)?location(?:\s*\.\s*href)?\s*(?:=\s*|\.\s*(?:replace|assign)\s*\(\s*)['"]([^'"]+)['"]\s*(?:[;)}\n]|$)/g
/** A script that asks something first decides more than where the page went. */
const CONDITION = /cookie|userAgent|navigator|eval\s*\(|captcha|challenge|screen|localStorage|\bif\s*\(/i

function scriptTarget(page: Page): string | undefined {
  const script = select(page, 'script').map(textWithin).join('\n')
  if (CONDITION.test(script)) return undefined
  const targets = new Set(Array.from(script.matchAll(LOCATION), ([, target]) => target))
  return targets.size === 1 ? [...targets][0] : undefined
}

function visibleText({ root }: Page): string {
  const texts: string[] = []
  walk(root, (node) => {
    if (isText(node)) texts.push(node.data)
    return !(isElement(node) && /^(script|style|title|noscript)$/.test(node.name))
  })
  return texts.join('')
}
