import { expect, test } from 'vitest'
import type { Span } from '../../../shared/edit.ts'
import { Event, isLetterEvent } from '../../../shared/event.ts'
import { webhookBody } from '../../../shared/webhooks/webhook-body.ts'
import { edited, eventFrom, held } from '../../functions/deliver/facts.ts'

/** That many paragraphs that were added. */
const paragraphs = (count: number): Span[] =>
  Array.from({ length: count }, (_, n): Span[] => [
    { op: 'added', text: `第${n}项：加大投入。` },
    { op: 'break', only: 'after' },
  ]).flat()

test('a body is the event itself', () => {
  const event = eventFrom(edited())
  expect(JSON.parse(webhookBody(event))).toEqual(event)
  expect(JSON.parse(webhookBody(eventFrom(held)))).toEqual(eventFrom(held))
})

test('the same event is the same bytes', () => {
  expect(webhookBody(worst())).toBe(webhookBody(worst()))
})

/** The event of an edit with more than fits into one body, in every part. */
function worst(): Event {
  const event = eventFrom(edited(paragraphs(900)))
  if (!isLetterEvent(event)) throw new Error('an edit is about a letter')
  const sentence = `我局将${'办'.repeat(120)}。`
  const promise = { kind: 'weakened' as const, before: { sentence, verb: '将' }, after: { sentence, verb: '力争' } }
  const name = `《${'名'.repeat(240)}》`
  const figures = Array.from({ length: 20 }, () => ({ before: name, after: `${name}甲`, of: '依据' }))
  return { ...event, data: { ...event.data, title: '题'.repeat(20_000), figures, promises: Array(10).fill(promise) } }
}

test('a diff that is too long is cut, states how much is omitted, and leaves a body under 20 kB', () => {
  const body = webhookBody(eventFrom(edited(paragraphs(900))))
  const { data } = Event.parse(JSON.parse(body))
  expect(Buffer.byteLength(body)).toBeLessThan(20_000)
  expect(Buffer.byteLength(body)).toBeGreaterThan(18_000)
  expect(data).toMatchObject({ truncated: true, figures: [{ before: '23.74亿元', after: '24.74亿元' }] })
  const cut = 'diff' in data ? (data.diff ?? []) : []
  const kept = cut.filter(({ op }) => op === 'added')
  const leftOut = cut.reduce((sum, span) => sum + (span.op === 'gap' ? span.paragraphs : 0), 0)
  expect(kept).toEqual(paragraphs(kept.length).filter(({ op }) => op === 'added'))
  expect(kept.length + leftOut).toBe(900)
})

test('the worst edit is under 20 kB in every part, and keeps the first of its promises', () => {
  const body = webhookBody(worst())
  const { data } = Event.parse(JSON.parse(body))
  expect(Buffer.byteLength(body)).toBeLessThan(20_000)
  expect(data).toMatchObject({ truncated: true, recordUrl: 'https://record.example.org/cppcc/10000001/2/' })
  expect('promises' in data && data.promises?.length).toBe(10)
  expect('figures' in data && data.figures?.length).toBeGreaterThan(0)
  expect(data.title).toMatch(/^题+…$/)
})

test('one span longer than the whole body is left out, or cut', () => {
  const body = webhookBody(eventFrom(edited([{ op: 'added', text: '长'.repeat(30_000) }])))
  expect(Buffer.byteLength(body)).toBeLessThan(20_000)
  expect(JSON.parse(body)).toMatchObject({ data: { truncated: true } })
})

test('a list of figures that is too long is cut as well', () => {
  const event = eventFrom(edited())
  if (!isLetterEvent(event)) throw new Error('an edit is about a letter')
  const figures = Array.from({ length: 1000 }, (_, n) => ({ before: `${n}万元`, after: `${n + 1}万元` }))
  const body = webhookBody({ ...event, data: { ...event.data, figures } })
  expect(Buffer.byteLength(body)).toBeLessThan(20_000)
  expect(JSON.parse(body)).toMatchObject({ data: { truncated: true } })
})
