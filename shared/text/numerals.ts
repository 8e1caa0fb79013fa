const DIGITS: Record<string, number> = { 〇: 0, 零: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 }
for (const [digit, formal] of Array.from('零壹贰叁肆伍陆柒捌玖').entries()) DIGITS[formal] = digit
const SMALL: Record<string, number> = { 十: 10, 百: 100, 千: 1000, 拾: 10, 佰: 100, 仟: 1000 }
const LARGE: Record<string, number> = { 万: 1e4, 亿: 1e8 }

/** What a figure comes to: 23.74亿元 is 2,374,000,000 元, 百分之三十 is 30 %, 六次 is 6 次. */
export type Quantity = { value: number; unit: string }

/** Units that are written by a sign as well. */
const SIGNS: Record<string, string> = { '㎡': '平方米', 'm²': '平方米', 'km²': '平方公里' }

const ARABIC = /^([+-]?)[¥$]?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)([十百千万亿]*)[余多]?([^\d~+:-]*)$/
const CHINESE =
  /^([〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+(?:点[〇零一二三四五六七八九]+)?[万亿]*)[余多]?((?!分之)[^\d~至到]*)$/

/** The quantity `figure` (folded, compact) tells; undefined for a range, an ordinal (第三批) or what is no single number. */
export function quantityOf(figure: string): Quantity | undefined {
  const percent = /^百分之(?:(\d+(?:\.\d+)?)|(\D+))$/.exec(figure)
  if (percent) return { value: percent[1] ? Number(percent[1]) : chineseNumber(percent[2] ?? ''), unit: '%' }
  const [, sign = '', digits = '', characters = '', unit = ''] = ARABIC.exec(figure) ?? []
  if (digits)
    return { value: rounded(Number(sign + digits.replaceAll(',', '')) * magnitude(characters)), unit: SIGNS[unit] ?? unit }
  const chinese = CHINESE.exec(figure)
  return chinese ? { value: chineseNumber(chinese[1] ?? ''), unit: chinese[2] ?? '' } : undefined
}

/** Without what binary fractions leave behind: 1.15亿 is 115,000,000. */
function rounded(value: number): number {
  return Number(value.toPrecision(12))
}

function magnitude(characters: string): number {
  return Array.from(characters).reduce((product, character) => product * (LARGE[character] ?? SMALL[character] ?? 1), 1)
}

/** The number a Chinese numeral writes: 二〇二四, 三十五, 三点五亿, 一千二百万. */
export function chineseNumber(numeral: string): number {
  const large = /^(.+?)([万亿])([^亿]*)$/.exec(numeral)
  if (large)
    return rounded(chineseNumber(large[1] ?? '') * (LARGE[large[2] ?? ''] ?? 1) + (large[3] ? chineseNumber(large[3]) : 0))
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
  return Array.from(numeral, (character) => DIGITS[character] ?? 0).join('')
}
