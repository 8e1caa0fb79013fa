import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { beginningOf, daysOf, lastEnded, periodOf } from '../../../shared/mail/period.ts'

test.each([
  ['2026-11-24T15:59:59Z', '2026-11-24', '2026-W48'],
  ['2026-11-24T16:00:00Z', '2026-11-25', '2026-W48'],
  ['2026-11-29T15:59:59Z', '2026-11-29', '2026-W48'],
  ['2026-11-29T16:00:00Z', '2026-11-30', '2026-W49'],
  ['2027-01-03T00:00:00Z', '2027-01-03', '2026-W53'],
  ['2024-12-30T00:00:00Z', '2024-12-30', '2025-W01'],
  ['2028-02-29T00:00:00Z', '2028-02-29', '2028-W09'],
])('%s is in the day %s and the week %s of the offices', (at, day, week) => {
  expect(periodOf('daily', new Date(at))).toBe(day)
  expect(periodOf('weekly', new Date(at))).toBe(week)
})

test('a week has the seven days from Monday to Sunday', () => {
  expect(daysOf('2026-W53')).toEqual({ first: '2026-12-28', last: '2027-01-03' })
  expect(daysOf('2025-W01')).toEqual({ first: '2024-12-30', last: '2025-01-05' })
  expect(daysOf('2026-11-24')).toEqual({ first: '2026-11-24', last: '2026-11-24' })
})

test('periods have no gap between them, and their names sort by time', () => {
  const instant = fc.date({ min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(instant, fc.constantFrom('daily', 'weekly'), (at, digest) => {
      const [before, period] = [lastEnded(digest, at), periodOf(digest, at)]
      const beginning = Date.parse(beginningOf(period))
      expect(before < period).toBe(true)
      expect(beginning).toBeLessThanOrEqual(at.getTime())
      expect(periodOf(digest, new Date(beginning))).toBe(period)
      expect(periodOf(digest, new Date(beginning - 1))).toBe(before)
    }),
  )
})
