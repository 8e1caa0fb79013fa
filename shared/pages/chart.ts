import type { Label } from '../feed/labels.ts'
import { bilingual } from './languages.ts'
import { type Markup, markup } from './markup.ts'

/** One bar of a chart: what it is about, and how many. */
export type Bar = { name: string; count: number }

const [WIDTH, HEIGHT, BASE] = [480, 140, 118]

/** Bars as plain SVG, with the numbers as a table underneath; nothing where there are none. The picture says nothing that the table does not. */
export function chart(id: string, title: Label, of: Label, unit: Label, bars: Bar[]): Markup | undefined {
  if (bars.length === 0) return undefined
  const most = Math.max(1, ...bars.map(({ count }) => count))
  const step = WIDTH / bars.length
  return markup`<figure class="chart"><figcaption id="${id}">${bilingual(title)}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}">
<line x1="0" y1="${BASE}" x2="${WIDTH}" y2="${BASE}"/>
${bars.map((bar, index) => column(bar, index, step, most, bars.length))}</svg>
<div class="numbers" role="region" aria-labelledby="${id}" tabindex="0"><table><thead><tr><th scope="col">${bilingual(of)}</th>${bars.map(({ name }) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody><tr><th scope="row">${bilingual(unit)}</th>${bars.map(({ count }) => markup`<td>${count}</td>`)}</tr></tbody></table></div></figure>
`
}

function column({ name, count }: Bar, index: number, step: number, most: number, of: number): Markup {
  const height = Math.round(((BASE - 20) * count) / most)
  const width = Math.min(48, step * 0.7)
  const middle = (index + 0.5) * step
  const label = of <= 12 || index % Math.ceil(of / 8) === 0
  return markup`${height > 0 && markup`<rect x="${tenth(middle - width / 2)}" y="${BASE - height}" width="${tenth(width)}" height="${height}"/>`}${count > 0 && of <= 12 && markup`<text x="${tenth(middle)}" y="${BASE - height - 5}">${count}</text>`}${label && markup`<text x="${tenth(middle)}" y="${BASE + 15}">${name}</text>`}
`
}

function tenth(length: number): string {
  return String(Math.round(length * 10) / 10)
}
