import { type LetterState, nextVersion, type VersionState } from '../../shared/ledger/crawl-state.ts'
import { type Change, detectChanges, isAsAnnounced } from '../../shared/crawl/detect-changes.ts'
import { READER_REVISION } from '../../shared/extract/letter.ts'
import type { Crawl } from './crawl.ts'
import { aboutLetter, aboutVersion } from './facts.ts'
import type { Listing } from './list-column.ts'
import { lookAt, rememberPage, type Seen } from './look.ts'
import { isOnList } from './note-listing.ts'
import { readSnapshot } from './record-change.ts'

/** What passing over the letters brought: changes to confirm, and whether every letter was looked at. */
export type Pass = { suspects: Change[]; finished: boolean }

/** A look is begun only while there is time to confirm what it and those before it find: a second look each. */
const LOOK_AND_CONFIRM = 2

/** Looks at every letter, the longest unchecked first. Those of the baseline are recorded at once; other changes are suspects. */
export async function lookAtLetters(crawl: Crawl, listing: Listing): Promise<Pass> {
  const due = [...crawl.state.letters.values()].map((letter) => ({ letter, urgency: urgency(letter, listing) }))
  due.sort((a, b) => inOrder(a.urgency, b.urgency))
  const suspects: Change[] = []
  for (const [done, { letter }] of due.entries()) {
    if (!crawl.hasTime(suspects.length + LOOK_AND_CONFIRM)) return { suspects, finished: false }
    const seen = await lookAt(crawl, letter)
    if (isBeginning(crawl, letter)) await recordBeginning(crawl, letter, seen)
    else suspects.push(...(await suspect(crawl, letter, seen, listing)))
    crawl.progress(done + 1, due.length)
  }
  return { suspects, finished: true }
}

/** The longest unchecked first; withdrawn letters that are not listed come last, or they would use up a crawl's requests for ever. */
function urgency(letter: LetterState, listing: Listing): string {
  const isLast = letter.presence === 'withdrawn' && !isOnList(letter, listing)
  return `${isLast ? 1 : 0} ${letter.checkedAt ?? ''}`
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/** Rule 10: letters of the first whole listing, whenever they can first be read, are how the column was when we came. */
function isBeginning({ state }: Crawl, { postId, version }: LetterState): boolean {
  return version === 0 && (!state.baselined || state.pending.has(postId))
}

async function recordBeginning(crawl: Crawl, letter: LetterState, { look, served, reading, region }: Seen): Promise<void> {
  if (look.outcome !== 'read' || !served || !reading) return
  await crawl.keep(served)
  const about = aboutLetter(crawl.column.id, letter, reading.letter, 1, look.evidence, crawl.settings)
  await crawl.record({
    type: 'letter.published',
    data: { ...about, ...aboutVersion(reading, look.fingerprint), baseline: true },
  })
  letter.readAt = crawl.lookedAt
  rememberPage(letter, served, region)
}

async function suspect(crawl: Crawl, letter: LetterState, { look, served }: Seen, listing: Listing): Promise<Change[]> {
  if (look.outcome === 'read') await readAnew(crawl, letter)
  const listed = isOnList(letter, listing) ? true : listing.whole ? false : undefined
  if (look.outcome === 'gone' && listed)
    crawl.problems.push({
      url: letter.url,
      outcome: 'gone',
      why: `the list still names it, and its page is gone (${look.why}); nothing is told until the list agrees`,
    })
  if (isAsAnnounced(letter, { listed, result: look })) delete letter.discarded
  const changes = detectChanges(letter, { listed, result: look }, crawl.settings, crawl.clock.now())
  if (changes.length > 0 && served && 'evidence' in look) await crawl.keep(served)
  return changes
}

/** Rule 7: before a page is compared, what it is compared with is read from its kept snapshot by the reader of today. */
async function readAnew(crawl: Crawl, letter: LetterState): Promise<void> {
  const { discarded, version, reader } = letter
  if (discarded && discarded.reader !== READER_REVISION) {
    const fingerprint = (await readVersion(crawl, discarded))?.about.fingerprint ?? discarded.fingerprint
    Object.assign(discarded, { fingerprint, reader: READER_REVISION })
  }
  if (version === 0 || reader === READER_REVISION) return
  const read = await readVersion(crawl, letter)
  if (!read || read.about.fingerprint === letter.fingerprint) {
    letter.reader = READER_REVISION
    return
  }
  const { about, evidence } = read
  const aboutIt = aboutLetter(crawl.column.id, letter, about.content, nextVersion(letter), evidence, crawl.settings)
  await crawl.record({ type: 'letter.reread', data: { ...aboutIt, ...about } })
}

/**
 * What the reader of today makes of the version in the entry `sequence`. Undefined when that is no letter to it: then it stands as it was
 * read, and the page, which is one, says something else.
 */
async function readVersion(crawl: Crawl, { sequence }: VersionState) {
  const entry = await crawl.archive.ledger(crawl.column.id).entry(sequence)
  if (!entry || !('content' in entry.data)) throw new Error(`Cannot read a letter anew: entry ${sequence} holds no version`)
  const { evidence } = entry.data
  const read = await readSnapshot(crawl, evidence)
  return read.outcome === 'read' ? { evidence, about: aboutVersion(read.reading) } : undefined
}
