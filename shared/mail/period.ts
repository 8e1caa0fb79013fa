import * as z from 'zod/mini'
import { isoInstant } from '../text/instant.ts'

/** How often a digest is sent: with the events of one day or of one ISO week, in the offices' time zone. */
export const Digest = z.enum(['daily', 'weekly'])
export type Digest = z.infer<typeof Digest>

const DAY_MS = 86_400_000

/** The period of `digest` that contains the instant `at`: `2026-11-24` or `2026-W48`. Names sort as periods do. */
export function periodOf(digest: Digest, at: Date): string {
  const day = isoInstant(at).slice(0, 10)
  return digest === 'daily' ? day : weekOf(day)
}

/** The last period of `digest` that has ended by `now`. */
export function lastEnded(digest: Digest, now: Date): string {
  return periodOf(digest, new Date(now.getTime() - DAYS[digest] * DAY_MS))
}

/** The first and the last day of a period. */
export function daysOf(period: string): { first: string; last: string } {
  const [year = '', week] = period.split('-W')
  if (week === undefined) return { first: period, last: period }
  const first = mondayOf(`${year}-01-04`) + (Number(week) - 1) * 7 * DAY_MS
  return { first: dayAt(first), last: dayAt(first + 6 * DAY_MS) }
}

/** The instant at which a period begins. */
export function beginningOf(period: string): string {
  return `${daysOf(period).first}T00:00:00+08:00`
}

const DAYS = { daily: 1, weekly: 7 } as const satisfies Record<Digest, number>

/** An ISO week belongs to the year of its Thursday; the week of 4 January is the first. */
function weekOf(day: string): string {
  const monday = mondayOf(day)
  const year = dayAt(monday + 3 * DAY_MS).slice(0, 4)
  const week = (monday - mondayOf(`${year}-01-04`)) / (7 * DAY_MS) + 1
  return `${year}-W${String(week).padStart(2, '0')}`
}

/** The Monday of the week of `day`, in UTC. */
function mondayOf(day: string): number {
  const at = Date.parse(day)
  return at - ((new Date(at).getUTCDay() + 6) % 7) * DAY_MS
}

const dayAt = (ms: number) => new Date(ms).toISOString().slice(0, 10)
