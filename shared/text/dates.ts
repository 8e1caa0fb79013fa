import { fold } from './normalize.ts'
import { parseNumeral } from './numerals.ts'

/**
 * A date as written: what it leaves open is absent. `relative` names a period by the day of writing (今年, 下个月, 本季度; 年 alone in 年底).
 * `from` and `fromMonth` are the first year and month of a range, `plan` the number of a five-year plan, `third` one of 上旬, 中旬 and 下旬. `edge` says that only the
 * start (初), the middle (年中) or the end (底, 末) of the period is meant, or any time `within` it (年内).
 */
export type WrittenDate = {
  from?: number
  year?: number
  relative?: string
  isFiscal?: true
  plan?: number
  half?: 1 | 2
  quarter?: number
  fromMonth?: number
  month?: number
  third?: 1 | 2 | 3
  day?: number
  edge?: 'start' | 'middle' | 'end' | 'within'
}

/** The dates in `text`, in order, by their positions in UTF-16 units. */
export function findDates(text: string): { start: number; end: number; date: WrittenDate }[] {
  const matches = fold(text).matchAll(ALL)
  return Array.from(matches, (match) => ({ start: match.index, end: match.index + match[0].length, date: read(match.groups) }))
}

/** The date that begins at `start` of `folded`, where the tokenizer found one. */
export function dateAt(folded: string, start: number): WrittenDate | undefined {
  STICKY.lastIndex = start
  const match = STICKY.exec(folded)
  return match ? read(match.groups) : undefined
}

/** What a date states, however it is written: 二〇二六年三月五日, 2026年3月5号 and 2026-03-05 have one key. */
export function dateKey(date: WrittenDate): string {
  const {
    from = '',
    year,
    relative,
    isFiscal = '',
    plan = '',
    half = '',
    quarter = '',
    fromMonth = '',
    month = '',
    third = '',
    day = '',
  } = date
  return [from, year ?? relative ?? '', isFiscal, plan, half, quarter, fromMonth, month, third, day, date.edge ?? ''].join('|')
}

/** The calendar days in `text`, in order. A year of two digits (23-09-27) is one of this century, and `isShort`. */
export function findDays(text: string): { start: number; end: number; day: string; isShort: boolean }[] {
  const whole = findDates(text).flatMap(({ start, end, date }) => {
    const day = date.year === undefined ? undefined : calendarDay(date.year, date.month, date.day)
    return day === undefined ? [] : [{ start, end, day, isShort: false }]
  })
  const short = Array.from(fold(text).matchAll(SHORT)).flatMap((match) => {
    const [written, year, month, ofMonth] = match
    const day = calendarDay(2000 + Number(year), Number(month), Number(ofMonth))
    return day === undefined ? [] : [{ start: match.index, end: match.index + written.length, day, isShort: true }]
  })
  return [...whole, ...short].sort((one, other) => one.start - other.start)
}

/** The first calendar day in `text` as YYYY-MM-DD, one with a year of four digits before any other: `2023-09-27`, `2023/9/27`, `2023年9月27日`, `23-09-27`. */
export function parseDay(text: string): string | undefined {
  const days = findDays(text)
  return (days.find(({ isShort }) => !isShort) ?? days[0])?.day
}

/** The last day of `date` as YYYY-MM-DD, in a text written on the day `writtenOn`; undefined where that cannot be known. */
export function lastDay(date: WrittenDate, writtenOn: string | undefined): string | undefined {
  return date.edge === 'start' || date.edge === 'middle' ? undefined : daysOf(date, writtenOn)?.last
}

/** Days as YYYY-MM-DD, both included. */
export type Days = { first: string; last: string }

/**
 * The days of the period that `date` names, in a text written on the day `writtenOn`; undefined where they cannot be known. The start of a
 * period (初) is taken for its first third, the middle (中) for its middle half.
 */
export function daysOf(date: WrittenDate, writtenOn: string | undefined): Days | undefined {
  const { year, month } = lastMonth(date, writtenOn)
  if (year === undefined) return undefined
  const ofThird = date.third === undefined || date.third === 3 ? undefined : date.third * 10
  const last = calendarDay(year, month, date.day ?? ofThird ?? daysIn(year, month))
  const first = date.day === undefined ? firstDay(date, year, month) : last
  if (first === undefined || last === undefined) return undefined
  return partOf({ first, last }, date.edge)
}

