import type { Element } from 'domhandler'
import { onOneLine } from '../../text/normalize.ts'
import { canonicalAddress, directoryOf, hostOf, parseAddress, placeOfAddress, postIdOf } from '../address.ts'
import { isLetterTitle } from '../letter-parts.ts'
import { isElement, linkAddress, type Page } from '../page.ts'
import { besideRow, dayIn, elementsAround, NO_TITLE, type RowElements, textAround, textOf } from './entry.ts'

/** A row found by structure; `url` is undefined where only a script knows where it leads. `isBlock`: it has the titles of several letters. */
export type FoundRow = RowElements & { url: string | undefined; isBlock?: boolean }

/** The rows in one place of the page, in document order; `place` is that place without positions, the same on pages of one template. */
export type RowGroup = { place: string; rows: FoundRow[]; depth: number }

/** A row has a link or two, perhaps a file; what has more is a part of the page. */
const MAX_TARGETS_IN_ROW = 8
const MAX_TEXT_BESIDE = 400
const MIN_LABEL = 6
const TITLE_LENGTH = 10
/** How far above a link its row may be. */
const MAX_LEVELS = 10

/**
 * All groups of like rows in `page`. Rows are children of one kind under parents of one kind, whose link with the longest label leads to
 * the letter. Links of one letter's row at several levels make several groups; `chooseGroup` takes the best.
 */
export function groupRows(page: Page, column: { url: string }): RowGroup[] {
  const groups = new Map<string, RowGroup>()
  for (const [row, candidates] of candidatesByRow(page, column)) {
    const parent = row.parent !== null && isElement(row.parent) ? row.parent : undefined
    const [main] = candidates.length > MAX_TARGETS_IN_ROW ? [] : candidates.toSorted((one, other) => other.label - one.label)
    if (parent === undefined || main === undefined) continue
    const place = `${placeOf(parent)} > ${row.name}`
    const group = groups.get(place) ?? { place, rows: [], depth: elementsAround(row).length }
    groups.set(place, group)
    const titles = new Set(candidates.filter(({ label }) => label >= TITLE_LENGTH).map(({ url }) => url))
    group.rows.push({ element: main.element, url: main.url, row, isBlock: titles.size > 1 })
  }
  return [...groups.values()].map((group) => ({ ...group, rows: withoutRepeats(group.rows) }))
}

/** A letter that is linked twice, as by picture and title in rows of their own, is one row. */
function withoutRepeats(rows: FoundRow[]): FoundRow[] {
  const seen = new Set<string>()
  return rows.filter(({ url }) => {
    const place = url === undefined ? undefined : placeOfAddress(url)
    if (place === undefined || !seen.has(place)) return Boolean(seen.add(place ?? ''))
    return false
  })
}

type Candidate = { element: Element; url: string | undefined; label: number }

/** Every element that may be a row, with the links inside it: each link's elements up to ten levels above. */
function candidatesByRow(page: Page, column: { url: string }): Map<Element, Candidate[]> {
  const found = page.elements.flatMap((element): Candidate[] => {
    const target = targetOf(page, element)
    return target === undefined || isOfLists(target.url, column)
      ? []
      : [{ element, url: target.url, label: labelOf(element).length }]
  })
  const repeated = repeatedLabels(found)
  const byRow = new Map<Element, Candidate[]>()
  for (const candidate of found) {
    if (repeated.has(`${candidate.url ?? ''} ${labelOf(candidate.element)}`)) continue
    for (const row of [candidate.element, ...elementsAround(candidate.element, MAX_LEVELS)]) {
      const inside = byRow.get(row)
      if (inside) inside.push(candidate)
      else byRow.set(row, [candidate])
    }
  }
  return byRow
}

