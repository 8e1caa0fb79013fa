import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { displayWidth } from '../../../shared/text/wrap.ts'
import type { Span } from '../../../shared/edit.ts'
import { type Event, isLetterEvent } from '../../../shared/event.ts'
import { crawlMail, digestMail } from '../../../shared/mail/mail.ts'
import { edited, eventFrom, published } from '../../functions/deliver/facts.ts'

const COLUMN = '政协提案答复函公开文稿'
const WITH_MARKS: Span[] = [
  { op: 'same', text: '我局高度重视，多次组织专题研究；并会同有关单位，' },
  { op: 'removed', text: '安排资金23.74亿元，支持“示例工程”（一期）、《示例办法》等三十个虚构项目；' },
  { op: 'added', text: '安排资金24.74亿元，支持“示例工程”（一期）、《示例办法》等三十一个虚构项目；' },
  { op: 'same', text: '下一步，将继续加大投入，确保取得实效。' },
]

/** The event of an edit with this title, summary and diff. */
function editOf({ title, summary, diff = WITH_MARKS }: { title?: string; summary?: string; diff?: Span[] } = {}): Event {
  const event = eventFrom(edited(diff))
  if (!isLetterEvent(event)) throw new Error('an edit is about a letter')
  return { ...event, data: { ...event.data, ...(title !== undefined && { title }), ...(summary !== undefined && { summary }) } }
}
const mailOf = (...[first = editOf(), ...others]: Event[]) => crawlMail([first, ...others], COLUMN)
const isLink = (line: string) => /^https?:\/\//.test(line)

test('a mail has the change first and the addresses after, in lines for a mail reader', async () => {
  await expect(mailOf(editOf(), eventFrom(published)).text).toMatchFileSnapshot('./golden/mail.txt')
})

describe('no line is wider than 76 columns or begins with a closing mark, unless it is an address', () => {
  const mark = fc.constantFrom(...'，。、；：！？）》”’〕】」』…）。，'.split(''))
  const word = fc.constantFrom(
    '示例',
    '办法',
    '《',
    '“',
    '（',
    '2.81亿元',
    '2026年',
    ' ',
    'Shenzhen',
    'x'.repeat(90),
    '👨‍👩‍👧',
    'é̂',
    '——',
  )
  const text = fc.array(fc.oneof({ weight: 3, arbitrary: word }, mark), { maxLength: 120 }).map((parts) => parts.join(''))

  test('whatever titles, summaries and diffs contain', () => {
    fc.assert(
      fc.property(text, text, text, (title, summary, changed) => {
        const { text: body } = mailOf(editOf({ title, summary, diff: [{ op: 'added', text: changed }] }))
        for (const line of body.split('\n').filter((each) => !isLink(each)))
          expect(displayWidth(line), line).toBeLessThanOrEqual(76)
      }),
    )
  })

  test('in prose', () => {
    const prose = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom('，', '。', '；', '）', '》', '”', '……', '？！')), {
        maxLength: 30,
      })
      .map((clauses) => clauses.map(([length, closing]) => '示例文字'.repeat(8).slice(0, length) + closing).join(''))
    fc.assert(
      fc.property(prose, (summary) => {
        for (const line of mailOf(editOf({ summary })).text.split('\n')) expect(line).not.toMatch(/^[，。；）》”…？！]/)
      }),
    )
  })
})

describe('a subject', () => {
  const subjectOf = (summary: string, columnName = COLUMN) => crawlMail([editOf({ summary })], columnName).subject

  test('has at most 99 UTF-16 units, no control characters, and whole graphemes', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('👨‍👩‍👧‍👦', '🇨🇳', 'é̂').map((each) => each.repeat(60)),
    )
    fc.assert(
      fc.property(unit, unit, (summary, columnName) => {
        const subject = subjectOf(summary, columnName)
        expect(subject.length).toBeGreaterThan(0)
        expect(subject.length).toBeLessThanOrEqual(99)
        expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
        expect(subject.isWellFormed()).toBe(true)
      }),
    )
    expect(subjectOf('👨‍👩‍👧‍👦'.repeat(30))).toMatch(/^\[.*\] (👨‍👩‍👧‍👦)+…$/)
  })

  test('has an alternative in ASCII', () => {
    expect(mailOf(editOf(), editOf()).asciiSubject).toBe('letterwatch: 2 changes (cppcc/1-1)')
    expect(digestMail([editOf()], 'weekly', '2026-W48', 'a').asciiSubject).toBe('letterwatch: Weekly digest 2026-W48, 1 change')
  })

  test('cannot add a header', () => {
    expect(subjectOf('改动\r\nBcc: everybody@example.org')).toBe(`[${COLUMN}] 改动 Bcc: everybody@example.org`)
  })
})

test('a burst is one message that SNS takes, with the first in full and the others named or counted', () => {
  const endless = 'x'.repeat(100_000)
  const figures = Array.from({ length: 3000 }, () => ({ before: endless, after: endless, of: endless }))
  const worst = editOf({ title: endless, summary: endless, diff: [{ op: 'added', text: '字'.repeat(4000) }] })
  if (!isLetterEvent(worst)) throw new Error('an edit is about a letter')
  const { text } = mailOf(...Array.from({ length: 5000 }, () => ({ ...worst, data: { ...worst.data, figures } })))
  expect(Buffer.byteLength(text)).toBeLessThan(220_000)
  expect(text).toMatch(/另有 \d+ 项，详见公开记录。\(\d+ more in the record\.\)\n$/)
  const plain = mailOf(...Array.from({ length: 5000 }, () => editOf()))
  expect(plain.text.match(/\[-安排资金/g)).toHaveLength(20)
  expect(plain.text).toContain('(4800 more in the record.)')
  expect(plain.subject).toContain('5000 项变动')
})

test('a digest names its days', () => {
  const { id, subject, text } = digestMail([editOf(), editOf()], 'weekly', '2026-W48', 'abc')
  expect(id).toBe('digest/2026-W48/abc')
  expect(subject).toContain('[周报 2026-W48] 2 项变动')
  expect(text).toMatch(
    /^周报：2026-11-23 至 2026-11-29（北京时间），2 项变动\nWeekly digest: 2026-11-23 to 2026-11-29 \(Beijing time\), 2 changes\n/,
  )
})
