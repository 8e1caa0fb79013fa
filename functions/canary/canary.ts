import { canaryFeed, canaryPages, canaryPath, monthBefore, monthOf, newestEditIn } from '../../shared/site/canary.ts'
import type { Files } from '../ports/files/files.ts'
import { type Http, isOk } from '../ports/http/http.ts'
import { follow } from '../ports/http/redirect.ts'
import type { Ports } from '../ports/ports.ts'

/** `files` is the record, into which the canary writes; `read` fetches an address of the public record as a reader's browser does. */
export type CanaryPorts = Pick<Ports, 'files' | 'clock' | 'settings'> & { read: (url: string) => Promise<Read> }
/** What a public address serves: the text, or why there is none. */
export type Read = { text: string } | { why: string }

/** How old the newest edit is that came out of the feed, and what is wrong when it is too old or none can be seen. */
export type CanaryReport = { ageMinutes: number | null; late: string | null }

/** The canary runs hourly: at the next run an edit is one hour old. If it is not in the feed by then, the newest edit there is two hours old. */
const LATE_AFTER_MINUTES = 90
const MINUTE_MS = 60_000

/** Checks whether the edit of the previous run is in the feed, then edits the page again, late or not. */
export async function editAndMeasure({ files, read, clock, settings: { publicUrl } }: CanaryPorts): Promise<CanaryReport> {
  const now = clock.now()
  const month = monthOf(now)
  const isThere = await files.holds(canaryPath(month))
  const before = await monthsBefore(month, files)
  const isFirst = !isThere && before.length === 0
  const report = isFirst ? { ageMinutes: null, late: null } : judged(await read(canaryFeed(publicUrl)), now)
  // The page before the list: a crawl between the two writes must not find a listed letter without its page.
  for (const file of canaryPages([month, ...before], now, publicUrl)) await files.write(file)
  return report
}

/** The months directly before `month` that have a page, newest first, up to the first gap. */
async function monthsBefore(month: string, files: Files): Promise<string[]> {
  const before = monthBefore(month)
  return (await files.holds(canaryPath(before))) ? [before, ...(await monthsBefore(before, files))] : []
}

function judged(feed: Read, now: Date): CanaryReport {
  if ('why' in feed) return { ageMinutes: null, late: `its feed cannot be read: ${feed.why}` }
  const editedAt = newestEditIn(feed.text)
  if (!editedAt) return { ageMinutes: null, late: 'its feed has no edit' }
  const ageMinutes = Math.floor((now.getTime() - editedAt.getTime()) / MINUTE_MS)
  const isLate = ageMinutes >= LATE_AFTER_MINUTES
  return { ageMinutes, late: isLate ? `the newest edit in its feed is ${ageMinutes} minutes old` : null }
}

/** Fetches public addresses through the CDN, as readers do. */
export function openPublicReader(http: Pick<Http, 'request'>): (url: string) => Promise<Read> {
  return async (url) => {
    const result = await follow(new URL(url), (each) => http.request({ url: each }))
    if (result.kind === 'failure') return { why: `${url}: ${result.why}` }
    return isOk(result) ? { text: result.body.toString() } : { why: `${url} answers ${result.status}` }
  }
}
