import { type Check, unread } from '../../shared/check-book.ts'
import { countListing } from '../../shared/compare.ts'
import type { ListedLetter } from '../../shared/parse/read-listing.ts'
import type { Crawl } from './crawl.ts'
import type { Listing } from './list-column.ts'

/** Writes into the check book what the listing says: letters never seen before, where each is now, and who is missing from a whole listing. */
export function noteListing({ book, startedAt }: Crawl, listing: Listing): void {
  const known = byPostId(book.checks.values())
  for (const { postId, url } of listing.letters.values()) {
    const check = known.get(postId)
    if (!check) book.checks.set(postId, unread(postId, url))
    else if (check.postId === postId) check.url = url
  }
  if (!listing.whole) return
  const isFull = listing.letters.size >= book.listed
  const oldest = oldestDay(listing.letters.values())
  for (const check of book.checks.values()) {
    const isListed = isOnList(check, listing)
    const rolledOff = isFull && check.publishedOn !== undefined && oldest !== undefined && check.publishedOn <= oldest
    countListing(check, isListed, rolledOff, startedAt)
    if (!isListed && check.version === 0) book.checks.delete(check.letter)
  }
  book.listed = listing.letters.size
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

function oldestDay(letters: Iterable<ListedLetter>): string | undefined {
  const days = [...letters].flatMap(({ publishedOn }) => publishedOn ?? [])
  return days.length === 0 ? undefined : days.reduce((oldest, day) => (day < oldest ? day : oldest))
}
