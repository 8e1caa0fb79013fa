/** An instant as ISO 8601 with the offset of the offices we watch (+08:00, no daylight saving), in whole seconds: same instant, same text. */
export function isoInstant(at: Date): string {
  const shifted = new Date(at.getTime() + 8 * 3_600_000)
  return `${shifted.toISOString().slice(0, 19)}+08:00`
}

/**
 * Whether the instant `at` lies less than `ms` before `now`. One that is still to come does not: a clock that ran ahead wrote it, and what
 * it says would hold for as long as that was wrong.
 */
export function isWithin(at: string | undefined, ms: number, now: Date): boolean {
  const age = now.getTime() - Date.parse(at ?? '')
  return age >= 0 && age < ms
}
