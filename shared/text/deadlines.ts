import { dateAt, dateKey, dayBefore, type Days, daysOf, lastDay, namesYear, type WrittenDate } from './dates.ts'
import { figureKey, parseQuantity, type Quantity, quantitiesIn, unitKey } from './numerals.ts'
import type { Token } from './tokenize.ts'

/**
 * A deadline as written (folded, compact), by its positions in its text: the `date` it names, or how long it allows. `within` is absent for
 * a range (3至5年内), and both are absent for an event (任期届满前). `since` is what a span begins with (收到之日), `isOpen` says that a whole
 * period comes before 前 (2027年前), so that the day before it or its last day may be meant, and `isImplied` that only the verb after the
 * date makes it a deadline (2027年建成).
 */
export type WrittenDeadline = {
  text: string
  start: number
  end: number
  date?: WrittenDate
  within?: Quantity
  since?: string
  isOpen?: true
  isImplied?: true
}

/**
 * The first deadline in `folded`, of which `tokens` are known: a date that ends a period (于2025年6月底前, 年底, 到2025年, 力争2025年, “十四五”末)
 * before any span (20个工作日内, 15日内), and an event (任期届满前) last.
 */
export function findDeadline(folded: string, tokens: Token[]): WrittenDeadline | undefined {
  return preferredDeadline(findDeadlines(folded, tokens))
}

/** The one of `deadlines` that is given for all: the first date, else the first span, else the first event. */
export function preferredDeadline(deadlines: WrittenDeadline[]): WrittenDeadline | undefined {
  return deadlines.find(({ date }) => date) ?? deadlines.find(isSpan) ?? deadlines[0]
}

function isSpan({ text }: WrittenDeadline): boolean {
  return text.endsWith('内')
}

/** All deadlines in `folded`, of which `tokens` are known, in order. */
function findDeadlines(folded: string, tokens: Token[]): WrittenDeadline[] {
  const ofTokens = tokens.flatMap((token, index) => {
    const found = datedAt(folded, token, tokens[index - 1]) ?? spanAt(folded, token)
    return found ? [found] : []
  })
  const events = Array.from(folded.matchAll(EVENT), ({ 0: text, index }) => ({ text, start: index, end: index + text.length }))
  const isApart = (event: WrittenDeadline) => !ofTokens.some(({ start, end }) => start < event.end && event.start < end)
  return [...ofTokens, ...events.filter(isApart)].sort((one, other) => one.start - other.start)
}

/** What ends without a date of its own. */
const EVENT =
  /(?:(?:本届|任期|合同|协议|有效期|试用期|规划期|建设期|公示期|服务期|期限){1,2}(?:届满|期满|到期)[之以]?前)|(?:[今明后]年|\d{4}年)?(?:春节|元旦|清明|五一|端午|中秋|国庆|两会|汛期|主汛期|入汛|高考|中考|开学|寒假|暑假|学期|学年)(?:节|假期)?(?:[之以]?前|结束前|末|底)/g

/** The words that lead up to a deadline; of them only 到 and 至 belong to it. */
const LEAD = /(力争|争取|计划|拟|确保|预计|预期|有望)?([于在到至])?$/
/** 截至2023年6月底 is in the past; of 去年底, 每年底 and 前三季度 the token may be 年底 or 三季度. */
const NO_DEADLINE = /(?:[去每前]|(?<!原则|基本|总体)上|截至|截止[到至]?|[自从]|每年|每个?月|每季度?)$/
/** 在2026年建成一期的基础上 reports. */
const REPORTS = /^[^,.;:]{0,14}?(?:基础上|以来)/
/** What ends a period, and not the start of another word or count: 前三季度, 前10个月, 前列, 内容. */
const CLOSE =
  /^(?:\(含(?:当[日天])?\)|24时)?(?:之前|以前|前(?!三?季度|[\d一二三四五六七八九十]{1,3}个?[月名批家项]|[列沿期述往景提端瞻后])|以内|之内|内(?![部容涵外地需]))/
