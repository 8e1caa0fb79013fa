import type { RecordedLetter } from '../ledger/site-state.ts'
import type { Label } from '../render/labels.ts'
import { type Markup, markup } from '../render/markup.ts'
import { bilingual } from './languages.ts'

/** What the letters of a column are like in numbers: letters a year, edits a month, and how long after signing they were published. */
export function columnCharts(letters: RecordedLetter[]): Markup {
  return markup`<div class="charts">
${chart('letters-a-year', { zh: '每年公开的信件', en: 'Letters published a year' }, { zh: '年份', en: 'Year' }, { zh: '封', en: 'Letters' }, lettersAYear(letters))}
${chart('edits-a-month', { zh: '每月记录的修改', en: 'Edits recorded a month' }, { zh: '月份', en: 'Month' }, { zh: '次', en: 'Edits' }, editsAMonth(letters))}
${chart('lag', { zh: '从签署到公开的天数', en: 'Days from signing to publication' }, { zh: '天数', en: 'Days' }, { zh: '封', en: 'Letters' }, lags(letters))}</div>
`
}

function lettersAYear(letters: RecordedLetter[]): Bar[] {
  const years = counted(letters.flatMap(({ publishedOn }) => publishedOn?.slice(0, 4) ?? []))
  return run(years, (year) => String(Number(year) + 1))
}

function editsAMonth(letters: RecordedLetter[]): Bar[] {
  const edits = letters.flatMap(({ steps }) => steps.filter(({ type, discarded }) => type === 'letter.edited' && !discarded))
  return run(counted(edits.map(({ at }) => at.slice(0, 7))), monthAfter)
}

/** Days up to and including, and what a reader is told of them. */
const LAGS: [upTo: number, name: string][] = [
  [7, '0–7'],
  [15, '8–15'],
  [30, '16–30'],
  [60, '31–60'],
  [90, '61–90'],
  [180, '91–180'],
  [Infinity, '>180'],
]

function lags(letters: RecordedLetter[]): Bar[] {
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

/** The latest of this many are drawn: more would not be told apart on a small screen. */
const LATEST = 24

/** From the first of `counts` to the last, with those between of which there are none. */
function run(counts: Map<string, number>, after: (name: string) => string): Bar[] {
  const names = [...counts.keys()].sort()
  const bars: Bar[] = []
  const last = names.at(-1) ?? ''
  for (let name = names[0] ?? '~'; name <= last; name = after(name)) bars.push({ name, count: counts.get(name) ?? 0 })
  return bars.slice(-LATEST)
}

function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
}

/** One bar of a chart: what it is about, and how many. */
export type Bar = { name: string; count: number }

/** About as wide as a chart is shown, so that its text keeps its size. */
const [WIDTH, HEIGHT, BASE] = [300, 140, 118]
const CHARACTER = 6.5

/** Bars as plain SVG, with the numbers as a table underneath; nothing where there are none. The picture says nothing that the table does not. */
export function chart(id: string, title: Label, of: Label, unit: Label, bars: Bar[]): Markup | undefined {
  if (bars.length === 0) return undefined
  const most = Math.max(1, ...bars.map(({ count }) => count))
  const step = WIDTH / bars.length
  const widest = Math.max(...bars.map(({ name }) => name.length)) * CHARACTER
  const every = Math.ceil((widest + 3) / step)
  return markup`<figure class="chart"><figcaption id="${id}">${bilingual(title)}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}">
<line x1="0" y1="${BASE}" x2="${WIDTH}" y2="${BASE}"/>
${bars.map((bar, index) => column(bar, index, { step, most, every }))}</svg>
<div class="numbers" role="region" aria-labelledby="${id}" tabindex="0"><table><thead><tr><th scope="col">${bilingual(of)}</th>${bars.map(({ name }) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody><tr><th scope="row">${bilingual(unit)}</th>${bars.map(({ count }) => markup`<td>${count}</td>`)}</tr></tbody></table></div></figure>
`
}

type Scale = { step: number; most: number; every: number }

/** One bar, its number where there is room for it, and the name of every so many. */
function column({ name, count }: Bar, index: number, { step, most, every }: Scale): Markup {
  const height = Math.round(((BASE - 20) * count) / most)
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
