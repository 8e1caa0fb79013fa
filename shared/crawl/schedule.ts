import { createHash } from 'node:crypto'
import type { Column } from '../column.ts'

/** A schedule as it is to stand in its group: every so many minutes, within a window of so many (0: none), started with `input`. */
export type PlannedSchedule = { name: string; everyMinutes: number; windowMinutes: number; input: string }

/** A fifth of the period and an hour at most, so that columns do not all begin in the same minute. */
export function windowWithin(everyMinutes: number): number {
  return Math.min(Math.floor(everyMinutes / 5), 60)
}

/** A rate as EventBridge Scheduler writes it. */
export function rateOf(everyMinutes: number): string {
  return `rate(${everyMinutes} minute${everyMinutes > 1 ? 's' : ''})`
}

/**
 * The schedules of `columns`, each of which is to be crawled every so many minutes. Its name says what stands in it, and in `starts`, so
 * that a schedule of that name needs no second look: one of anything else has another name.
 */
export function plannedSchedules(columns: Column[], everyMinutes: number, starts: string): PlannedSchedule[] {
  const windowMinutes = windowWithin(everyMinutes)
  return columns.map((column) => {
    const input = JSON.stringify({ column })
    const hash = createHash('sha256')
      .update(JSON.stringify([everyMinutes, windowMinutes, input, starts]))
      .digest('hex')
    return { name: `${column.id}.${hash.slice(0, 16)}`, everyMinutes, windowMinutes, input }
  })
}
