import { type LetterState, unreadLetter } from '../../shared/ledger/crawl-state.ts'
import { countMiss } from '../../shared/crawl/detect-changes.ts'
import type { Crawl } from './crawl.ts'
import type { Listing } from './list-column.ts'

/** Writes into the crawl state what the listing says: letters never seen before, where each is now, and who is missing from a whole listing. */
export function noteListing({ state, startedAt }: Crawl, listing: Listing): void {
  const known = byPostId(state.letters.values())
  for (const { postId, url } of listing.letters.values()) {
    const letter = known.get(postId)
    if (letter?.postId === postId) letter.url = url
    else addUnread(state.letters, postId, url)
  }
  if (!listing.whole) return
  const isFull = listing.letters.size >= state.listedCount
  const last = [...listing.letters.values()].at(-1)?.publishedOn
  for (const letter of state.letters.values()) {
    const isListed = isOnList(letter, listing)
    const rolledOff = isFull && !(letter.publishedOn !== undefined && last !== undefined && letter.publishedOn > last)
    countMiss(letter, isListed, rolledOff, startedAt)
    if (!isListed && letter.version === 0) state.letters.delete(letter.id)
  }
  state.listedCount = listing.letters.size
}

/** A letter at an address where another stood before it moved takes the first name that is free. */
function addUnread(letters: Map<string, LetterState>, postId: string, url: string): void {
  let id = postId
  for (let nth = 2; letters.has(id); nth++) id = `${postId}-${nth}`
  letters.set(id, { ...unreadLetter(postId, url), id })
}

/** Whether a letter is on the list under the number it has now. */
export function isOnList({ postId }: LetterState, { letters }: Listing): boolean {
  return letters.has(postId)
}

/** The letter of each post id, present and former: a letter that moved is still known where it was. */
function byPostId(letters: Iterable<LetterState>): Map<string, LetterState> {
  return new Map(
    [...letters].flatMap((letter) =>
      [letter.postId, ...(letter.formerPostIds ?? [])].map((postId) => [postId, letter] as const),
    ),
  )
}
