import { isoInstant, isWithin } from '../../shared/text/instant.ts'
import { postIdOf } from '../../shared/extract/address.ts'
import { type NfcmsCatalogue, readNfcmsCatalogue } from '../../shared/extract/listing/nfcms-catalogue.ts'
import type { Crawl } from './crawl.ts'
import type { Listing } from './list-column.ts'

/** A platform may get such JSON later: one request a day is enough to notice it. */
const ASK_EVERY_MS = 24 * 3_600_000

/**
 * Compares the listing with the platform's own JSON of the column, once a day, if it has one. Letters that only the JSON contains are a
 * problem for operators, and the next crawl reads all pages of the listing. A letter that was published again since it was read is fetched
 * without conditions in this crawl. Neither is an event.
 */
export async function crossCheck(crawl: Crawl, listing: Listing): Promise<void> {
  const { state, clock, column } = crawl
  if (listing.catId === undefined || isWithin(state.jsonAskedAt, ASK_EVERY_MS, clock.now())) return
  state.jsonAskedAt = isoInstant(clock.now())
  const address = new URL(`/postmeta/i/${listing.catId}.json`, column.url).href
  const fetched = await crawl.site.fetch(address)
  const json = fetched.outcome === 'served' ? readNfcmsCatalogue(new TextDecoder().decode(fetched.served.body)) : undefined
  if (!json) return
  distrustRepublished(crawl, json)
  const unlisted = json.articles.map(({ url }) => postIdOf(url)).filter((id) => id !== undefined && !listing.letters.has(id))
  if (!listing.whole || unlisted.length === 0) return
  state.listing = undefined
  const why = `the platform's JSON names ${unlisted.length} letters that the listing does not (${unlisted.slice(0, 5).join(', ')}); check the column in a browser`
  crawl.problems.push({ url: address, outcome: 'read', why })
}

/** A letter that the platform published again after it was last read is fetched without conditions. */
function distrustRepublished({ state }: Crawl, { articles }: NfcmsCatalogue): void {
  const publishedAt = new Map(articles.map(({ url, publish_time = 0 }) => [postIdOf(url), publish_time * 1000]))
  for (const letter of state.letters.values())
    if ((publishedAt.get(letter.postId) ?? 0) > Date.parse(letter.readAt ?? '')) delete letter.readAt
}
