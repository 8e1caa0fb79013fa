/** A Chinese numeral's characters but 万, 亿 and 兆, which multiply all that precedes them. */
export const NUMERAL = '[〇零一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]'
/** `○` is written for 〇, though never first. Bounded, as every repetition that may fail: hostile text must not take quadratic time. */
const NUMERALS = `(?:${NUMERAL}(?:${NUMERAL}|○){0,19})`
/** Digits with whatever separates two of them in a number, a ratio or a time, well formed or not. */
const NUMBER = '\\d+(?:[.,:。]\\d+)*'
/** 兆 is 10¹² before money only: 100兆 of bandwidth are megabits. */
const TRILLION = '兆(?=[余多]?(?:元|[美港日欧]元))'
const MAGNITUDE = `(?:[十百千万亿]|${TRILLION}){0,4}`
const MONEY = '亿元|万元|[美港日欧]元|元'
const TIME = '个?工作日|个月|年|天|日|个小时|小时|分钟|个?星期(?=[之以]?内)|周(?=[之以]?内)'
const COUNTED =
  '个|项|家|件|名|人|位|户|次|场|批|期|版|届|所|座|栋|套|台|辆|条|款|篇|份|类|种|倍|成|支|只|间|处|层|级|轮|亿|万|%|‰|℃'
const METRIC = '(?:[kKMGTPE]?(?:Wh?|Hz|bps|B|F[Ll][Oo][Pp][Ss])|[kcmnμ]m|[km]g)(?![A-Za-z])'
const UNIT =
  `(?:㎡|k?m²|${MONEY}|个百分点|百分点|平方公里|平方米|公顷|亩|公里|千米|米|吨|千瓦时|千瓦|兆瓦|周年|${TIME}|人次|` +
  `${COUNTED}|${METRIC})`
/** A sign belongs to a share or a temperature alone: elsewhere a hyphen leads up to a number. */
const SIGN = '(?:(?<![\\d-])[+±-](?=\\d+(?:\\.\\d+)?[%‰℃])|[≥≤≈¥$])'
const ABOUT = '(?=[之以]?内|左右|时间|以[上下])'
/** 半年内, 半个月内, 两年半内; 一年 before 内 alone, for 一年 may begin a word (一年级). */
const HALVES =
  `半(?:个月|个工作日|个?小时|年|天)${ABOUT}|` + `(?:\\d{1,2}|${NUMERALS})(?:(?:年|天|小时)半|个半(?:月|小时))${ABOUT}`

/** 2万3千, 5亿3千万: digits with two magnitudes. */
const MIXED = '\\d{1,6}[万亿]\\d{1,4}[千百]万?'

/** 翻番, 翻两番; in 翻番 one is meant. */
const DOUBLINGS = '翻[一两二三四1-4]?番'

/**
 * The pattern of a figure with its unit in text that is compact and folded: 23.74亿元, 3至5年, 7000余家, 第三批, 百分之三十, 三分之一,
 * 数十个, 两年半内. A range, a ratio and a time of day are one figure.
 */
export const FIGURE =
  `(?=[半上数几第万翻≥≤≈¥$+±\\d-]|${NUMERAL})(?:${HALVES}|${DOUBLINGS}|` +
  `${MIXED}[余多]?${UNIT}|${SIGN}?${NUMBER}${MAGNITUDE}(?:${UNIT}?[-~至到]${NUMBER}${MAGNITUDE})?(?:\\+\\d+)?[余多]?${UNIT}?(?:以上|以下|以内)?|` +
  `第(?:\\d+|${NUMERALS})${UNIT}?|[百千万]分之(?:${NUMBER}|${NUMERALS}(?:点${NUMERALS})?)|${NUMERALS}分之${NUMERALS}|` +
  `[上数几][十百千万亿]{1,2}[余多]?${UNIT}|${NUMERALS}几${UNIT}|一(?:年(?=内|以内|左右)|个月|倍|天|小时|周|个?工作日|个?星期(?=[之以]?内))|` +
  `(?!一[^〇○零十百千万亿兆点至到])${NUMERALS}(?:点${NUMERALS})?(?:[万亿](?:${NUMERAL}|○){0,20}){0,3}(?:${TRILLION})?[余多]?` +
  `(?:[至到]${NUMERALS}[万亿]?)?${UNIT}(?:以上|以下|以内)?)`