/** Verbs that make the date before them a deadline. */
const RESULT =
  /^(?:全面|全部|基本|正式|如期|率先)?(?:完成|建成|出台|印发|启动|实现|竣工|开工|投入使用|投用|办结|开通|交付|挂牌|上线|设立|公布|发布|达到)/
/** 2027年上半年,我局将印发…. */
const WILL_FOLLOWS = /^,[^,.;:。；：，]{0,8}?(?:将|力争|争取|拟|计划)/
/** The rest of a five-year plan as a period: 十五五"期间. */
const OF_PLAN = /^"?(?:期间|时期|规划期)内?/

function datedAt(folded: string, { kind, start, end }: Token, previous: Token | undefined): WrittenDeadline | undefined {
  if (kind !== 'date') return undefined
  const date = dateAt(folded, start)
  if (!date || date.isFiscal || /^[去上]/.test(date.relative ?? '')) return undefined
  if (date.plan !== undefined && date.edge === undefined) return planAt(folded, start, end, date)
  const before = folded.slice(Math.max(0, start - 6), start)
  const [, aim, preposition = ''] = LEAD.exec(before) ?? []
  if (NO_DEADLINE.test(before) || REPORTS.test(folded.slice(end, end + 20))) return undefined
  const close = CLOSE.exec(folded.slice(end, end + 12))?.[0] ?? ''
  const isLimit = date.edge === 'end' || date.edge === 'within'
  const isImplied = !close && !aim && !preposition && !isLimit
  if (isImplied && !RESULT.test(folded.slice(end, end + 8)) && !(start === 0 && WILL_FOLLOWS.test(folded.slice(end, end + 14))))
    return undefined
  const from = '到至'.includes(preposition) ? start - preposition.length : start
  return {
    text: folded.slice(from, end) + close,
    start: from,
    end: end + close.length,
    date: isRangeEnd(folded, from, previous) ? withYearOf(dateAt(folded, previous.start), date) : date,
    ...(close.endsWith('前') && isWholePeriod(date) && { isOpen: true as const }),
    ...(isImplied && { isImplied: true as const }),
  }
}

function planAt(folded: string, start: number, end: number, date: WrittenDate): WrittenDeadline | undefined {
  const rest = OF_PLAN.exec(folded.slice(end, end + 6))?.[0]
  if (rest === undefined) return undefined
  const from = folded[start - 1] === '"' ? start - 1 : start
  return { text: folded.slice(from, end + rest.length), start: from, end: end + rest.length, date: { ...date, edge: 'within' } }
}

/** Whether the date at `start` ends a range that `previous` begins: 2026年6月至9月. */
function isRangeEnd(folded: string, start: number, previous: Token | undefined): previous is Token {
  return previous?.kind === 'date' && previous.end === start && '到至'.includes(folded[start] ?? ' ')
}

function withYearOf(previous: WrittenDate | undefined, date: WrittenDate): WrittenDate {
  return previous?.year === undefined || namesYear(date) ? date : { ...date, year: previous.year }
}

/** Whether a date names a period rather than a day or the end of a period. */
function isWholePeriod({ day, edge }: WrittenDate): boolean {
  return day === undefined && edge === undefined
}

const SPANS = ['个工作日', '天', '周', '个月', '年', '小时', '分钟']
const WITHIN = /^(?:之内|以内|内)/
const SINCE = /([^,。;:\n]{1,12})(?:之日起|日起|后|起)$/

