import { wallClock } from '../../../functions/ports/clock.ts'
import { openSite } from '../../../functions/crawl/site.ts'
import { openHttp } from '../../../functions/ports/http/http.ts'
import { Settings } from '../../../shared/settings.ts'

/** Fetches the addresses of its arguments as a crawl does, and prints their outcomes and the peak memory of this process in bytes. */
const addresses = process.argv.slice(2)
const site = openSite(addresses[0] ?? '', Settings.parse({ pauseMs: 0 }), {
  http: openHttp(),
  clock: wallClock,
  random: Math.random,
})
const outcomes: string[] = []
for (const address of addresses) {
  const fetched = await site.fetch(address)
  outcomes.push('why' in fetched ? `${fetched.outcome}: ${fetched.why}` : fetched.outcome)
}
await site.close()
process.stdout.write(JSON.stringify({ outcomes, peakBytes: process.resourceUsage().maxRSS * 1024 }))
