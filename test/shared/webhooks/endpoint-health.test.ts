import { expect, test } from 'vitest'
import { Endpoint } from '../../../shared/webhooks/endpoint.ts'
import { afterVerdict, withoutFailures, backoffUntil } from '../../../shared/webhooks/endpoint-health.ts'
import { isoInstant } from '../../../shared/text/instant.ts'

const healthy = Endpoint.parse({
  id: 'ep_1',
  url: 'https://hooks.example.org/',
  state: 'active',
  createdAt: '2026-11-01T00:00:00+08:00',
  generation: 1,
  revision: 0,
})
const failed = { kind: 'failed' } as const
const accepted = { kind: 'accepted' } as const
const START = Date.parse('2026-11-23T00:00:00Z')
const after = (minutes: number) => new Date(START + minutes * 60_000)
const days = (count: number) => count * 24 * 60

const failing = (...minutes: number[]) =>
  minutes.reduce((endpoint, minute) => afterVerdict(endpoint, failed, after(minute)), healthy)

test('a success changes nothing for a healthy endpoint', () => {
  expect(afterVerdict(healthy, accepted, after(0))).toBe(healthy)
})

test('records since when and how often it failed, until it succeeds', () => {
  const endpoint = failing(0, 10, 20)
  expect(endpoint).toMatchObject({ state: 'active', failingSince: isoInstant(after(0)), failures: 3 })
  expect(afterVerdict(endpoint, accepted, after(30))).toEqual(healthy)
})

test('backs off one minute from the fifth failure in a row, later a tenth of the time of failing, at most half an hour', () => {
  expect(failing(0, 0, 0, 0).restsUntil).toBeUndefined()
  expect(failing(0, 0, 0, 0, 0).restsUntil).toBe(isoInstant(after(1)))
  expect(failing(0, 1, 2, 3, 60).restsUntil).toBe(isoInstant(after(66)))
  expect(failing(0, 1, 2, 3, days(1)).restsUntil).toBe(isoInstant(after(days(1) + 30)))
})

test('of many concurrent attempts only the first failures change the row', () => {
  const resting = failing(0, 0, 0, 0, 0)
  expect(afterVerdict(resting, failed, after(0))).toBe(resting)
})

test('backs off at once for as long as the receiver asks, and the success of an attempt under way does not end that', () => {
  const asked = afterVerdict(healthy, { kind: 'slower', afterMs: 120_000 }, after(0))
  expect(backoffUntil(asked, after(1))).toBe(isoInstant(after(2)))
  expect(backoffUntil(afterVerdict(asked, accepted, after(1)), after(1))).toBe(isoInstant(after(2)))
  expect(backoffUntil(asked, after(2))).toBeUndefined()
  expect(withoutFailures(asked)).toEqual(healthy)
})

test('is disabled after five days with failures only, and states since when', () => {
  expect(failing(0, days(5) - 1).state).toBe('active')
  expect(failing(0, days(5))).toMatchObject({ state: 'disabled', why: 'nothing but failures since 2026-11-23T08:00:00+08:00' })
})

test('a single success restarts the five days', () => {
  const once = afterVerdict(failing(0), accepted, after(days(4)))
  expect(afterVerdict(once, failed, after(days(6))).state).toBe('active')
})

test('410 disables at once', () => {
  expect(afterVerdict(healthy, { kind: 'gone' }, after(0))).toMatchObject({
    state: 'disabled',
    why: 'the receiver answered 410 Gone',
  })
})