function spanAt(folded: string, { kind, start, end }: Token): WrittenDeadline | undefined {
  if (kind !== 'figure') return undefined
  const token = folded.slice(start, end)
  const span = token.replace(/以内$/, '')
  const close = WITHIN.exec(folded.slice(start + span.length, end + 2))?.[0]
  const within = parseQuantity(span)
  const unit = within?.unit ?? /[^\d〇零一二两三四五六七八九十百千~至到-]+$/.exec(span)?.[0] ?? ''
  if (close === undefined || !SPANS.includes(unitKey(unit))) return undefined
  const lead = /(?:近|未来|大约|约)$/.exec(folded.slice(Math.max(0, start - 2), start))?.[0] ?? ''
  const from = start - lead.length
  const since = SINCE.exec(folded.slice(Math.max(0, from - 16), from))?.[1]
  return {
    text: `${lead}${span}${close}`,
    start: from,
    end: start + span.length + close.length,
    ...(within && { within }),
    ...(since !== undefined && { since }),
  }
}

/**
 * The last day on which a promise of a text of the day `writtenOn` is due, as YYYY-MM-DD; undefined where that is not known. A date without
 * a year that is past on that day (6月底 in a text of November) may be in the next year.
 */
export function dueDay({ date }: WrittenDeadline, writtenOn: string | undefined): string | undefined {
  const last = date && lastDay(date, writtenOn)
  return date && last !== undefined && isPast(date, last, writtenOn) ? undefined : last
}

function isPast(date: WrittenDate, last: string, writtenOn: string | undefined): boolean {
  return !namesYear(date) && writtenOn !== undefined && last < writtenOn
}

/** The deadlines in `folded` that a promise made on the day `writtenOn` can have: without years that only report (在2022年建成的基础上). */
export function findPromisedDeadlines(folded: string, tokens: Token[], writtenOn: string | undefined): WrittenDeadline[] {
  return findDeadlines(folded, tokens).filter((deadline) => {
    const { date, isImplied, text } = deadline
    if (!isImplied || !date) return !/^近/.test(text)
    const last = lastDay(date, writtenOn)
    return writtenOn === undefined || last === undefined || last >= writtenOn
  })
}

/** How one deadline compares with another; `unknown` wherever the texts leave a doubt. */
type Comparison = 'same' | 'later' | 'earlier' | 'unknown'

/** A deadline of a text that was written on a day. */
type Dated = { deadline: WrittenDeadline; writtenOn: string | undefined }

/** Whether `after` ends later than `before`. */
export function compareDeadlines(before: Dated, after: Dated): Comparison {
  const [one, other] = [before.deadline, after.deadline]
  if (one.date && other.date) return compareDates(before, after)
  if (one.date || other.date) return 'unknown'
  return compareSpans(one, other)
}

/** Where neither text has a date of its own and neither deadline names its year, both mean the same year. */
const SAME_DAY = '2000-01-01'

function compareDates(before: Dated, after: Dated): Comparison {
  const [one, other] = [limitOf(before), limitOf(after)]
  const areAlike = before.deadline.isOpen === after.deadline.isOpen
  const [date, dateAfter] = [before.deadline.date, after.deadline.date]
  if (areAlike && date && dateAfter && dateKey(date) === dateKey(dateAfter) && before.writtenOn === after.writtenOn)
    return 'same'
  if (one && other) return compareLimits(one, other, areAlike)
  const areUndated = (before.writtenOn === undefined) === (after.writtenOn === undefined)
  if (one || other || !date || !dateAfter || !areUndated || unitOf(date) !== unitOf(dateAfter)) return 'unknown'
  const inSameYear = ({ deadline }: Dated) => limitOf({ deadline, writtenOn: SAME_DAY })
  const [early, late] = [inSameYear(before), inSameYear(after)]
  return early && late ? compareLimits(early, late, areAlike) : 'unknown'
}

/** What a relative date is relative to: of 月底 the month, of 今年6月底 the year. */
function unitOf({ relative }: WrittenDate): string | undefined {
  return relative && /(?:年|月|季度)$/.exec(relative)?.[0]
}

