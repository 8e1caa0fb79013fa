import type { LetterState } from '../../shared/ledger/crawl-state.ts'
import type { Change } from '../../shared/crawl/detect-changes.ts'
import { likeness } from '../../shared/text/similarity.ts'
import type { Letter } from '../../shared/letter.ts'
import type { Crawl } from './crawl.ts'
import { contentOf } from './facts.ts'
import { isOnList, type Listing } from './list-column.ts'

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
  const left = new Set([...crawl.state.letters.values()].filter((letter) => letter.version > 0 && !isOnList(letter, listing)))
  const matched: Change[] = []
  for (const change of [...changes].sort(byNamesakes(left))) {
    const from = change.kind === 'published' ? await whoMoved(crawl, change, left) : undefined
    if (change.kind !== 'published') matched.push(change)
    else if (isAlias(crawl, listing, change)) crawl.state.letters.delete(change.letter.id)
    else if (!from) matched.push(withPredecessor(crawl, change))
    else if (listing.whole) {
      left.delete(from)
      crawl.state.letters.delete(change.letter.id)
      matched.push({ kind: 'moved', letter: from, result: change.result, to: change.letter })
    } else
      crawl.problems.push({
        url: change.letter.url,
        outcome: 'read',
        why: `it may be ${from.id} at a new address; the listing could not be read whole, so the next crawl decides`,
      })
  }
  const moved = new Set(matched.flatMap((change) => (change.kind === 'moved' ? [change.letter] : [])))
  return matched.filter((change) => change.kind === 'moved' || !(moved.has(change.letter) || hasTwin(crawl, listing, change)))
}

/** A letter that moved and is still listed where it was says at both addresses what it says. */
function isAlias({ state }: Crawl, listing: Listing, { letter: { postId }, result: { fingerprint } }: Published): boolean {
  const isFormer = (letter: LetterState) =>
    letter.formerPostIds?.includes(postId) === true && letter.fingerprint === fingerprint
  return [...state.letters.values()].some((letter) => isFormer(letter) && isOnList(letter, listing))
}

/** A letter that left while another of its title and number is listed has moved before our eyes: both were seen, so nobody is told it is gone. */
function hasTwin({ state, problems }: Crawl, listing: Listing, { kind, letter }: Change): boolean {
  if ((kind !== 'withdrawn' && kind !== 'delisted') || letter.number === undefined) return false
  const twin = [...state.letters.values()].find(
    (other) => other !== letter && other.titleKey === letter.titleKey && isOnList(other, listing),
  )
  if (!twin) return false
  const why = `it looked ${kind}, and ${twin.id} has its title and number and is listed; nobody is told that it is gone`
  problems.push({ url: letter.url, outcome: 'gone', why })
  return true
}

/** New letters whose title and number left the list choose first whom they continue. */
function byNamesakes(left: Set<LetterState>): (a: Change, b: Change) => number {
  const keys = new Set([...left].map(({ titleKey }) => titleKey))
  const rank = (change: Change) => (change.kind === 'published' && keys.has(change.result.titleKey) ? 0 : 1)
  return (a, b) => rank(a) - rank(b)
}

async function whoMoved(crawl: Crawl, { result: look }: Published, left: Set<LetterState>): Promise<LetterState | undefined> {
  if (left.size === 0) return undefined
  const { letter: content } = look.reading
  const namesakes = [...left].filter(({ titleKey }) => titleKey === look.titleKey)
  const enough = content.number === undefined ? SAME_TEXT : SAME_LETTER
  for (const letter of namesakes) if ((await textLikeness(crawl, letter, content)) >= enough) return letter
  const others = [...left].filter(({ titleKey }) => titleKey !== look.titleKey).slice(0, MAX_TEXTS)
  for (const letter of others) if ((await textLikeness(crawl, letter, content)) >= SAME_TEXT) return letter
  return undefined
}

async function textLikeness(crawl: Crawl, { sequence }: LetterState, after: Letter): Promise<number> {
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
function withPredecessor({ state, column }: Crawl, change: Published): Published {
  const { number } = change.result
  const first =
    number === undefined
      ? undefined
      : [...state.letters.values()].find((letter) => letter.version > 0 && letter.number === number)
  return first ? { ...change, follows: `${column.id}/${first.id}` } : change
}