/** The number and the unit of a figure: 23.74亿元 is 2,374,000,000 元, 百分之三十 is 30 %, 六次 is 6 次, 两年半 is 2.5 年. */
export type Quantity = { value: number; unit: string }

const DIGITS_OF = String.raw`[〇○零一二两三四五六七八九十百千万亿兆壹贰叁肆伍陆柒捌玖拾佰仟]`
const ARABIC = /^([+-]?)[¥$]?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)([十百千万亿兆]{0,4})[余多]?([^\d~+:-]*)$/
const CHINESE = new RegExp(
  `^(${DIGITS_OF}{1,80}(?:点[〇○零一二三四五六七八九]{1,20})?[万亿]{0,2})[余多]?((?!分之)[^\\d~至到]*)$`,
)
const SHARE = /^([百千万])分之(?:(\d+(?:\.\d+)?)|(\D+))$/
const SHARES: Record<string, string> = { 百: '%', 千: '‰', 万: '‱' }
const HALF = /^(?:半(个月|个工作日|个?小时|年|天)|(.+?)(年|天|小时)半|(.+?个)半(月|小时))$/

/** The quantity that `figure` (folded, compact) states; undefined for a range, an ordinal (第三批) or what is not a single number. */
export function parseQuantity(figure: string): Quantity | undefined {
  return (
    doublingsOf(figure) ??
    mixedQuantity(figure) ??
    shareOf(figure) ??
    halfOf(figure) ??
    arabicQuantity(figure) ??
    chineseQuantity(figure)
  )
}

/** The two ends of a range (3至5年), or the one quantity; empty where one of them is not a single number. */
export function quantitiesIn(figure: string): Quantity[] {
  const [, from, to] = RANGE.exec(figure) ?? []
  if (from === undefined || to === undefined) return [parseQuantity(figure) ?? []].flat()
  const end = parseQuantity(to)
  const start = parseQuantity(from)
  return start && end ? [{ value: start.value, unit: start.unit || end.unit }, end] : []
}

/** 翻两番 is four times as much; twice 番. */
function doublingsOf(figure: string): Quantity | undefined {
  const [, times] = /^翻(.?)番$/.exec(figure) ?? []
  return times === undefined ? undefined : { value: times === '' ? 1 : parseNumeral(times), unit: '番' }
}

function shareOf(figure: string): Quantity | undefined {
  const [, parts = '', digits, numeral = ''] = SHARE.exec(figure) ?? []
  const unit = SHARES[parts]
  return unit === undefined ? undefined : { value: digits ? Number(digits) : parseNumeral(numeral), unit }
}

/** 半年 is 0.5 年, 两年半 is 2.5 年, 两个半月 is 2.5 个月. */
function halfOf(figure: string): Quantity | undefined {
  const [, only, whole, unit, counted, of = ''] = HALF.exec(figure) ?? []
  if (only !== undefined) return { value: 0.5, unit: only }
  const quantity = counted === undefined ? whole && parseQuantity(`${whole}${unit ?? ''}`) : parseQuantity(`${counted}${of}`)
  return quantity ? { value: quantity.value + 0.5, unit: quantity.unit } : undefined
}

/** Units that are written by a sign as well. */
const SIGNS: Record<string, string> = { '㎡': '平方米', 'm²': '平方米', 'km²': '平方公里' }

const MIXED_QUANTITY = /^(\d{1,6}[万亿])(\d{1,4}[千百]万?)[余多]?(\D*)$/

function mixedQuantity(figure: string): Quantity | undefined {
  const [, large = '', small = '', unit = ''] = MIXED_QUANTITY.exec(figure) ?? []
  const [head, tail] = [arabicQuantity(large), arabicQuantity(small)]
  return large !== '' && head && tail ? { value: head.value + tail.value, unit: SIGNS[unit] ?? unit } : undefined
}

function arabicQuantity(figure: string): Quantity | undefined {
  const [, sign = '', digits = '', magnitude = '', unit = ''] = ARABIC.exec(figure) ?? []
  if (digits === '') return undefined
  const value = Number(sign + digits.replaceAll(',', '')) * product(magnitude)
  return { value: withoutBinaryError(value), unit: SIGNS[unit] ?? unit }
}

