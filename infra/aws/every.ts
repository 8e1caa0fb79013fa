/** A period as whole minutes, which is what EventBridge Scheduler counts in. Throws when it is none. */
export function everyMinutes(everyMs: number): number {
  const minutes = everyMs / 60_000
  if (Number.isInteger(minutes) && minutes >= 1) return minutes
  throw new Error(`Cannot schedule a crawl every ${everyMs / 1000} seconds: EventBridge Scheduler counts in whole minutes`)
}
