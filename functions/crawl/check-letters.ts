import { createHash } from 'node:crypto'
import { type Change, detectChanges, isAsAnnounced } from '../../shared/crawl/detect-changes.ts'
import type { LetterState } from '../../shared/ledger/crawl-state.ts'
import type { Reading } from '../../shared/letter.ts'
import { type Crawl, countResult } from './crawl.ts'
import { aboutLetter, aboutVersion } from './facts.ts'
import { isOnList, type Listing } from './list-column.ts'
import { findSilentRedesign, openRedesign, type Visited } from './redesign.ts'
import { prepareVersion } from './versions.ts'
import { type PageVisit, type Prefetched, rememberPage, rememberVisit, visitLetter } from './visit-letter.ts'
import { withoutMovingPlaces } from './volatile.ts'

/** The changes to confirm, and whether every letter was fetched. */
export type CheckedLetters = { changes: Change[]; finished: boolean }

/** Each letter may need a second fetch that confirms its change: a fetch starts only while there is time for both. */
const FETCH_AND_CONFIRM = 2

/**
 * Fetches every letter, the longest unchecked first; of those in `prefetched` the page is there already. Letters of the baseline are
 * recorded at once; other changes are returned.
 */
export async function checkLetters(crawl: Crawl, listing: Listing, prefetched: Prefetched): Promise<CheckedLetters> {
  const due = [...crawl.state.letters.values()].map((letter) => ({ letter, urgency: urgency(letter, listing, prefetched) }))
  due.sort((a, b) => inOrder(a.urgency, b.urgency))
  const redesign = openRedesign(crawl, listing)
  const changes: Change[] = []
  let finished = true
  for (const [done, { letter }] of due.entries()) {
    finished = prefetched.has(letter.id) || crawl.hasTime(changes.length + FETCH_AND_CONFIRM)
    if (!finished) break
    const visits = await redesign.add({ letter, visit: await visitLetter(crawl, letter, prefetched) })
    for (const visited of visits) changes.push(...(await settle(crawl, visited, listing)))
    crawl.progress(done + 1, due.length)
  }
  for (const visited of await redesign.rest()) changes.push(...(await settle(crawl, visited, listing)))
  const rest = await withoutMovingPlaces(crawl, changes, crawl.tally.read ?? 0)
  return { changes: await withoutRedesign(crawl, listing, rest), finished }
}

/** The changes as they are by the template that was learned because the one before read other parts of redesigned pages. */
async function withoutRedesign(crawl: Crawl, listing: Listing, changes: Change[]): Promise<Change[]> {
  const visits = await findSilentRedesign(crawl, listing, changes)
  const again = new Set(visits.map(({ letter }) => letter))
  const rest = changes.filter((change) => change.kind !== 'edited' || !again.has(change.letter))
  for (const { letter, visit } of visits) {
    if (visit.result.outcome === 'read') await prepareVersion(crawl, letter, visit)
    if (visit.result.outcome === 'read' && visit.result.reading) noteMethod(crawl, letter, visit.result.reading, visit.kind)
    rememberVisit(letter, visit, crawl.lookedAt)
    const found = await changesIn(crawl, letter, visit, listing)
    rest.push(...found.filter(({ kind }) => kind === 'edited'))
  }
  return rest
}

/** Counts and remembers what a visit came to. Returns the changes that it shows. */
async function settle(crawl: Crawl, { letter, visit }: Visited, listing: Listing): Promise<Change[]> {
  const { result } = visit
  countResult(crawl, letter.url, result)
  if (result.outcome === 'read' && result.reading) noteMethod(crawl, letter, result.reading, visit.kind)
  if (isBaseline(crawl, letter)) {
    rememberVisit(letter, visit, crawl.lookedAt)
    await recordBaseline(crawl, letter, visit)
    return []
  }
  if (result.outcome === 'read') await prepareVersion(crawl, letter, visit)
  rememberVisit(letter, visit, crawl.lookedAt)
  return changesIn(crawl, letter, visit, listing)
}

/**
 * Another extraction method or another kind of page than before shows that the site was redesigned, or that the reader does not recognize
 * the known pages. A template that was learned since is no such sign.
 */
function noteMethod(crawl: Crawl, letter: LetterState, { way: method }: Reading, template: string | undefined): void {
  const kind = template === undefined ? undefined : shortHash(template)
  const isKnownKind = (crawl.state.template?.template.letters.length ?? 0) > 1 && letter.kind !== undefined
  const isOther = method === 'template' ? isKnownKind && letter.kind !== kind : letter.method !== undefined
  if (isOther && (method === 'template' || letter.method !== method)) crawl.methodChanges++
  letter.method = method
  letter.kind = kind
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 8)
}

/**
 * Letters whose page was fetched already come first, then the longest unchecked; withdrawn letters that are not listed come last, or they
 * would use up the requests of every crawl.
 */
function urgency(letter: LetterState, listing: Listing, prefetched: Prefetched): string {
  if (prefetched.has(letter.id)) return '0'
  const isLast = letter.presence === 'withdrawn' && !isOnList(letter, listing)
  return `${isLast ? 2 : 1} ${letter.checkedAt ?? ''}`
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/** Rule 10: the letters of the first complete listing are the baseline, also those that can only be read in a later crawl. */
function isBaseline({ state }: Crawl, { postId, version }: LetterState): boolean {
  return version === 0 && (!state.baselined || state.pending.has(postId))
}

async function recordBaseline(crawl: Crawl, letter: LetterState, { result, served, region }: PageVisit): Promise<void> {
  if (result.outcome !== 'read' || !result.reading || !served) return
  const { reading } = result
  await crawl.keep(served)
  const about = aboutLetter(crawl.column.id, letter, reading.letter, 1, result.evidence, crawl.settings)
  await crawl.record({
    type: 'letter.published',
    data: { ...about, ...aboutVersion(reading, result.fingerprint), baseline: true },
  })
  letter.readAt = crawl.lookedAt
  rememberPage(letter, served, region)
}

async function changesIn(
  crawl: Crawl,
  letter: LetterState,
  { result, served }: PageVisit,
  listing: Listing,
): Promise<Change[]> {
  const listed = isOnList(letter, listing) ? true : listing.whole ? false : undefined
  if (result.outcome === 'gone' && listed)
    crawl.problems.push({
      url: letter.url,
      outcome: 'gone',
      why: `the page is gone (${result.why}), but the letter is still listed; nothing is announced while it is listed`,
    })
  if (isAsAnnounced(letter, { listed, result })) delete letter.discarded
  const changes = detectChanges(letter, { listed, result }, crawl.settings, crawl.clock.now())
  if (changes.length > 0 && served && 'evidence' in result) await crawl.keep(served)
  return changes
}
