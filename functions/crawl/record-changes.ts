import { CANARY } from '../../shared/column.ts'
import { type Change, exceedsHoldLimit } from '../../shared/crawl/detect-changes.ts'
import type { Entry, Fact } from '../../shared/entry.ts'
import { nextVersion } from '../../shared/ledger/crawl-state.ts'
import type { Crawl } from './crawl.ts'
import { aboutEdit, aboutLetter, aboutVersion, contentOf, evidenceOf } from './facts.ts'
import { keepListing, type Listing } from './list-column.ts'

/**
 * Records confirmed changes in order: held when they are too many at once (rule 9), or when an earlier change of the letter is held. After
 * a crash during a hold, the next crawl adds the changes that it finds to the hold.
 */
export async function recordChanges(crawl: Crawl, listing: Listing, changes: Change[]): Promise<void> {
  const listingPages = changes.some(isAboutTheList) ? await keepListing(crawl, listing) : []
  const areHeld = await beginHold(crawl, changes)
  for (const change of changes)
    await recordChange(crawl, change, areHeld || change.letter.heldSince !== undefined, listingPages)
}

function isAboutTheList({ kind }: Change): boolean {
  return kind === 'delisted' || kind === 'withdrawn'
}

/** Whether the changes, with those of a hold that a crash interrupted, are too many at once. Opens a hold then, unless one is open. */
async function beginHold({ column, state, settings, record, tally }: Crawl, { length }: Change[]): Promise<boolean> {
  // Edits of the canary are not announced to readers: an operator has nothing to decide.
  if (column.id === CANARY) return false
  const { events = 0, appended = 0 } = state.hold ?? {}
  const interrupted = appended < events ? appended : 0
  const fetched = Object.values(tally).reduce((sum, count) => sum + count, 0)
  if (!exceedsHoldLimit(length + interrupted, fetched, settings)) return false
  if (!state.hold) await record({ type: 'column.held', data: { events: length, known: state.letters.size } })
  return true
}

/** Records a confirmed change in the ledger, held or not. `listing`: the ids of the snapshots of the listing from which the letter is missing. */
async function recordChange(crawl: Crawl, change: Change, isHeld: boolean, listing: string[]): Promise<void> {
  const fact = await factOf(crawl, change, listing)
  if (isHeld) Object.assign(fact.data, { held: true })
  await crawl.record(fact)
}

async function factOf(crawl: Crawl, change: Change, listing: string[]): Promise<Fact> {
  const { column, settings } = crawl
  const { letter } = change
  const latest = await latestVersion(crawl, letter.sequence)
  const before = contentOf(latest)
  const evidence = evidenceOf(
    change.kind === 'delisted' ? change.evidence : change.result.evidence,
    evidenceIn(latest),
    change.kind === 'delisted' || change.kind === 'withdrawn' ? listing : undefined,
  )
  if (change.kind === 'delisted' || change.kind === 'withdrawn') {
    if (!before) throw new Error(`Cannot record ${change.kind} of ${letter.id}: no version of it is in the ledger`)
    const missing = { missingSince: letter.missingSince ?? crawl.startedAt, misses: letter.misses }
    return {
      type: `letter.${change.kind}`,
      data: { ...aboutLetter(column.id, letter, before, letter.version, evidence, settings), ...missing },
    }
  }
  const { reading, silent } = change.result
  const to = change.kind === 'moved' ? { ...letter, url: change.to.url } : letter
  const edit = before && aboutEdit(letter, before, reading.letter, silent)
  const version = before && !edit ? letter.version : nextVersion(letter)
  const data = {
    ...aboutLetter(column.id, to, reading.letter, version, evidence, settings),
    ...(version > letter.version && aboutVersion(reading)),
    ...edit,
  }
  switch (change.kind) {
    case 'published':
      return {
        type: 'letter.published',
        data: { ...data, ...aboutVersion(reading), ...(change.follows !== undefined && { follows: change.follows }) },
      }
    case 'edited':
      if (!edit) throw new Error(`Cannot record an edit of ${letter.id}: nothing differs from version ${letter.version}`)
      return { type: 'letter.edited', data: { ...data, ...aboutVersion(reading), ...edit } }
    case 'restored':
      return { type: 'letter.restored', data: { ...data, listed: change.listed } }
    case 'moved':
      return { type: 'letter.moved', data: { ...data, movedFrom: letter.url } }
  }
}

async function latestVersion({ archive, column }: Crawl, sequence: number): Promise<Entry | undefined> {
  return sequence === 0 ? undefined : archive.ledger(column.id).entry(sequence)
}

function evidenceIn(entry: Entry | undefined) {
  return entry && 'evidence' in entry.data ? entry.data.evidence : undefined
}
