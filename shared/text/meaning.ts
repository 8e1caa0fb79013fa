import type { Kind } from './tokenize.ts'
import { chineseNumber, quantityOf } from './numerals.ts'

/**
 * What an atom (folded) says, however it is written: 2.3万家 and 23000家, 3至5年 and 3-5年, 2023-9-27 and 2023年9月27日 say the same,
 * 7000余家 and 7000家 do not.
 */
export function meaningOf(kind: Kind, folded: string): string {
  switch (kind) {
    case 'figure':
      return figureMeaning(folded)
    case 'date':
      return dateMeaning(folded)
    case 'contact':
      return folded.replaceAll('-', '')
    case 'name':
    case 'code':
    case 'damage':
    case 'word':
    case 'mark':
      return folded
  }
}

const RANGE = /^(.*[^-~至到])[-~至到]([^-~至到].*)$/
const CHINESE_NUMERAL = /^[〇零一二两三四五六七八九十百千]+/

function figureMeaning(folded: string): string {
  const range = RANGE.exec(folded)
  if (range) return `${figureMeaning(range[1] ?? '')}-${figureMeaning(range[2] ?? '')}`
  if (folded.startsWith('第')) return ordinalMeaning(folded)
  const quantity = quantityOf(folded)
  return quantity ? `${quantity.value}${/[余多]/.test(folded) ? '+' : ''}${quantity.unit}` : folded
}

function ordinalMeaning(folded: string): string {
  const numeral = CHINESE_NUMERAL.exec(folded.slice(1))?.[0]
  return numeral ? `第${chineseNumber(numeral)}${folded.slice(1 + numeral.length)}` : folded.replace(/^第0+(?=\d)/, '第')
}

const DAY = /^(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日)$/

function dateMeaning(folded: string): string {
  const arabic = folded
    .replace(/[〇零一二三四五六七八九]{4}(?=年)/, (year) => String(chineseNumber(year)))
    .replace(/[一二三四五六七八九十]{1,3}(?=[月日])/g, (number) => String(chineseNumber(number)))
    .replace(
      /第?([1-4一二三四])季度/,
      (_, quarter: string) => `${CHINESE_NUMERAL.test(quarter) ? chineseNumber(quarter) : quarter}季度`,
    )
  const [, year, ...parts] = DAY.exec(arabic) ?? []
  if (year !== undefined) return [year, ...parts.filter(Boolean).map(Number)].join('-')
  return arabic.replace(/年?[-~至到](?=\d{4})/, '-').replace(/(?<!\d)0(?=\d[月日])/g, '')
}
