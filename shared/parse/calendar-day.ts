import { asciiDigits } from './blank.ts'

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
