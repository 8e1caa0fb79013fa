import type { Letter, Paragraph } from '../letter.ts'
import { findDays } from '../text/dates.ts'
import { withoutBlank } from '../text/normalize.ts'
import type { Line } from './lines.ts'

/** A letter's paragraphs with their roles, which follow from wording and place, and the parts that the roles name. */
type Parts = Pick<Letter, 'paragraphs'> & Partial<Pick<Letter, 'addressee' | 'closing' | 'signedBy' | 'signedOn' | 'contact'>>

/** Within how many of the first paragraphs an addressee may be, and of the last a closing, a sign-off and a contact. */
const HEAD = 4
const TAIL = 10

/** Reads `lines`, a letter's body in order, into paragraphs with roles, and the parts that the roles name. */
export function readParts(lines: Line[]): Parts {
  const paragraphs = lines.filter(({ text }) => text !== '').map(toParagraph)
  const addressee = markAddressee(paragraphs)
  const closing = markClosing(paragraphs)
  const contact = markContact(paragraphs)
  const signature = markSignature(paragraphs)
  return { paragraphs, ...(addressee && { addressee }), ...(closing && { closing }), ...signature, ...(contact && { contact }) }
}

function toParagraph({ text, isRow: row }: Line): Paragraph {
  if (row) return { role: 'row', text }
  const level = headingLevel(text)
  return level === undefined ? { role: 'text', text } : { role: 'heading', level, text }
}

function markAddressee(paragraphs: Paragraph[]): string | undefined {
  const found = paragraphs.slice(0, HEAD).find(({ role, text }) => role === 'text' && addresseeIn(text) !== undefined)
  if (found !== undefined) found.role = 'addressee'
  return found === undefined ? runInAddressee(paragraphs[0]) : addresseeIn(found.text)
}

/** `尊敬的X委员:您提出的…` in one paragraph, which stays text. */
function runInAddressee(opening: Paragraph | undefined): string | undefined {
  return /^尊敬的\s?([^。:：；;]{1,60})[:：]/.exec(opening?.text ?? '')?.[1]?.trim()
}

function markClosing(paragraphs: Paragraph[]): string | undefined {
  const found = paragraphs.slice(-TAIL).findLast(({ role, text }) => role === 'text' && isClosing(text))
  if (found !== undefined) found.role = 'closing'
  return found?.text
}

/** Lines that begin with a label of a contact, with lines under them that begin with 电话 or the like; else a bracket in a paragraph. */
function markContact(paragraphs: Paragraph[]): string | undefined {
  const tail = paragraphs.slice(-TAIL).filter(({ role }) => role === 'text')
  const whole = tail.filter(
    ({ text }, at) => isContactLine(text) || (isContactLine(tail[at - 1]?.text ?? '') && isContinued(text)),
  )
  for (const paragraph of whole) paragraph.role = 'contact'
  if (whole.length > 0) return whole.map(({ text }) => text).join(' ')
  return tail
    .map(({ text }) => /[（(]\s?联系(?:人|方式|电话)\s?[:：][^（(）)]{1,200}[）)]/.exec(text)?.[0])
    .find((found) => found !== undefined)
}

function isContactLine(text: string): boolean {
  return text.length <= 200 && CONTACT.exec(text)?.index === 0
}

