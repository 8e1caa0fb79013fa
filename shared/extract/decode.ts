import { countHan } from '../text/normalize.ts'

type Decoded = { text: string; charset: string }

const BYTE_ORDER_MARKS = { 'utf-8': [0xef, 0xbb, 0xbf], 'utf-16le': [0xff, 0xfe], 'utf-16be': [0xfe, 0xff] } as const

/** Labels of single-byte charsets: these decode any bytes, so a label is no evidence. */
const NO_EVIDENCE = /^(iso-?8859|windows-125|latin|us-ascii|ascii|l1$|binary)/

/**
 * The text of a page: byte order mark, charset of the header, charset in the page, then sniffing, the first that leaves no
 * replacement character. Where each leaves some, the one with the fewest, if they are few: U+FFFD is in the
 * place of each lost character. Bytes
 * that are UTF-8 with Chinese in it, but for a few, are UTF-8 whatever is declared: GB text never is.
 */
export function decode(served: { headers: Record<string, string>; body: Uint8Array }): Decoded | { why: string } {
  if (isPdf(served.body)) return { why: 'the body is a PDF file' }
  const marked = byteOrderMark(served.body)
  if (marked !== undefined) {
    const decoded = { charset: marked, text: decodeAs(marked, served.body) }
    const why = whyNot(decoded)
    return why === undefined ? decoded : { why }
  }
  const refusals: { why: string }[] = []
  const lossy: Decoded[] = []
  for (const candidate of candidates(served)) {
    const why = whyNot(candidate)
    if (why !== undefined && candidate.isSure) return { why }
    if (why !== undefined) refusals.push({ why })
    else if (candidate.isSure || !candidate.text.includes(LOST)) return accepted(candidate)
    else lossy.push(candidate)
  }
  const [best] = lossy.toSorted((one, other) => countLost(one.text) - countLost(other.text))
  return best === undefined ? (refusals[0] ?? { why: 'the page is in no charset we know' }) : accepted(best)
}

/** Whether `bytes` are those of a PDF, whatever its server calls them. */
export function isPdf(bytes: Uint8Array): boolean {
  return /^\s{0,20}%PDF-/.test(Buffer.from(bytes.subarray(0, 40)).toString('latin1'))
}

/** A text that the bytes may stand for; `isSure` where they can be in no other charset. */
type Candidate = Decoded & { isSure: boolean }

function* candidates({ headers, body }: { headers: Record<string, string>; body: Uint8Array }): Generator<Candidate> {
  const chinese = chineseUtf8(body)
  if (chinese !== undefined) yield { charset: 'utf-8', text: chinese, isSure: true }
  const others = [headerCharset(headers), pageCharset(body), ...sniffed(body)].filter((charset) => charset !== undefined)
  for (const charset of new Set(others))
    if (charset !== 'utf-8' || chinese === undefined) yield { charset, text: decodeAs(charset, body), isSure: false }
}

function accepted({ text, charset }: Decoded): Decoded {
  return { text, charset }
}

/** Why `text` is not what the page says; undefined when it may be. */
function whyNot({ text, charset }: Decoded): string | undefined {
  if (text.includes(LOST) && !hasFewLost(text)) return `the page has too many replacement characters when read as ${charset}`
  return isMojibake(text) ? `the page reads as gibberish in ${charset}` : undefined
}

/** The replacement character: decoding puts it in the place of invalid bytes, and a page may contain it already. */
const LOST = '\uFFFD'
/** Of so many Chinese characters one may be lost: a page that lost more lost its text. */
const HAN_PER_LOST = 20

function hasFewLost(text: string): boolean {
  return (countLost(text) - 1) * HAN_PER_LOST <= countHan(text)
}

function countLost(text: string): number {
  return text.split(LOST).length - 1
}

function decodeAs(charset: string, body: Uint8Array): string {
  return new TextDecoder(charset).decode(body)
}

function byteOrderMark(body: Uint8Array): string | undefined {
  return Object.entries(BYTE_ORDER_MARKS).find(([, mark]) => mark.every((byte, at) => body[at] === byte))?.[0]
}

function headerCharset(headers: Record<string, string>): string | undefined {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  return known(/charset\s{0,5}=\s{0,5}["']?([\w.:-]{1,40})/i.exec(type)?.[1])
}

function pageCharset(body: Uint8Array): string | undefined {
  const head = Buffer.from(body.subarray(0, 8192)).toString('latin1')
  const label = /<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?\s{0,5}([\w.:-]{1,40})/i.exec(head)?.[1]
  return /^utf-?16/i.test(label ?? '') ? undefined : known(label)
}

/** A label a TextDecoder knows, with gb2312 and gbk widened to gb18030, which contains them. */
function known(label: string | undefined): string | undefined {
  if (label === undefined || NO_EVIDENCE.test(label.toLowerCase())) return undefined
  if (/^(gb|x-gbk|chinese|csgb)/i.test(label)) return 'gb18030'
  try {
    return new TextDecoder(label).encoding
  } catch {
    return undefined
  }
}

function sniffed(body: Uint8Array): string[] {
  const start = body.subarray(0, 1024)
  const zeros = (parity: number) => start.filter((byte, at) => byte === 0 && at % 2 === parity).length
  if (zeros(1) > start.length / 8) return ['utf-16le']
  if (zeros(0) > start.length / 8) return ['utf-16be']
  return ['utf-8', 'gb18030']
}

const SOME_CHINESE = /^(?:\P{Script=Han}*?\p{Script=Han}){8}/u

/** The text of bytes that are UTF-8 with some Chinese in it, but for a few bytes that are no character. */
function chineseUtf8(body: Uint8Array): string | undefined {
  const text = decodeAs('utf-8', body)
  return SOME_CHINESE.test(text) && (!text.includes(LOST) || hasFewLost(text)) ? text : undefined
}

/** A third of Chinese official prose is these characters; of text decoded in a wrong charset, next to none. */
const FREQUENT = new Set(
  Array.from(
    '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民市部关局委技创新提案建议答复首页信息时间系统',
    (character) => character.charCodeAt(0),
  ),
)

/** Replacement characters in UTF-8, decoded as GB: the page was decoded in a wrong charset and saved before it was served. */
const WRITTEN_OUT = /锟斤拷/g
/** One or two are a lost character, kept as served; more mean that the page lost its text. */
const FEW_WRITTEN_OUT = 2

/** Whether `text` was decoded in a wrong charset. */
export function isMojibake(text: string): boolean {
  if ((text.match(WRITTEN_OUT)?.length ?? 0) > FEW_WRITTEN_OUT) return true
  const { han, frequent, western } = countCharacters(text.replace(/[\0-\x7F]+/g, ''))
  return (han >= 60 && frequent < han * 0.02) || (western > 60 && western > han)
}

/** How many characters of `text`, which has none of ASCII, are Chinese, frequent, and of Latin-1: counted without making a string of each. */
function countCharacters(text: string): { han: number; frequent: number; western: number } {
  let [han, frequent, western] = [0, 0, 0]
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (FREQUENT.has(unit)) frequent++
    if (unit < 0xa0 || (unit >= 0xc0 && unit <= 0xff)) western++
    else if (isHan(text, at)) han++
  }
  return { han, frequent, western }
}

function isHan(text: string, at: number): boolean {
  const point = text.codePointAt(at) ?? 0
  return (point >= 0x4e00 && point <= 0x9fff) || /\p{Script=Han}/u.test(String.fromCodePoint(point))
}
