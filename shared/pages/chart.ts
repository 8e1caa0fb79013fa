import type { Label } from '../feed/labels.ts'
import { bilingual } from './languages.ts'
import { type Markup, markup } from './markup.ts'

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
