import { expect, test } from 'vitest'
import type { Span } from '../../shared/edit/edit.ts'
import { Event } from '../../shared/event.ts'
import { webhookBody } from '../../shared/webhook-body.ts'
import { edited, eventFrom, held } from '../functions/deliver/facts.ts'

const spans = (count: number): Span[] =>
  Array.from({ length: count }, (_, n) => ({ op: 'added', text: `第${n}项：加大投入。` }))

test('a body is the event itself', () => {
  const event = eventFrom(edited())
  expect(JSON.parse(webhookBody(event))).toEqual(event)
  expect(JSON.parse(webhookBody(eventFrom(held)))).toEqual(eventFrom(held))
})

test('the same event is the same bytes', () => {
  expect(webhookBody(eventFrom(edited(spans(900))))).toBe(webhookBody(eventFrom(edited(spans(900)))))
})

test('a diff too long is cut at the end, says so, and leaves a body just under 20 kB', () => {
  const whole = eventFrom(edited(spans(900)))
  const body = webhookBody(whole)
  const told = Event.parse(JSON.parse(body))
  expect(Buffer.byteLength(body)).toBeLessThan(20_000)
  expect(Buffer.byteLength(body)).toBeGreaterThan(19_900)
  expect(told.data).toMatchObject({ truncated: true, figures: [{ before: '23.74亿元', after: '24.74亿元' }] })
  const cut = 'diff' in told.data ? (told.data.diff ?? []) : []
  expect(cut).toEqual(spans(900).slice(0, cut.length))
})

test('one span longer than the whole body is left out', () => {
  const body = webhookBody(eventFrom(edited([{ op: 'added', text: '长'.repeat(30_000) }])))
  expect(JSON.parse(body)).toMatchObject({
    data: { diff: [], truncated: true, recordUrl: 'https://record.example.org/cppcc/10000001/2/' },
  })
})

test('a list of figures too long is cut as well', () => {
  const event = eventFrom(edited())
  if (event.type === 'column.held') throw new Error('not the event meant')
  const figures = Array.from({ length: 1000 }, (_, n) => ({ before: `${n}万元`, after: `${n + 1}万元` }))
  const body = webhookBody({ ...event, data: { ...event.data, figures } })
  expect(Buffer.byteLength(body)).toBeLessThan(20_000)
  expect(JSON.parse(body)).toMatchObject({ data: { truncated: true, diff: [] } })
})
