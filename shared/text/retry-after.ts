const MAX_MS = 24 * 3_600_000

/** An HTTP date in one of its three forms (RFC 9110, 5.6.7). Of other texts, as "-5" or "1.5", `Date` would make dates too. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:[a-z]*day)?,? .+ \d\d:\d\d:\d\d (GMT|\d{4})$/

/** The wait that a Retry-After header asks for, in seconds or as an HTTP date (RFC 9110, 10.2.3): milliseconds, at most 24 hours. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? ''
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : dateMs(text) - now.getTime()
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), MAX_MS)
}

/** asctime's form names no zone and means GMT. */
function dateMs(text: string): number {
  const zone = HTTP_DATE.exec(text)?.[1]
  if (zone === undefined) return NaN
  return Date.parse(zone === 'GMT' ? text : `${text} GMT`)
}
