import { expect, test } from 'vitest'
import { afterAttempt, attemptOf, claimed, isDue, newDelivery, replayed } from '../../../shared/webhooks/delivery.ts'

const NOW = new Date('2026-11-23T00:00:00Z')
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000)
const fresh = newDelivery({ endpoint: 'ep_1', event: 'cppcc/1' }, NOW)
const no = attemptOf({ kind: 'answered', status: 500, text: 'broken' }, NOW, 12)
const yes = attemptOf({ kind: 'answered', status: 200, text: '' }, NOW, 12)

test('a new delivery is due at once, and not before', () => {
  expect(isDue(fresh, NOW)).toBe(true)
  expect(isDue(fresh, later(-1))).toBe(false)
})

test('while an attempt runs, no other begins for 90 seconds', () => {
  const under = claimed(fresh, NOW)
  expect(isDue(under, later(89))).toBe(false)
  expect(isDue(under, later(90))).toBe(true)
})

test('a failed attempt is logged and due again by the schedule; the twelfth is the last', () => {
  let delivery = fresh
  for (let n = 0; n < 11; n++) delivery = afterAttempt(claimed(delivery, NOW), no, { kind: 'failed' }, NOW, 0)
  expect(delivery).toMatchObject({ state: 'waiting', tries: 11, due: '2026-11-23T20:00:00+08:00' })
  const dead = afterAttempt(claimed(delivery, NOW), no, { kind: 'failed' }, NOW, 0)
  expect(dead).toMatchObject({ state: 'dead', why: '12 attempts failed' })
  expect(dead.due).toBeUndefined()
  expect(dead.attempts).toHaveLength(12)
})

test('an accepted delivery is done', () => {
  const done = afterAttempt(claimed(fresh, NOW), yes, { kind: 'accepted' }, NOW, 0)
  expect(done).toMatchObject({
    state: 'delivered',
    attempts: [{ at: '2026-11-23T08:00:00+08:00', latencyMs: 12, status: 200, answer: '' }],
  })
  expect(isDue(done, later(1e9))).toBe(false)
})

test('a replay restarts the schedule and keeps the log', () => {
  const dead = afterAttempt({ ...fresh, tries: 12 }, no, { kind: 'failed' }, NOW, 0)
  expect(replayed(dead, later(60))).toEqual({ ...fresh, due: '2026-11-23T08:01:00+08:00', attempts: [no] })
})

test('the log keeps the last fifty attempts', () => {
  const much = { ...fresh, attempts: Array.from({ length: 50 }, () => no) }
  const { attempts } = afterAttempt(much, yes, { kind: 'accepted' }, NOW, 0)
  expect([attempts.length, attempts.at(-1)]).toEqual([50, yes])
})
