import type { Check } from '../../shared/check-book.ts'
import type { Change } from '../../shared/compare.ts'
import { likeness } from '../../shared/edit/likeness.ts'
import type { Letter } from '../../shared/letter.ts'
import type { Crawl } from './crawl.ts'
import { contentOf } from './facts.ts'
import type { Listing } from './list-column.ts'
import { isOnList } from './note-listing.ts'
import { readKept } from './record-change.ts'

type Published = Extract<Change, { kind: 'published' }>

/** Near-identical text: what a letter keeps when only its address changed. */
const SAME_TEXT = 0.9
/** Title and number alike: the text may have been corrected on the way, but must still be recognisable. */
const SAME_LETTER = 0.5
/** Comparing texts of this many letters that left with each new one is what a crawl affords beyond title and number. */
const MAX_TEXTS = 40

/**
 * Rule 8: a new letter that matches one that left the list is that letter, moved. While the listing is not whole nobody can say who
 * left, and a new letter that could be a known one waits for the next crawl. What is left of the changes names the letter it answers again.
 */
export async function matchMoves(crawl: Crawl, listing: Listing, changes: Change[]): Promise<Change[]> {
  const left = new Set([...crawl.book.checks.values()].filter((check) => check.version > 0 && !isOnList(check, listing)))
  const matched: Change[] = []
  for (const change of changes) {
    const from = change.kind === 'published' ? await whoMoved(crawl, change, left) : undefined
    if (change.kind !== 'published') matched.push(change)
    else if (!from) matched.push(withPredecessor(crawl, change))
    else if (listing.whole) {
      left.delete(from)
      crawl.book.checks.delete(change.check.letter)
      matched.push({ kind: 'moved', check: from, look: change.look, to: change.check })
    } else
      crawl.problems.push({
        url: change.check.url,
        outcome: 'read',
        why: `it may be ${from.letter} at a new address; the listing could not be read whole, so the next crawl decides`,
      })
  }
  const gone = new Set(matched.flatMap((change) => (change.kind === 'moved' ? [change.check] : [])))
  return matched.filter((change) => change.kind === 'moved' || !gone.has(change.check))
}

async function whoMoved(crawl: Crawl, { look }: Published, left: Set<Check>): Promise<Check | undefined> {
  if (left.size === 0) return undefined
  const { letter } = await readKept(crawl, look.ground)
  const namesakes = [...left].filter(({ key }) => key === look.key)
  for (const check of namesakes) if ((await textLikeness(crawl, check, letter)) >= SAME_LETTER) return check
  const others = [...left].filter(({ key }) => key !== look.key).slice(0, MAX_TEXTS)
  for (const check of others) if ((await textLikeness(crawl, check, letter)) >= SAME_TEXT) return check
  return undefined
}

async function textLikeness(crawl: Crawl, { sequence }: Check, after: Letter): Promise<number> {
  const before = contentOf(await crawl.archive.ledger(crawl.column.id).entry(sequence))
  if (!before || isSecondReply(before) !== isSecondReply(after)) return 0
  return likeness(before, after)
}

/** 再次答复: a further reply to the same proposal is a letter of its own, however much of the first it repeats. */
function isSecondReply({ title }: Letter): boolean {
  return title.includes('再次')
}

/** A letter with the number of one we know follows it: said of it, for readers to find the first. */
function withPredecessor({ book, column }: Crawl, change: Published): Published {
  const { number } = change.look
  const first =
    number === undefined ? undefined : [...book.checks.values()].find((check) => check.version > 0 && check.number === number)
  return first ? { ...change, follows: `${column.id}/${first.letter}` } : change
}