/** The column itself, the directories above it, and other lists of its program lead to no letter. */
function isOfLists(url: string | undefined, column: { url: string }): boolean {
  const [address, own] = [parseAddress(url ?? ''), parseAddress(column.url)]
  if (url === undefined || address === undefined || own === undefined || address.hostname !== own.hostname) return false
  if (placeOfAddress(url) === placeOfAddress(column.url)) return true
  if (address.pathname === own.pathname && postIdOf(url) === undefined) return true
  const isDirectory = /\/(?:index\.\w{3,5})?$/.test(address.pathname) && address.search === ''
  return isDirectory && directoryOf(column.url).startsWith(directoryOf(url))
}

/** One label that leads to one place three times and more is that of a category beside the titles, or of a menu. */
function repeatedLabels(found: Candidate[]): Set<string> {
  const counts = new Map<string, number>()
  for (const { element, url } of found) {
    const key = `${url ?? ''} ${labelOf(element)}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return new Set([...counts].filter(([, count]) => count > 2).map(([key]) => key))
}

const MAX_LABEL = 300

function labelOf(element: Element): string {
  const title = onOneLine(element.attribs['title'] ?? '')
  const shown = textOf(element).slice(0, MAX_LABEL)
  return title.length > shown.length ? title : shown
}

/** Where an element is, without positions: tags and classes of the elements around it, without the digits that number rows. */
function placeOf(element: Element): string {
  return [element, ...elementsAround(element, MAX_LEVELS)]
    .map(({ name, attribs }) => [name, ...namesIn(attribs['class']), ...namesIn(attribs['id'])].join('.'))
    .join(' < ')
}

function namesIn(value = ''): string[] {
  return value
    .split(/\s+/)
    .map((name) => name.replace(/\d+/g, ''))
    .filter((name) => name !== '')
    .sort()
}

/**
 * The group that is the column's list: the one whose rows have the most of what rows of letters have. `hint` is the place of the rows on
 * the listing's first page, where they are on the others too, be it a single one. Undefined where no group looks like a list.
 */
export function chooseGroup(groups: RowGroup[], column: { url: string }, hint?: string): RowGroup | undefined {
  const hinted = groups.find(({ place }) => place === hint)
  if (hinted) return withoutUndatedLists(hinted)
  const scored = groups.map((group) => ({ group, merits: group.rows.map((row) => meritOf(row, column)) }))
  const credible = scored.filter(({ group, merits }) => isCredible(group, merits, column))
  const ranked = credible.toSorted((one, other) => sum(other.merits) - sum(one.merits) || one.group.depth - other.group.depth)
  return ranked[0] && withoutUndatedLists(ranked[0].group)
}

/** Where a page has no classes, a menu or a list of news may be in the like place: lists of which no row has a day, beside one with days. */
function withoutUndatedLists(group: RowGroup): RowGroup {
  const lists = [...Map.groupBy(group.rows, ({ row }) => row.parent).values()]
  const isDated = ({ row }: FoundRow) => dayIn(`${textAround(row)} ${besideRow(row)}`) !== undefined
  if (group.rows.filter(isDated).length * 2 < group.rows.length) return group
  const kept = lists.filter((rows) => rows.some((row) => isDated(row) || isLetterTitle(labelOf(row.element))))
  return { ...group, rows: kept.flat().filter((row) => isDated(row) || !isShort(row.element)) }
}

/** A label too short for a title, unless it is a word such as 查看 beside one. */
function isShort(element: Element): boolean {
  const label = labelOf(element)
  return label.length < MIN_LABEL && !NO_TITLE.test(label)
}

const MIN_MERIT = 0.5

function isCredible({ rows }: RowGroup, merits: number[], column: { url: string }): boolean {
  if (rows.length > 1) return sum(merits) / merits.length >= MIN_MERIT
  const [row] = rows
  return row?.url !== undefined && isLetterTitle(labelOf(row.element)) && hostOf(row.url) === hostOf(column.url)
}

/** What speaks for a row: a title, a day, the words of a reply's title, an address below the column's own. */
function meritOf({ element, row, url, isBlock }: FoundRow, column: { url: string }): number {
  const label = labelOf(element)
  const around = `${textAround(row)} ${besideRow(row)}`
  if (isShort(element) || isBlock) return 0
  if (around.length > label.length + MAX_TEXT_BESIDE) return 0
  const merit = Math.min(label.length, 30) / 30 + (dayIn(around) === undefined ? 0 : 1) + (isLetterTitle(label) ? 1 : 0)
  return merit * (isBelow(url, column) ? 2 : 1) * (isBeside(row) ? 0.25 : 1)
}

/** An address in the column's directory, or one with the column's number in it, as Hanweb's `art_<column>_N` has. */
function isBelow(url: string | undefined, column: { url: string }): boolean {
  if (url === undefined) return false
  const path = parseAddress(url)?.pathname ?? ''
  const directory = directoryOf(column.url)
  const number = /\/col(\d{2,})\//.exec(column.url)?.[1]
  return (directory.length > 1 && path.startsWith(directory)) || (number !== undefined && path.includes(`art_${number}_`))
}

const BESIDE =
  /(?:^|[-_\s])(?:nav|menu|header|head|top|foot|footer|side|sidebar|aside|crumb|crumbs|position|hot|rank|recommend|related|friend|link|links|right_list|banner)(?:$|[-_\s\d])/i

function isBeside(row: Element): boolean {
  return elementsAround(row, MAX_LEVELS).some(
    ({ name, attribs }) =>
      /^(nav|header|footer|aside)$/.test(name) || BESIDE.test(`${attribs['class'] ?? ''} ${attribs['id'] ?? ''}`),
  )
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/**
 * Where an element leads: its `href`, a `data-` attribute, or an address in its script. Without `url` only the script knows. A pager's links
 * lead to no letter; `inPager` asks for them.
 */
export function targetOf(page: Page, element: Element, inPager = false): { url?: string } | undefined {
  const { href = '', onclick = '' } = element.attribs
  const script = /^\s*javascript:/i.test(href) ? `${href} ${onclick}` : onclick
  const linked = element.name !== 'a' || /^\s*(?:javascript:|#|$)/i.test(href) ? undefined : linkAddress(page, element)
  const url = linked ?? writtenAddress(page, element, script)
  if (url !== undefined) return !inPager && isPagerLabel(element) ? undefined : { url }
  return CALL.test(script) && !PAGER_CALL.test(script) && !isPagerLabel(element) ? {} : undefined
}

const CALL = /[\w$]\s*\(\s*(?:this\s*,\s*)?['"\d]/
const PAGER_CALL = /page|fenye|turn|goto|history|print|close|share|fontsize|search|submit|setHome|addFavorite/i

function isPagerLabel(element: Element): boolean {
  return PAGER_LABEL.test(textOf(element))
}

const PAGER_LABEL =
  /^(?:\d{1,4}|[<>«»‹›…\s]{1,4}|首页|上一?页|下一?页|前一页|后一页|尾页|末页|最后一?页|第一页|上页|下页|prev|previous|next|first|last|跳转|go|确定)\s?[<>«»‹›]?$/i

const DATA_ATTRIBUTES = ['data-url', 'data-href', 'data-link', 'data-src']
const LOOKS_LIKE_ADDRESS = /^(?:https?:)?\/|^\.{0,2}\/|\.(?:s?html?|jhtml|jspx?|aspx?|php|do|pdf|docx?)(?:\?|$)/i
const QUOTED = /['"]([^'"\s]+)['"]/g

function writtenAddress({ base }: Page, { name, attribs }: Element, script: string): string | undefined {
  if (name === 'img' || name === 'script' || name === 'iframe') return undefined
  const inData = DATA_ATTRIBUTES.map((attribute) => attribs[attribute] ?? '')
  const inScript = Array.from(script.matchAll(QUOTED), ([, value = '']) => value)
  const written = [...inData, ...inScript].find((value) => LOOKS_LIKE_ADDRESS.test(value))
  return written === undefined ? undefined : canonicalAddress(written, base)
}
