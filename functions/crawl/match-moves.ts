import type { Check } from '../../shared/ledger/crawl-state.ts'
import type { Change } from '../../shared/crawl/detect-changes.ts'
import { likeness } from '../../shared/text/similarity.ts'
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
  for (const change of [...changes].sort(byNamesakes(left))) {
    const from = change.kind === 'published' ? await whoMoved(crawl, change, left) : undefined
    if (change.kind !== 'published') matched.push(change)
    else if (isAlias(crawl, listing, change)) crawl.book.checks.delete(change.check.letter)
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
  const moved = new Set(matched.flatMap((change) => (change.kind === 'moved' ? [change.check] : [])))
  return matched.filter((change) => change.kind === 'moved' || !(moved.has(change.check) || hasTwin(crawl, listing, change)))
}

/** A letter that moved and is still listed where it was says at both addresses what it says. */
function isAlias({ book }: Crawl, listing: Listing, { check: { postId }, look: { fingerprint } }: Published): boolean {
  const isFormer = (check: Check) => check.former?.includes(postId) === true && check.fingerprint === fingerprint
  return [...book.checks.values()].some((check) => isFormer(check) && isOnList(check, listing))
}

/** A letter that left while another of its title and number is listed has moved before our eyes: both were seen, so nobody is told it is gone. */
function hasTwin({ book, problems }: Crawl, listing: Listing, { kind, check }: Change): boolean {
  if ((kind !== 'withdrawn' && kind !== 'delisted') || check.number === undefined) return false
  const twin = [...book.checks.values()].find((other) => other !== check && other.key === check.key && isOnList(other, listing))
  if (!twin) return false
  const why = `it looked ${kind}, and ${twin.letter} has its title and number and is listed; nobody is told that it is gone`
  problems.push({ url: check.url, outcome: 'gone', why })
  return true
}

/** New letters whose title and number left the list choose first whom they continue. */
function byNamesakes(left: Set<Check>): (a: Change, b: Change) => number {
  const keys = new Set([...left].map(({ key }) => key))
  const rank = (change: Change) => (change.kind === 'published' && keys.has(change.look.key) ? 0 : 1)
  return (a, b) => rank(a) - rank(b)
}

async function whoMoved(crawl: Crawl, { look }: Published, left: Set<Check>): Promise<Check | undefined> {
  if (left.size === 0) return undefined
  const { letter } = await readKept(crawl, look.ground)
  const namesakes = [...left].filter(({ key }) => key === look.key)
  const enough = letter.number === undefined ? SAME_TEXT : SAME_LETTER
  for (const check of namesakes) if ((await textLikeness(crawl, check, letter)) >= enough) return check
  const others = [...left].filter(({ key }) => key !== look.key).slice(0, MAX_TEXTS)
  for (const check of others) if ((await textLikeness(crawl, check, letter)) >= SAME_TEXT) return check
  return undefined
}

async function textLikeness(crawl: Crawl, { sequence }: Check, after: Letter): Promise<number> {
  const before = contentOf(await crawl.archive.ledger(crawl.column.id).entry(sequence))
  if (!before || isSecondReply(before) !== isSecondReply(after) || haveOtherNumbers(before, after)) return 0
  return likeness(before, after)
}

/** 再次答复: a further reply to the same proposal is a letter of its own, however much of the first it repeats. */
function isSecondReply({ title }: Letter): boolean {
  return title.includes('再次')
}

/** One text may answer several proposals: each number is a letter of its own. */
function haveOtherNumbers(before: Letter, after: Letter): boolean {
  return before.number !== undefined && after.number !== undefined && before.number !== after.number
}

/** A letter with the number of one we know follows it: said of it, for readers to find the first. */
function withPredecessor({ book, column }: Crawl, change: Published): Published {
  const { number } = change.look
  const first =
    number === undefined ? undefined : [...book.checks.values()].find((check) => check.version > 0 && check.number === number)
  return first ? { ...change, follows: `${column.id}/${first.letter}` } : change
}
