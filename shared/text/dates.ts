import * as z from 'zod/mini'
import { asciiDigits } from './normalize.ts'

const LONG = /(?<!\d)((?:19|20)\d{2}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2})(?!\d)/
const SHORT = /(?<![\d-])(\d{2})[-/](\d{1,2})[-/](\d{1,2})(?![\d-])/
const NUMERALS = /([一二][〇○零OＯ一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日/

/** The first calendar day written in `text`, as YYYY-MM-DD: `2023-09-27`, `2023/9/27`, `23-09-27`, `2023年9月27日`, `二〇二三年九月二十七日`. */
export function dayIn(text: string): string | undefined {
  const plain = asciiDigits(text)
  const long = LONG.exec(plain) ?? SHORT.exec(plain)
  if (long !== null) return calendarDay(yearOf(long[1]), Number(long[2]), Number(long[3]))
  const spelled = NUMERALS.exec(plain)
  return spelled === null ? undefined : calendarDay(digitsOf(spelled[1]), numeral(spelled[2]), numeral(spelled[3]))
}

function calendarDay(year: number, month: number, day: number): string | undefined {
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : undefined
}

function yearOf(digits = ''): number {
  return digits.length === 2 ? 2000 + Number(digits) : Number(digits)
}

function digitsOf(characters = ''): number {
  return Array.from(characters).reduce(
    (year, character) => year * 10 + Math.max(0, '〇一二三四五六七八九'.indexOf(character)),
    0,
  )
}

function numeral(characters = ''): number {
  const [tens = '', ones = ''] = characters.includes('十') ? characters.split('十') : ['〇', characters]
  return digitsOf(tens === '' ? '一' : tens) * 10 + digitsOf(ones)
}

/** By when something is promised: as written, and the last day (YYYY-MM-DD) where it can be known. */
export const Deadline = z.object({ text: z.string(), on: z.optional(z.string()) })
export type Deadline = z.infer<typeof Deadline>

const YEAR = /(?<year>\d{4})年|(?<relative>[今明后本当])年/.source
const PART =
  /年?(?<end>[底末])|(?<half>[上下])半年|第?(?<quarter>[一二三四1-4])季度|(?<month>\d{1,2})月份?(?:(?<day>\d{1,2})日|(?<third>[上中下])旬|[底末])?/
    .source
/** 于2025年6月底前, 年底前, 到2025年, 今年第一季度内: a time that ends with 前 or 内, or that 到, 力争 or 于 leads up to. */
const BY = new RegExp(
  `(?<lead>力争|争取|计划|拟)?(?<by>于|在|到|至)?(?<![去每上])(?:(?:${YEAR})(?:${PART})?|${PART})(?<closed>之前|以前|前|以内|内)?`,
  'g',
)
const WITHIN =
  /(?:近|未来)?[一二三四五六七八九十两\d]+(?:[至到~-][一二三四五六七八九十\d]+)?(?:个工作日|个月|年|天|周)(?:之内|以内|内)/

/** The first deadline in `sentence` (compact, folded); `year` is that of the letter, for 今年 and 年底前. */
export function deadlineIn(sentence: string, year: number | undefined): Deadline | undefined {
  for (const match of sentence.matchAll(BY)) {
    const parts = match.groups ?? {}
    const dated = parts.year ?? parts.relative ?? parts.end ?? parts.half ?? parts.quarter ?? parts.month
    if (dated === undefined || (!parts.closed && !parts.by && !parts.lead && !parts.end)) continue
    const on = lastDay(parts, year)
    return { text: match[0].replace(/^(?:力争|争取|计划|拟)?[于在]?/, ''), ...(on && { on }) }
  }
  const within = WITHIN.exec(sentence)
  return within ? { text: within[0] } : undefined
}

const LATER: Record<string, number> = { 今: 0, 本: 0, 当: 0, 明: 1, 后: 2 }
const QUARTERS: Record<string, number> = { 一: 3, 二: 6, 三: 9, 四: 12, 1: 3, 2: 6, 3: 9, 4: 12 }
const THIRDS: Record<string, number> = { 上: 10, 中: 20 }

function lastDay(parts: Record<string, string | undefined>, letterYear: number | undefined): string | undefined {
  const year = parts.year ? Number(parts.year) : letterYear && letterYear + (LATER[parts.relative ?? '今'] ?? 0)
  if (year === undefined) return undefined
  const month = parts.month ? Number(parts.month) : (QUARTERS[parts.quarter ?? ''] ?? (parts.half === '上' ? 6 : 12))
  if (month < 1 || month > 12) return undefined
  const day = parts.day ? Number(parts.day) : (THIRDS[parts.third ?? ''] ?? daysIn(year, month))
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}
