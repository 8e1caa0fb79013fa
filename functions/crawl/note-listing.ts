import { type Check, unread } from '../../shared/ledger/crawl-state.ts'
import { countListing } from '../../shared/crawl/detect-changes.ts'
import type { Crawl } from './crawl.ts'
import type { Listing } from './list-column.ts'

/** Writes into the check book what the listing says: letters never seen before, where each is now, and who is missing from a whole listing. */
export function noteListing({ book, startedAt }: Crawl, listing: Listing): void {
  const known = byPostId(book.checks.values())
  for (const { postId, url } of listing.letters.values()) {
    const check = known.get(postId)
    if (check?.postId === postId) check.url = url
    else addUnread(book.checks, postId, url)
  }
  if (!listing.whole) return
  const isFull = listing.letters.size >= book.listed
  const last = [...listing.letters.values()].at(-1)?.publishedOn
  for (const check of book.checks.values()) {
    const isListed = isOnList(check, listing)
    const rolledOff = isFull && !(check.publishedOn !== undefined && last !== undefined && check.publishedOn > last)
    countListing(check, isListed, rolledOff, startedAt)
    if (!isListed && check.version === 0) book.checks.delete(check.letter)
  }
  book.listed = listing.letters.size
}

/** A letter at an address where another stood before it moved takes the first name that is free. */
function addUnread(checks: Map<string, Check>, postId: string, url: string): void {
  let letter = postId
  for (let nth = 2; checks.has(letter); nth++) letter = `${postId}-${nth}`
  checks.set(letter, { ...unread(postId, url), letter })
}

/** Whether a letter is on the list under the number it has now. */
export function isOnList({ postId }: Check, { letters }: Listing): boolean {
  return letters.has(postId)
}

/** The check of each post id, present and former: a letter that moved is still known where it was. */
function byPostId(checks: Iterable<Check>): Map<string, Check> {
  return new Map(
    [...checks].flatMap((check) => [check.postId, ...(check.former ?? [])].map((postId) => [postId, check] as const)),
  )
}
