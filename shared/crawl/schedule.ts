import { createHash } from 'node:crypto'
import type { Column } from '../column.ts'

/** A schedule of EventBridge Scheduler: every so many minutes, within a window of so many minutes (0: none), with `input`. */
export type PlannedSchedule = { name: string; everyMinutes: number; windowMinutes: number; input: string }

/** A fifth of the period and at most an hour, so that not all columns start in the same minute. */
export function windowWithin(everyMinutes: number): number {
  return Math.min(Math.floor(everyMinutes / 5), 60)
}

/** A rate in the syntax of EventBridge Scheduler. */
export function rateOf(everyMinutes: number): string {
  return `rate(${everyMinutes} minute${everyMinutes > 1 ? 's' : ''})`
}

/**
 * The schedules of `columns`, each crawled every so many minutes. A name contains a hash of the schedule and of `starts`, the function that
 * it starts, so that a schedule with this name has this content and is not compared.
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
