import { expect, test } from 'vitest'
import { nextAttemptAt, RETRY_DELAYS_MS } from '../../../shared/webhooks/retry-schedule.ts'

const NOW = new Date('2026-11-23T00:00:00Z')
const secondsUntil = (next: Date | undefined) => next && (next.getTime() - NOW.getTime()) / 1000
const minutes = (n: number) => n * 60
const hours = (n: number) => n * 3600

test('the delays are 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, then 12 h, and there are twelve attempts', () => {
  const waits = Array.from({ length: 12 }, (_, index) => secondsUntil(nextAttemptAt(index + 1, NOW, 0)))
  expect(waits).toEqual([
    5, minutes(5), minutes(30), hours(2), hours(5), hours(10),
    hours(12), hours(12), hours(12), hours(12), hours(12), undefined,
  ]) // prettier-ignore
})

test('the retries last longer than the three days for which a receiver may be down', () => {
  const whole = RETRY_DELAYS_MS.reduce((sum, wait) => sum + wait, 0) / 1000
  expect(whole).toBeGreaterThan(hours(72))
  expect(whole).toBeLessThan(hours(84))
})

test('jitter makes a delay up to a tenth longer, never shorter', () => {
  expect(secondsUntil(nextAttemptAt(3, NOW, 0))).toBe(minutes(30))
  expect(secondsUntil(nextAttemptAt(3, NOW, 0.5))).toBe(minutes(31.5))
  expect(secondsUntil(nextAttemptAt(3, NOW, 1))).toBe(minutes(33))
})

test('the receiver can ask for a longer delay, not for a shorter one', () => {
  expect(secondsUntil(nextAttemptAt(1, NOW, 0, 90_000))).toBe(90)
  expect(secondsUntil(nextAttemptAt(3, NOW, 0, 90_000))).toBe(minutes(30))
})
