import { createHash } from 'node:crypto'

/**
 * The id that the system behind a site gave the letter at `url`: the same in every list, skin and scheme. Undefined for the page of a list,
 * and where the address shows no such id. NFCMS `post_N` and `mpost_N`, TRS `t20240101_N`, Hanweb `art_<column>_N`, `content_N` and the like, `cN/content.shtml`,
 * WebPlus `c1a2/page.htm`, UUIDs, a file or folder that is a long number, and the parameters `id=` and `docid=`.
 */
export function postIdOf(url: string): string | undefined {
  const address = parseAddress(url)
  if (address === undefined) return undefined
  const path = address.pathname.replace(/\/+$/, '')
  const inPath = ID_IN_PATH.map((pattern) => pattern.exec(path)?.[1]).find((id) => id !== undefined)
  const id = inPath?.toLowerCase() ?? idParameter(address)
  // Where capitals make a difference a file system may not see it: such an address is named by its hash.
  return id !== undefined && /[A-Z]/.test(id) ? undefined : id
}

/** Of Hanweb and WebPlus the second number is the letter's, the first that of the column in which it is shown. */
const ID_IN_PATH = [
  /\/m?post_(\d{1,20})\.s?html?$/i,
  /\/[a-z]\d{6,8}_(\d{1,20})(?:_\d{1,3})?\.[a-z]{3,5}$/i,
  /\/art_\d{1,12}_(\d{1,20})\.s?html?$/i,
  /\/art_([0-9a-f]{32})\.s?html?$/i,
  /\/(?:m?content|c|article|info|detail|details|news|view|show|doc|arc|zw)[-_](\d{4,20})\.[a-z]{3,5}$/i,
  /\/c(\d{4,20})\/content\.[a-z]{3,5}$/i,
  /\/c\d{1,12}a(\d{1,12})\/page\.[a-z]{3,5}$/i,
  /\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{40})(?:\.[a-z]{3,5})?$/i,
  /\/(\d{5,20})(?:\.(?:s?html?|jhtml|jspx?|aspx?|php))?$/i,
]

/** Names of the parameter that names a letter, the most particular first: `?cid=12&id=345` is letter 345. */
const ID_PARAMETERS =
  /^(?:article_?id|news_?id|info_?id|content_?id|doc_?id|post_?id|detail_?id|msg_?id|guid|uuid|rowguid|infoguid|iid|aid|nid|id)$/i

function idParameter({ searchParams, pathname }: URL): string | undefined {
  const parameters = [...searchParams]
  const isOfList = LIST_PAGE.test(pathname) || parameters.some(([, value]) => LIST_ACTION.test(value))
  if (isOfList || (INDEX_PAGE.test(pathname) && parameters.length === 1)) return undefined
  const named = parameters.filter(([name]) => ID_PARAMETERS.test(name))
  const [, id] = named.toSorted(([one], [other]) => other.length - one.length)[0] ?? []
  return id !== undefined && /^[\w-]{1,64}$/.test(id) ? id : undefined
}

/** Pages with an `id=` that is a list's. One `index.php` may serve all pages of a site: its other parameters say which. */
const LIST_PAGE = /\/(?:m?list|more|channel|column|col|category|catalog)[^/]*$/i
const INDEX_PAGE = /\/m?index[^/]*$/i
const LIST_ACTION = /^(?:lists?|category|channel|column)$/i

/**
 * The name of the letter at `url` in the record, in events and in feeds: the id of its system, else a readable part of the address with a
 * hash of its path. Lower-case letters, digits, `-` and `_`; the same whatever the scheme and host.
 */
export function letterIdOf(url: string): string {
  return postIdOf(url) ?? distinctIdOf(url)
}

/** A name of the letter at `url` that no letter at another path has: for two letters of one id, as systems that were merged have. */
export function distinctIdOf(url: string): string {
  const { pathname, search } = withoutVolatile(url)
  const readable = postIdOf(url) ?? readablePart(pathname)
  return `${readable}-${createHash('sha256').update(`${pathname}${search}`).digest('hex').slice(0, 10)}`
}

function readablePart(path: string): string {
  const name = path.split('/').findLast((part) => part !== '') ?? ''
  const plain = name
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  return plain.replace(/^-+|-+$/g, '').slice(0, 24) || 'letter'
}

/** Parameters that sign or time an address: different at every visit. */
const VOLATILE = /^(?:_|t|_t|ts|time|timestamp|rnd|rand|random|v|ver|token|sign|signature|spm|from|source|jump)$/i

function withoutVolatile(url: string): { pathname: string; search: string } {
  const address = parseAddress(url)
  if (address === undefined) return { pathname: url, search: '' }
  for (const name of [...address.searchParams.keys()]) if (VOLATILE.test(name)) address.searchParams.delete(name)
  return { pathname: address.pathname.replace(SESSION_ID, '').replace(/\/+$/, ''), search: address.search }
}

/** Where an address leads, whatever its scheme, port, volatile parameters and fragment: two of one place are one letter. */
export function placeOfAddress(url: string): string {
  const { pathname, search } = withoutVolatile(url)
  return `${hostOf(url) ?? ''}${pathname}${search}`
}

/** The session id that Java servers append to addresses when no cookies are sent: different at every request. */
const SESSION_ID = /;jsessionid=[^/;]*/i

/** `href` as an absolute address without fragment, `?jump=true` and session id; undefined unless it is http or https. */
export function canonicalAddress(href: string, base: string): string | undefined {
  const address = parseAddress(href.trim(), base)
  if (address === undefined || !/^https?:$/.test(address.protocol)) return undefined
  address.hash = ''
  address.pathname = address.pathname.replace(SESSION_ID, '')
  if (address.searchParams.has('jump')) address.searchParams.delete('jump')
  return address.href
}

/** The host of `url` without its port, in lower case; undefined when it is no address. */
export function hostOf(url: string): string | undefined {
  return parseAddress(url)?.hostname
}

/** The directory of `url`, as a path with its closing slash: `…/a/` for both `…/a/` and `…/a/index.html`. */
export function directoryOf(url: string): string {
  return parseAddress('.', url)?.pathname ?? '/'
}

/** `href` read against `base`, or undefined when it is no address at all. */
export function parseAddress(href: string, base?: string): URL | undefined {
  return URL.parse(href, base) ?? undefined
}