function chineseQuantity(figure: string): Quantity | undefined {
  const [, numeral = '', unit = ''] = CHINESE.exec(figure) ?? []
  return numeral === '' || APPROXIMATE.test(numeral) ? undefined : { value: parseNumeral(numeral), unit: SIGNS[unit] ?? unit }
}

/** 七八 is seven or eight, 二三十 is twenty to thirty. */
const APPROXIMATE = /(?:一二|二三|三四|三五|四五|五六|六七|七八|八九)(?:[十百千万亿]|$)/

function product(magnitude: string): number {
  return Array.from(magnitude).reduce((product, character) => product * (LARGE[character] ?? SMALL[character] ?? 1), 1)
}

/** 1.15亿 is 115,000,000, and not 114,999,999.99999999. */
function withoutBinaryError(value: number): number {
  return Number(value.toPrecision(12))
}

const DIGITS: Record<string, number> = {
  〇: 0,
  '○': 0,
  O: 0,
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
for (const [digit, formal] of Array.from('零壹贰叁肆伍陆柒捌玖').entries()) DIGITS[formal] = digit
const SMALL: Record<string, number> = { 十: 10, 百: 100, 千: 1000, 拾: 10, 佰: 100, 仟: 1000 }
const LARGE: Record<string, number> = { 万: 1e4, 亿: 1e8, 兆: 1e12 }

/** The number that a Chinese numeral writes: 二〇二四, 三十五, 三点五亿, 一千二百万, 一亿三千万, 一万亿. */
export function parseNumeral(numeral: string): number {
  const largest = ['兆', '亿', '万'].find((unit) => numeral.includes(unit))
  if (largest !== undefined) {
    const at = numeral.lastIndexOf(largest)
    const [head, tail] = [numeral.slice(0, at), numeral.slice(at + 1)]
    return withoutBinaryError((head ? parseNumeral(head) : 1) * (LARGE[largest] ?? 1) + (tail ? parseNumeral(tail) : 0))
  }
  const [whole = '', decimals] = numeral.split('点')
  return decimals === undefined ? wholeNumber(whole) : Number(`${wholeNumber(whole)}.${digitsOf(decimals)}`)
}

function wholeNumber(numeral: string): number {
  if (!/[十百千拾佰仟]/.test(numeral)) return Number(digitsOf(numeral))
  let [sum, digit] = [0, 0]
  for (const character of numeral) {
    const unit = SMALL[character]
    if (unit === undefined) digit = DIGITS[character] ?? 0
    else [sum, digit] = [sum + (digit || 1) * unit, 0]
  }
  return sum + digit
}

function digitsOf(numeral: string): string {
  return Array.from(numeral, (character) => DIGITS[character] ?? character).join('')
}

const RANGE = /^([+-]?[^-~至到]+)[-~至到]([^-~至到]+)$/
const LEADING_NUMERAL = new RegExp(`^(?:${NUMERAL}|○)+`)

/**
 * What a figure (folded, compact) states, however it is written: 2.3万家 and 23000家, 3至5年 and 3-5年, 三十日 and 30天 have one key,
 * 7000余家 and 7000家 do not.
 */
export function figureKey(figure: string): string {
  const [, from, to] = RANGE.exec(figure) ?? []
  if (from !== undefined && to !== undefined) return `${figureKey(from)}-${figureKey(to)}`
  if (figure.startsWith('第')) return ordinalKey(figure)
  const quantity = parseQuantity(figure)
  return quantity ? `${quantity.value}${/[余多]/.test(figure) ? '+' : ''}${unitKey(quantity.unit)}` : figure
}

function ordinalKey(ordinal: string): string {
  const numeral = LEADING_NUMERAL.exec(ordinal.slice(1))?.[0]
  return numeral ? `第${parseNumeral(numeral)}${ordinal.slice(1 + numeral.length)}` : ordinal.replace(/^第0+(?=\d)/, '第')
}

const SYNONYMS: Record<string, string> = { 日: '天', 工作日: '个工作日', 个小时: '小时', 个星期: '周', 星期: '周' }

/** What decides whether two units are one: 30日 are 30天. */
export function unitKey(unit: string): string {
  return SYNONYMS[unit] ?? unit
}
