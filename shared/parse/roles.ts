import type { Letter, Paragraph } from '../letter.ts'
import { addresseeIn, CONTACT, headingLevel, isClosing, signatureIn } from './letter-forms.ts'
import type { Line } from './lines.ts'

/** The parts of a letter that its paragraphs play by their wording and place, and the paragraphs with their roles. */
export type Parts = Pick<Letter, 'paragraphs'> &
  Partial<Pick<Letter, 'addressee' | 'closing' | 'signedBy' | 'signedOn' | 'contact'>>

/** How far from the head an addressee may stand, and how far from the end a closing, a sign-off and a contact. */
const HEAD = 4
const TAIL = 10

/** Reads `lines`, a letter's body in order, into paragraphs with roles and the parts that they repeat. */
export function readParts(lines: Line[]): Parts {
  const paragraphs = lines.filter(({ text }) => text !== '').map(toParagraph)
  const addressee = markAddressee(paragraphs)
  const closing = markClosing(paragraphs)
  const contact = markContact(paragraphs)
  const signature = markSignature(paragraphs)
  return { paragraphs, ...(addressee && { addressee }), ...(closing && { closing }), ...signature, ...(contact && { contact }) }
}

function toParagraph({ text, row }: Line): Paragraph {
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

/** Lines that begin with a label of a contact, with those under them that go on with 电话; else a bracket at a paragraph's end. */
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

/** Offices and a day on lines of their own near the end: offices count only over a day or under a closing. */
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
