import type { SiteLetter } from '../ledger/site-state.ts'
import type { Label } from '../render/labels.ts'
import { type Markup, markup } from '../render/markup.ts'
import { bilingual } from './elements.ts'

/** Statistics of a column: letters a year, edits a month, and the days from signing to publication. */
export function columnCharts(letters: SiteLetter[]): Markup {
  return markup`<div class="charts">
${chart('letters-a-year', { zh: '每年公开的答复函', en: 'Letters published per year' }, { zh: '年份', en: 'Year' }, { zh: '封', en: 'Letters' }, lettersAYear(letters))}
${chart('edits-a-month', { zh: '每月记录的修改', en: 'Edits recorded per month' }, { zh: '月份', en: 'Month' }, { zh: '次', en: 'Edits' }, editsAMonth(letters))}
${chart('lag', { zh: '从签署到公开的天数', en: 'Days from signing to publication' }, { zh: '天数', en: 'Days' }, { zh: '封', en: 'Letters' }, lags(letters))}</div>
`
}

function lettersAYear(letters: SiteLetter[]): Bar[] {
  const years = counted(letters.flatMap(({ publishedOn }) => publishedOn?.slice(0, 4) ?? []))
  return barsOf(years, (year) => String(Number(year) + 1))
}

function editsAMonth(letters: SiteLetter[]): Bar[] {
  const edits = letters.flatMap(({ history }) =>
    history.filter(({ type, discarded }) => type === 'letter.edited' && !discarded),
  )
  return barsOf(counted(edits.map(({ at }) => at.slice(0, 7))), monthAfter)
}

/** Classes of days: the last day of each, and its name. */
const LAGS: [upTo: number, name: string][] = [
  [7, '0–7'],
  [15, '8–15'],
  [30, '16–30'],
  [60, '31–60'],
  [90, '61–90'],
  [180, '91–180'],
  [Infinity, '>180'],
]

function lags(letters: SiteLetter[]): Bar[] {
  const days = letters.flatMap(({ signedOn, publishedOn }) => {
    const lag = signedOn !== undefined && publishedOn !== undefined ? daysBetween(signedOn, publishedOn) : -1
    return lag >= 0 ? [lag] : []
  })
  if (days.length === 0) return []
  return LAGS.map(([upTo, name], index) => {
    const from = LAGS[index - 1]?.[0] ?? -1
    return { name, count: days.filter((day) => day > from && day <= upTo).length }
  })
}

const DAY_MS = 86_400_000

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)
}

function counted(names: string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

/** The latest bars only: more cannot be distinguished on a small screen. */
const MAX_BARS = 24

/** From the first name of `counts` to the last, with a zero for each name between that has no count. */
function barsOf(counts: Map<string, number>, after: (name: string) => string): Bar[] {
  const names = [...counts.keys()].sort()
  const bars: Bar[] = []
  const last = names.at(-1) ?? ''
  for (let name = names[0] ?? '~'; name <= last; name = after(name)) bars.push({ name, count: counts.get(name) ?? 0 })
  return bars.slice(-MAX_BARS)
}

function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
}

/** One bar of a chart. */
export type Bar = { name: string; count: number }

/** About the width at which a chart is shown, so that its text keeps its size. */
const [WIDTH, HEIGHT, BASE] = [300, 140, 118]
const CHARACTER = 6.5

/** Bars as plain SVG, with the same numbers as a table underneath; undefined without bars. */
export function chart(id: string, title: Label, of: Label, unit: Label, bars: Bar[]): Markup | undefined {
  if (bars.length === 0) return undefined
  const max = Math.max(1, ...bars.map(({ count }) => count))
  const step = WIDTH / bars.length
  const widest = Math.max(...bars.map(({ name }) => name.length)) * CHARACTER
  const every = Math.ceil((widest + 3) / step)
  return markup`<figure class="chart"><figcaption id="${id}">${bilingual(title)}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}">
<line x1="0" y1="${BASE}" x2="${WIDTH}" y2="${BASE}"/>
${bars.map((bar, index) => column(bar, index, { step, max, every }))}</svg>
<div class="numbers" role="region" aria-labelledby="${id}" tabindex="0"><table><thead><tr><th scope="col">${bilingual(of)}</th>${bars.map(({ name }) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody><tr><th scope="row">${bilingual(unit)}</th>${bars.map(({ count }) => markup`<td>${count}</td>`)}</tr></tbody></table></div></figure>
`
}

type Scale = { step: number; max: number; every: number }

/** One bar, its number where there is room for it, and its name under one bar of `every`. */
function column({ name, count }: Bar, index: number, { step, max, every }: Scale): Markup {
  const height = Math.round(((BASE - 20) * count) / max)
  const width = Math.min(48, step * 0.7)
  const middle = (index + 0.5) * step
  const room = name.length * CHARACTER
  const label = index % every === 0
  const counted = count > 0 && String(count).length * CHARACTER <= step
  return markup`${height > 0 && markup`<rect x="${tenth(middle - width / 2)}" y="${BASE - height}" width="${tenth(width)}" height="${height}"/>`}${counted && markup`<text x="${tenth(middle)}" y="${BASE - height - 5}">${count}</text>`}${label && markup`<text x="${tenth(Math.min(Math.max(middle, room / 2), WIDTH - room / 2))}" y="${BASE + 15}">${name}</text>`}
`
}

function tenth(length: number): string {
  return String(Math.round(length * 10) / 10)
}