/** The first and the last day that may be meant as the last; undefined where they are not known. */
function limitOf({ deadline, writtenOn }: Dated): Days | undefined {
  const { date, isOpen } = deadline
  const days = date && daysOf(date, writtenOn)
  if (!days || isPast(date, days.last, writtenOn)) return undefined
  if (isOpen) return { first: dayBefore(days.first), last: days.last }
  return date.edge === 'start' || date.edge === 'middle' ? days : { first: days.last, last: days.last }
}

/** Two limits of one form (`areAlike`) are read in one way. */
function compareLimits(one: Days, other: Days, areAlike: boolean): Comparison {
  if (one.first === other.first && one.last === other.last) return one.first === one.last || areAlike ? 'same' : 'unknown'
  const [isLater, isEarlier] = areAlike
    ? [other.first >= one.first && other.last > one.last, other.first <= one.first && other.last < one.last]
    : [other.first > one.last, other.last < one.first]
  return isLater ? 'later' : isEarlier ? 'earlier' : 'unknown'
}

/** What an about is about is left open: 约三个月, 三个月左右, 十余天. */
const APPROXIMATE = /[约近余多几数]|左右|未来/g

function compareSpans(one: WrittenDeadline, other: WrittenDeadline): Comparison {
  const about = ({ text }: WrittenDeadline) => text.match(APPROXIMATE)?.join('') ?? ''
  if (about(one) !== about(other) || one.since !== other.since) return 'unknown'
  const [from, to] = [spansIn(one), spansIn(other)]
  if (from.length !== to.length || from.length === 0) return figureKey(one.text) === figureKey(other.text) ? 'same' : 'unknown'
  const compared = new Set(from.map((span, index) => compareQuantities(span, to[index] ?? span)))
  if (compared.size === 1) return [...compared][0] ?? 'unknown'
  compared.delete('same')
  return compared.size === 1 && compareQuantities(from.at(-1), to.at(-1)) !== 'same'
    ? ([...compared][0] ?? 'unknown')
    : 'unknown'
}

/** The ends of a range, or the one span. */
function spansIn({ text, within }: WrittenDeadline): Quantity[] {
  return within ? [within] : quantitiesIn(text.replace(/^(?:近|未来|大约|约)|[之以]?内$/g, ''))
}

/** How many of its base each unit of time is; working days, whose number depends on holidays, compare among themselves alone. */
const UNITS: Record<string, { base: string; size: number }> = {
  分钟: { base: '小时', size: 1 / 60 },
  小时: { base: '小时', size: 1 },
  天: { base: '天', size: 1 },
  周: { base: '天', size: 7 },
  个月: { base: '个月', size: 1 },
  年: { base: '个月', size: 12 },
  个工作日: { base: '个工作日', size: 1 },
}

function compareQuantities(one: Quantity | undefined, other: Quantity | undefined): Comparison {
  const [unit, unitAfter] = [one && UNITS[unitKey(one.unit)], other && UNITS[unitKey(other.unit)]]
  if (!one || !other || !unit || !unitAfter) return 'unknown'
  const [size, sizeAfter] = [one.value * unit.size, other.value * unitAfter.size]
  if (unit.base === unitAfter.base) return size === sizeAfter ? 'same' : sizeAfter > size ? 'later' : 'earlier'
  const [days, daysAfter] = [inDays(unit.base, size), inDays(unitAfter.base, sizeAfter)]
  if (!days || !daysAfter) return 'unknown'
  if (daysAfter.least > days.most) return 'later'
  return daysAfter.most < days.least ? 'earlier' : 'unknown'
}

/** How many days a span is at least and at most: a day may be begun, a month has 28 to 31. */
function inDays(base: string, size: number): { least: number; most: number } | undefined {
  if (base === '小时') return { least: size / 24, most: size / 24 }
  if (base === '天') return { least: size - 1, most: size + 1 }
  return base === '个月' ? { least: 30 * size - 3, most: 31 * size + 1 } : undefined
}
