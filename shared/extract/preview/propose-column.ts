import { CANARY, Column } from '../../column.ts'
import { onOneLine } from '../../text/normalize.ts'
import { isBreadcrumb } from '../chrome.ts'
import { isOffice } from '../letter-parts.ts'
import { readLines } from '../lines.ts'
import { documentTitle, metaContent, type Page } from '../page.ts'

/** What an operator may choose for a column; what is absent is proposed. */
export type Choice = { id?: string | undefined; name?: string | undefined; authority?: string | undefined }

/** What is known of a column: the first page of its listing, pages of its letters, and the offices that the letters name. */
type KnownColumn = { url: string; listing: Page; letters: Page[]; sources: string[] }

/**
 * A column for a listing: its name and authority as its pages name them, and an id made of the host and the subject that is not in `taken`.
 */
export function proposeColumn(known: KnownColumn, taken: Set<string>, chosen: Choice = {}): Column {
  const name = chosen.name ?? nameOf(known)
  const authority = chosen.authority ?? authorityOf(known, name)
  return { id: chosen.id ?? freeId(idOf(known.url, name), taken), name, authority, url: known.url }
}

function nameOf({ url, listing, letters }: KnownColumn): string {
  const [crumbs, shared] = [crumbsOf(listing), sharedCrumb(letters)]
  // A breadcrumb may end above the page on which it is; that of the letters then goes further.
  const isAbove = shared !== undefined && !crumbs.includes(shared)
  const ofPages = isAbove ? [shared, crumbs.at(-1)] : [crumbs.at(-1), shared]
  const ofLetters = agreed(letters.map((page) => metaContent(page, 'ColumnName')))
  const named = [metaContent(listing, 'ColumnName'), ofLetters, ...ofPages, ...titleParts(listing)]
  const usable = named.flatMap((text) => (text && text.length <= MAX_NAME ? [text] : []))
  return usable.find((text) => !GENERIC.test(text)) ?? usable[0] ?? new URL(url).host
}

function crumbsOf(page: Page): string[] {
  const parts =
    readLines(page)
      .find(isBreadcrumb)
      ?.text.split(/[>›»＞/|｜]|\s[—–-]+\s/) ?? []
  return parts.map(onOneLine).filter((part) => part !== '' && !GENERIC.test(part))
}

/** The last part of the breadcrumb that all letters have: what follows is the letter's own title. */
function sharedCrumb(letters: Page[]): string | undefined {
  const [first = [], ...others] = letters.map(crumbsOf)
  return others.length === 0 ? undefined : first.findLast((part) => others.every((crumbs) => crumbs.includes(part)))
}

const MAX_NAME = 60
const GENERIC = /^(首页|网站首页|列表|列表页|正文|index|home|.*(门户网站|人民政府|平台|官网|政府网))$/i

function titleParts(page: Page): string[] {
  return onOneLine(documentTitle(page))
    .split(/\s*[-_|｜—–]+\s*/)
    .map(onOneLine)
}

/** The one value that all have that have one. */
function agreed(values: (string | undefined)[]): string | undefined {
  const [value, ...others] = new Set(values.filter((one) => one !== undefined))
  return others.length === 0 ? value : undefined
}

function authorityOf({ url, listing, letters, sources }: KnownColumn, name: string): string {
  const siteName = metaContent(listing, 'SiteName') ?? agreed(letters.map((page) => metaContent(page, 'SiteName')))
  const source = agreed(sources)
  const runBy = [listing, ...letters.slice(0, 1)].flatMap((page) => readLines(page).map(({ text }) => RUN_BY.exec(text)?.[1]))
  const candidates = [siteName, source, ...runBy, ...titleParts(listing).reverse()]
  const found = candidates.map((text) => officeOfSite(onOneLine(text ?? '')))
  return found.find(isOffice) ?? found.find((text) => text !== '' && text !== name) ?? new URL(url).host
}

const RUN_BY = /(?:主办(?:单位)?|版权所有)\s?[:：]?\s?([\u4E00-\u9FFF()（）]{4,30})/

/** The office whose site has this name. The office that runs a government's site publishes it for the government. */
function officeOfSite(text: string): string {
  const site = text.replace(/(?<=政府)网$|(门户网站|官方网站|政务网站|政务网|公众信息网|官网|网站)$/, '')
  return site.replace(/(?<=人民政府)办公[室厅]$/, '')
}

/** Labels of a host that name no office. */
const COMMON_LABELS = /^(www\d*|web|gov|com|org|net|edu|cn|localhost|\d+)$/
/** Names of folders and files that name no subject. */
const COMMON_PARTS = /^(index|list|default|main|col|column|channel|more|xxgk|zwgk|zfxxgk|gkmlpt|content|html?|\d+|[a-z]+_?\d+)$/

function idOf(url: string, name: string): string {
  const { hostname, pathname } = new URL(url)
  const office = hostname.split('.').filter((label) => !COMMON_LABELS.test(label))
  const parts = pathname
    .toLowerCase()
    .split('/')
    .map((part) => part.replace(/\.[a-z]+$/, ''))
  const subject = subjectOf(name) ?? parts.findLast((part) => /^[a-z]/.test(part) && !COMMON_PARTS.test(part)) ?? 'letters'
  return cutId([...office, subject].join('-'), MAX_ID)
}

const MAX_ID = 32

/** Whose motions a column answers, as the two houses are called in our ids. */
function subjectOf(name: string): string | undefined {
  const [isCppcc, isNpc] = [/政协|提案/.test(name), /人大|建议|议案/.test(name)]
  if (isCppcc && isNpc) return 'replies'
  return isCppcc ? 'cppcc' : isNpc ? 'npc' : undefined
}

/** Of an id that is too long the end is kept: it names the subject. */
function cutId(text: string, length: number): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(-length)
  return plain.replace(/^-+|-+$/g, '')
}

function freeId(wanted: string, taken: Set<string>): string {
  const isFree = (id: string) => !taken.has(id) && id !== CANARY && Column.shape.id.safeParse(id).success
  let id = wanted
  for (let nth = 2; !isFree(id); nth++) id = `${cutId(wanted, MAX_ID - 4)}-${nth}`
  return id
}
