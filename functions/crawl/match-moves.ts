import type { LetterState } from '../../shared/ledger/crawl-state.ts'
import type { Change } from '../../shared/crawl/detect-changes.ts'
import { likeness } from '../../shared/text/similarity.ts'
import type { Letter } from '../../shared/letter.ts'
import type { Crawl } from './crawl.ts'
import { contentOf } from './facts.ts'
import { isOnList, type Listing, numberIn, titleKeysOf } from './list-column.ts'

type Published = Extract<Change, { kind: 'published' }>

/** The least likeness of a letter at its old and its new address when only the address changed. */
const SAME_TEXT = 0.9
/** The least likeness when title and number are the same: the text may have been corrected with the move. */
const SAME_LETTER = 0.5
/** With how many letters that left the list a new one is compared by text alone: each comparison reads an entry of the ledger. */
const MAX_TEXTS = 40

/**
 * Rule 8: a new letter that matches one that left the list is that letter, moved. While the listing is incomplete it is unknown which
 * letters left: a new letter that may be a known one then waits for the next crawl. Other new letters name the known letter with their
 * number, if there is one. The letters that left are compared by their content in the ledger, without parsing a page.
 */
export async function matchMoves(crawl: Crawl, listing: Listing, changes: Change[]): Promise<Change[]> {
  const left = new Set([...crawl.state.letters.values()].filter((letter) => letter.version > 0 && !isOnList(letter, listing)))
  const matched: Change[] = []
  for (const change of [...changes].sort(byNamesakes(left))) {
    if (isMixedUp(crawl, listing, change)) continue
    const from = change.kind === 'published' ? await findMoveSource(crawl, change, left) : undefined
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
        why: `it may be ${from.id} at a new address; the listing is incomplete, so the next crawl decides`,
      })
  }
  const moved = new Set(matched.flatMap((change) => (change.kind === 'moved' ? [change.letter] : [])))
  return matched.filter((change) => change.kind === 'moved' || !(moved.has(change.letter) || hasTwin(crawl, listing, change)))
}

/**
 * Whether the page shows another letter, as caches of a site mix them up: its number is not the one that the list, or else the latest
 * version, gives the letter, and is that of another letter on the list.
 */
function isMixedUp({ state, problems }: Crawl, { letters }: Listing, change: Change): boolean {
  if (change.kind === 'delisted' || change.kind === 'withdrawn') return false
  const { letter, result } = change
  const numberOf = (other: LetterState) => numberIn(letters.get(other.postId)?.title ?? '') ?? other.number
  const own = numberOf(letter)
  if (own === undefined || result.number === undefined || own === result.number) return false
  const shown = [...state.letters.values()].find(
    (other) => other !== letter && letters.has(other.postId) && numberOf(other) === result.number,
  )
  if (!shown) return false
  const why = `the page shows number ${result.number}, which is that of ${shown.id}, instead of ${own}; nothing is recorded, and the next crawl fetches the page again`
  problems.push({ url: letter.url, outcome: 'unreadable', why })
  return true
}

/** Whether the new letter is a known one at its former address: a letter that moved may stay listed at both addresses. */
function isAlias({ state }: Crawl, listing: Listing, { letter: { postId }, result: { fingerprint } }: Published): boolean {
  const isFormer = (letter: LetterState) =>
    letter.formerPostIds?.includes(postId) === true && letter.fingerprint === fingerprint
  return [...state.letters.values()].some((letter) => isFormer(letter) && isOnList(letter, listing))
}

/**
 * Whether another letter with the same title and number is listed: the one that left was then published at both addresses, and moved. A
 * row of the list counts although the page that it leads to could not be read.
 */
function hasTwin({ state, problems }: Crawl, listing: Listing, { kind, letter }: Change): boolean {
  if ((kind !== 'withdrawn' && kind !== 'delisted') || letter.number === undefined) return false
  const twin = [...state.letters.values()].find((other) => other !== letter && isNamesake(other, letter, listing))
  if (!twin) return false
  const why = `the letter is ${kind}, but ${twin.id} has its title and number and is listed; nothing is announced`
  problems.push({ url: letter.url, outcome: 'gone', why })
  return true
}

function isNamesake(other: LetterState, { titleKey = '' }: LetterState, listing: Listing): boolean {
  const row = listing.letters.get(other.postId)
  if (!row) return false
  return other.version > 0 ? other.titleKey === titleKey : titleKeysOf(row.title ?? '').includes(titleKey)
}

/** New letters that have title and number of a letter that left are matched first. */
function byNamesakes(left: Set<LetterState>): (a: Change, b: Change) => number {
  const keys = new Set([...left].map(({ titleKey }) => titleKey))
  const rank = (change: Change) => (change.kind === 'published' && keys.has(change.result.titleKey) ? 0 : 1)
  return (a, b) => rank(a) - rank(b)
}

async function findMoveSource(crawl: Crawl, { result }: Published, left: Set<LetterState>): Promise<LetterState | undefined> {
  if (left.size === 0) return undefined
  const { letter: content } = result.reading
  const namesakes = [...left].filter(({ titleKey }) => titleKey === result.titleKey)
  const enough = content.number === undefined ? SAME_TEXT : SAME_LETTER
  for (const letter of namesakes) if ((await textLikeness(crawl, letter, content)) >= enough) return letter
  const others = [...left].filter(({ titleKey }) => titleKey !== result.titleKey).slice(0, MAX_TEXTS)
  for (const letter of others) if ((await textLikeness(crawl, letter, content)) >= SAME_TEXT) return letter
  return undefined
}

async function textLikeness(crawl: Crawl, { sequence }: LetterState, after: Letter): Promise<number> {
  const before = contentOf(await crawl.archive.ledger(crawl.column.id).entry(sequence))
  if (!before || isSecondReply(before) !== isSecondReply(after) || haveOtherNumbers(before, after)) return 0
  return likeness(before, after)
}

/** 再次答复: a further reply to the same proposal is a separate letter, however much of the first it repeats. */
function isSecondReply({ title }: Letter): boolean {
  return title.includes('再次')
}

/** One text may answer several proposals: each number is a separate letter. */
function haveOtherNumbers(before: Letter, after: Letter): boolean {
  return before.number !== undefined && after.number !== undefined && before.number !== after.number
}

/** A new letter with the number of a known one names that one in `follows`, so that readers find it. */
function withPredecessor({ state, column }: Crawl, change: Published): Published {
  const { number } = change.result
  const first =
    number === undefined
      ? undefined
      : [...state.letters.values()].find((letter) => letter.version > 0 && letter.number === number)
  return first ? { ...change, follows: `${column.id}/${first.id}` } : change
}