function isContinued(text: string): boolean {
  return text.length <= 80 && /^[（(]?\s?(联系)?(电话|手机|邮箱|传真|地址)\s?[:：]/.test(text)
}

/** Offices and a day on lines of their own near the end: offices count only above a day or under a closing. */
function markSignature(paragraphs: Paragraph[]): Pick<Parts, 'signedBy' | 'signedOn'> {
  const tail = paragraphs.slice(-TAIL).filter(({ role }) => role === 'text' || role === 'closing')
  const dated = tail.findLastIndex(({ role, text }) => role === 'text' && signatureIn(text)?.day !== undefined)
  const closed = tail.findLastIndex(({ role }) => role === 'closing')
  const offices = dated >= 0 ? officesOver(tail, dated) : closed >= 0 ? officesUnder(tail, closed) : []
  for (const office of offices) office.role = 'signature'
  const line = tail[dated]
  const { day, office } = signatureIn(line?.text ?? '') ?? {}
  if (line !== undefined) line.role = office === undefined ? 'date' : 'signature'
  const signedBy = [...offices.map(({ text }) => text), ...(office === undefined || dated < 0 ? [] : [office])].join('、')
  return { ...(signedBy && { signedBy }), ...(day !== undefined && { signedOn: day }) }
}

function officesOver(tail: Paragraph[], dated: number): Paragraph[] {
  const above = tail.slice(0, dated)
  return above.slice(above.findLastIndex((paragraph) => !isOfficeLine(paragraph)) + 1)
}

function officesUnder(tail: Paragraph[], closed: number): Paragraph[] {
  const below = tail.slice(closed + 1)
  const end = below.findIndex((paragraph) => !isOfficeLine(paragraph))
  return end < 0 ? below : below.slice(0, end)
}

function isOfficeLine({ role, text }: Paragraph): boolean {
  const signature = signatureIn(text)
  return role === 'text' && signature?.office !== undefined && signature.day === undefined
}

/** Headings of level 1 begin with `一、`, of level 2 with `(一)`; text that runs on after the heading makes it a paragraph. */
function headingLevel(text: string): 1 | 2 | undefined {
  const level = /^[一二三四五六七八九十百]{1,4}、/.test(text)
    ? 1
    : /^[（(][一二三四五六七八九十百]{1,4}[)）]/.test(text)
      ? 2
      : undefined
  const isRunIn = text.length > 80 || /[。；;]./.test(text)
  return isRunIn ? undefined : level
}

/**
 * Whether `text` is a line that closes a letter: `此复。`, an office with a day or a day alone (written with 年), or a contact. Such a line
 * is evidence of where a letter ends, however many letters share its words.
 */
export function signOffKind(text: string): 'closing' | 'dated' | 'contact' | undefined {
  if (text.length > 200) return undefined
  if (isClosing(text)) return 'closing'
  if (/年/.test(text) && signatureIn(text)?.day !== undefined) return 'dated'
  return isContactLine(text) || COPIES.test(text) ? 'contact' : undefined
}

const COPIES = /^(抄送|主送)\s?[:：]/

/** The person, body or office that a letter is addressed to, when `text` is a line of address: `尊敬的X代表:`, `民盟示例市委会:`. */
function addresseeIn(text: string): string | undefined {
  if (!/[:：]$/.test(text) || text.length > 160) return undefined
  if (/如下|[。；;]|现将|收悉|答复|[:：]./.test(text) || /^[（(]?[一二三四五六七八九十\d]+[、.)）]/.test(text)) return undefined
  return (
    text
      .slice(0, -1)
      .trim()
      .replace(/^尊敬的\s?/, '') || undefined
  )
}

/** Whether a paragraph is `此函。`, `此复。`, `特此函复。` or the like. */
function isClosing(text: string): boolean {
  return /^(此|特此|专此|谨此)[\u4E00-\u9FFF]{1,4}[。.！!]?$/.test(text)
}

/** A line of a sign-off: an office, a day, or both in one line. `day` is YYYY-MM-DD. */
function signatureIn(text: string): { office?: string; day?: string } | undefined {
  if (text.length > 80) return undefined
  const dated = ENDS_LIKE_DAY.test(text)
    ? findDays(text).find(({ end, isShort }) => end === text.length && !isShort)
    : undefined
  const office = text.slice(0, dated?.start).trim()
  if (office !== '' && !isOffice(office)) return undefined
  return { ...(office && { office }), ...(dated && { day: dated.day }) }
}

const ENDS_LIKE_DAY = /[日号\d]$/

/** Whether `text` is only the name of an office, or of several side by side. */
export function isOffice(text: string): boolean {
  const name = withoutBlank(text)
  return (
    name.length <= 40 &&
    /^[\u4E00-\u9FFF()（）]{2,}(局|委员会|委|办公室|办|厅|部|院|中心|政府|会|处|公司|署|所|馆|站|科|大学|学院|集团|队)([（(][^()（）]{1,10}[)）])?$/.test(
      name,
    )
  )
}

/** A line or bracket with a contact: `(联系人:…,电话:…)`. */
const CONTACT = /[（(]?\s?(联系人|联系方式|联系电话|联系人及电话|经办人|承办人)\s?[:：]/

/** Titles of the members and bodies that letters are addressed to. Other lines end with a colon too. */
const ADDRESSED =
  /^尊敬的|(代表|委员|同志|先生|女士|会|委|局|厅|办|办公室|院|社|党|盟|团|组|部|公司|集团|企业|单位)(们|等)?\s?[:：]$/

/** How many parts of a letter's form `paragraphs` have: address, closing, sign-off with a day, heading, contact, a motion's number. */
export function countLetterSigns(paragraphs: string[]): number {
  const signs: ((text: string) => boolean)[] = [
    (text) => addresseeIn(text) !== undefined && ADDRESSED.test(text),
    isClosing,
    (text) => signatureIn(text)?.day !== undefined,
    (text) => headingLevel(text) !== undefined,
    (text) => CONTACT.test(text),
    (text) => /第\s?[\d-]{1,12}\s?号.{0,6}(提案|建议|议案)|(提案|建议|议案).{0,4}(收悉|答复如下|函复如下)/.test(text),
  ]
  return signs.filter((isSign) => paragraphs.some((text) => text.length < 2000 && isSign(text))).length
}

/** Whether a title is that of a reply: it contains words for a motion and for a letter. */
export function isLetterTitle(title: string): boolean {
  return /关于/.test(title)
    ? /提案|建议|议案|答复|复函|函|意见/.test(title)
    : /提案|建议|议案/.test(title) && /答复|复函|函/.test(title)
}
