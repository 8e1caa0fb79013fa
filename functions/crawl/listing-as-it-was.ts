import type { ListingState } from '../../shared/ledger/crawl-state.ts'
import type { Change } from '../../shared/crawl/detect-changes.ts'
import { isWithin } from '../../shared/text/instant.ts'
import type { Crawl } from './crawl.ts'
import type { Listing } from './list-column.ts'

/**
 * What the last whole listing left with us, while a listing that is as it was then would say all that this crawl asks of it. Undefined
 * where it has to be read: rule 6, or because a letter has gone missing from it, whose delisting or withdrawal would rest on its bytes.
 */
export function trustedListing({ state, settings, clock, column }: Crawl): ListingState | undefined {
  const { listing, listedCount: listed } = state
  if (listing?.pages[0]?.url !== column.url || lettersAsTheyWere(state).size !== listed) return undefined
  const isRecent = isWithin(listing.readAt, settings.trustValidatorsFor, clock.now())
  const isMissed = [...state.letters.values()].some(
    (letter) => letter.misses > 0 && letter.presence === 'listed' && !letter.rolledOff,
  )
  return isRecent && !isMissed ? listing : undefined
}

/** The listing as it was, once its first page has answered that it is: undefined when another says otherwise, or there is no time to ask. */
export async function listingAsItWas(crawl: Crawl, { pages, catId }: ListingState): Promise<Listing | undefined> {
  for (const { url, ...validators } of pages.slice(1))
    if (!crawl.hasTime() || (await crawl.site.fetch(url, validators)).outcome !== 'unchanged') return undefined
  return { letters: lettersAsTheyWere(crawl.state), whole: true, shrunk: false, pages: [], catId }
}

/**
 * The changes that can be told by this listing. A letter off the list for long is withdrawn once its page is gone too, and that rests on
 * the listing's bytes: where it is as it was, there are none, and the next crawl reads it whole.
 */
export function tellable(crawl: Crawl, { pages }: Listing, suspects: Change[]): Change[] {
  const told = pages.length > 0 ? suspects : suspects.filter(({ kind }) => kind !== 'withdrawn')
  if (told.length < suspects.length) crawl.state.listing = undefined
  return told
}

/** What lets the next crawl ask whether `listing` is as it was: undefined unless it is whole, and every page of it came with validators. */
export function rememberListing({ pages, whole, catId }: Listing, readAt: string): ListingState | undefined {
  const asked = pages.map(({ url, headers: { etag, 'last-modified': lastModified } }) => ({
    url,
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
  }))
  const haveValidators = asked.every(({ etag, lastModified }) => etag !== undefined || lastModified !== undefined)
  return whole && haveValidators ? { readAt, ...(catId !== undefined && { catId }), pages: asked } : undefined
}

function lettersAsTheyWere({ letters }: Crawl['state']): Listing['letters'] {
  return new Map([...letters.values()].filter(({ misses }) => misses === 0).map(({ postId, url }) => [postId, { postId, url }]))
}