/** The first day of a period that ends in that month. */
function firstDay(date: WrittenDate, year: number, month: number): string | undefined {
  if (date.third !== undefined) return calendarDay(year, month, 10 * date.third - 9)
  const start = 12 * (date.from ?? year) + month - monthsIn(date)
  return calendarDay(Math.floor(start / 12), (start % 12) + 1, 1)
}

function monthsIn({ plan, half, quarter, fromMonth, month, relative = '' }: WrittenDate): number {
  if (fromMonth !== undefined && month !== undefined && fromMonth < month) return month - fromMonth + 1
  if (plan !== undefined) return 60
  if (month !== undefined || relative.endsWith('月')) return 1
  if (quarter !== undefined || relative.endsWith('季度')) return 3
  return half === undefined ? 12 : 6
}

const DAY_MS = 86_400_000

/** The part of `days` that an edge names: their first third, or their middle half; of an end the last day only counts. */
function partOf(days: Days, edge: WrittenDate['edge']): Days {
  if (edge !== 'start' && edge !== 'middle') return days
  const [first, last] = [Date.parse(days.first), Date.parse(days.last)]
  const dayAt = (share: number) => dayOf(first + Math.round(((last - first) * share) / DAY_MS) * DAY_MS)
  return edge === 'start' ? { first: days.first, last: dayAt(1 / 3) } : { first: dayAt(1 / 4), last: dayAt(3 / 4) }
}

/** The day before `day`. */
export function dayBefore(day: string): string {
  return dayOf(Date.parse(day) - DAY_MS)
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

/** Whether `date` names its year, by number, by a five-year plan or relative to the day of writing (今年, 月底); 6月底 and 上半年 do not. */
export function namesYear({ year, relative, plan }: WrittenDate): boolean {
  return year !== undefined || relative !== undefined || plan !== undefined
}

const AHEAD: Record<string, number> = { 去: -1, 上: -1, 明: 1, 次: 1, 下: 1, 后: 2 }

/** From the third on a five-year plan ends every five years: 十四五 in 2025. */
function lastMonth(date: WrittenDate, writtenOn: string | undefined): { year: number | undefined; month: number } {
  const { relative = '', plan, half, quarter } = date
  const [writtenIn, writtenMonth] = writtenOn?.split('-').map(Number) ?? []
  const ahead = AHEAD[relative.charAt(0)] ?? 0
  if (plan !== undefined) return { year: 1955 + 5 * plan, month: 12 }
  if (relative.endsWith('月') || relative.endsWith('季度')) {
    if (writtenIn === undefined || writtenMonth === undefined) return { year: undefined, month: 12 }
    const months = relative.endsWith('月') ? writtenMonth + ahead : 3 * (Math.ceil(writtenMonth / 3) + ahead)
    return { year: writtenIn + Math.ceil(months / 12) - 1, month: ((months + 11) % 12) + 1 }
  }
  const year = date.year ?? (writtenIn === undefined ? undefined : writtenIn + ahead)
  return { year, month: date.month ?? (quarter ?? 2 * (half ?? 2)) * 3 }
}

function calendarDay(year: number, month: number | undefined, day: number | undefined): string | undefined {
  if (month === undefined || day === undefined || month < 1 || month > 12 || day < 1 || day > daysIn(year, month))
    return undefined
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** One space may separate the parts of a date; a line feed ends it. */
const GAP = '[ \\t\\u00A0\\u3000]?'
/** 底, 末 and 初 limit a period only right after its unit, and not in 年底蕴, 月底色 or 年初心. */
const EDGE =
  '(?:底(?![层线部蕴子座气盘细色片稿图料数])|末(?![尾班])|(?<=年)终(?![奖总考决岁])|(?<=[年月])尾(?![气款数巴号])|初(?![步级始中期心衷审稿创次赛学])|(?<=[年月])中(?=[之以]?前(?!期)))'
const DAY = '(?:日|号(?![文楼线令院馆]))'
/** The day of a date may lack its 日 where the date ends the text, a word or a bracket. */
const DAY_ENDS = `(?:${GAP}${DAY}|(?![^\\s\\])}]))`
const MONTH = '十[一二]?|[一二三四五六七八九]'
const YEAR = '[12]\\d{3}'
const CHINESE_YEAR = '[一二][〇○零O0一二三四五六七八九]{3}'
/** 每次月考 and 地上月球 name no month. */
const NO_MONTH = '[球亮光饼考报刊度]'
const PLAN = '(?:十|二十)[一二三四五]五'
/** 年内 says by when, 三年内 how long. */
const NO_COUNT = '(?<![〇零一二两三四五六七八九十百千万半几数多近每全整周\\d])'

/** The pattern of a date in folded text; `group` marks its parts, each by its name. */
function grammar(group: (name: string, pattern: string) => string): string {
  const edge = group('edge', EDGE)
  const day = `(?:${group('day', '\\d{1,2}')}${DAY_ENDS}|${group('day', '[一二三四五六七八九十]{1,3}')}${DAY})`
  const ofMonth = `(?:${GAP}${day}|${group('third', '[上中下]')}旬|份?${edge}|份)`
  const quarter = `第?(?<!\\d)${group('quarter', '[一二三四1-4]')}季度(?!假)${edge}?`
  const half = `${group('half', '[上下]')}半年${edge}?`
  const within = `年?${group('edge', '内')}(?![部容涵外])`
  const months = `(?:${group('fromMonth', '\\d{1,2}')}月?[-~至到](?=\\d{1,2}月))?`
  const ofYear =
    `(?:${GAP}${months}${group('month', `\\d{1,2}|${MONTH}|元`)}${GAP}月${ofMonth}?|年?${edge}|${half}|${quarter}|` +
    `${group('fiscal', '度')}|${within})`
  return [
    `(?<!\\d)${group('from', YEAR)}年?[-~至到]${group('year', YEAR)}年`,
    `(?:(?<!\\d)${group('year', YEAR)}${GAP}年|${group('year', CHINESE_YEAR)}${GAP}年|${group('relative', '[今明后去本当次]年')})${ofYear}?`,
    `(?<!\\d)${group('year', YEAR)}${GAP}${group('joint', '[-/.]')}${GAP}${group('month', '\\d{1,2}')}${GAP}\\k<joint>${GAP}${group('day', '\\d{1,2}')}(?!\\d)日?`,
    `(?<![\\d.])${months}${group('month', '\\d{1,2}')}月${ofMonth}?`,
    `(?<![一二三四五六七八九十百千第每几数半两])${group('month', MONTH)}月${ofMonth}`,
    `(?<![以零每一两三几多数\\d])${group('relative', '[本当次下上]个?月')}(?!${NO_MONTH})${ofMonth}?`,
    `(?<!以)${group('relative', '[本当次下上]季度')}${edge}?`,
    quarter,
    half,
    `${group('relative', '年|月|季度')}${edge}|${NO_COUNT}${group('relative', '年')}${group('edge', '内')}(?![部容涵外])`,
    `"${group('plan', PLAN)}"期?${edge}|${group('plan', PLAN)}(?:期?${edge}|(?="|时期|期间|规划|以来))`,
  ].join('|')
}

/** The pattern of a date in folded text, for a larger one: it captures `joint` alone. */
export const DATE = grammar((name, pattern) => (name === 'joint' ? `(?<joint>${pattern})` : `(?:${pattern})`))
const NAMED = grammar((name, pattern) => `(?<${name}>${pattern})`)
const ALL = new RegExp(NAMED, 'g')
const STICKY = new RegExp(NAMED, 'y')
const SHORT = /(?<![\d-])(\d{2})[-/](\d{1,2})[-/](\d{1,2})(?![\d-])/g

function read(parts: Record<string, string | undefined> = {}): WrittenDate {
  const { from, year, relative, fiscal, plan, half, quarter, fromMonth, month, third, day, edge } = parts
  return {
    ...(from && { from: Number(from) }),
    ...(year && { year: numberOf(year) }),
    ...(relative && { relative }),
    ...(fiscal && { isFiscal: true }),
    ...(plan && { plan: parseNumeral(plan.slice(0, -1)) }),
    ...(half && { half: half === '上' ? 1 : 2 }),
    ...(quarter && { quarter: numberOf(quarter) }),
    ...(fromMonth && { fromMonth: Number(fromMonth) }),
    ...(month && { month: month === '元' ? 1 : numberOf(month) }),
    ...(third && { third: third === '上' ? 1 : third === '中' ? 2 : 3 }),
    ...(day && { day: numberOf(day) }),
    ...(edge && { edge: EDGES[edge] ?? 'end' }),
  }
}

const EDGES: Record<string, WrittenDate['edge']> = { 内: 'within', 初: 'start', 中: 'middle' }

function numberOf(digits: string): number {
  return /^\d+$/.test(digits) ? Number(digits) : parseNumeral(digits)
}
