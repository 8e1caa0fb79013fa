import {
  type Change,
  detectChanges,
  type FetchResult,
  isAsAnnounced,
  type ParsedResult,
  type PageEvidence,
} from '../../shared/crawl/detect-changes.ts'
import { fingerprint } from '../../shared/diff/letter-fields.ts'
import type { Evidence } from '../../shared/entry.ts'
import { type LetterOutcome, READER_REVISION } from '../../shared/extract/letter.ts'
import type { Region } from '../../shared/extract/region.ts'
import { holdsRegion } from '../../shared/extract/response.ts'
import { type LetterState, nextVersion, titleKeyOf, type VersionState } from '../../shared/ledger/crawl-state.ts'
import type { Reading } from '../../shared/letter.ts'
import { type Served, snapshotId } from '../../shared/snapshot.ts'
import { isWithin } from '../../shared/text/instant.ts'
import { type Crawl, countResult } from './crawl.ts'
import { aboutLetter, aboutVersion } from './facts.ts'
import { isOnList, type Listing } from './list-column.ts'
import type { Validators } from './site.ts'

/** The changes to confirm, and whether every letter was fetched. */
export type CheckedLetters = { changes: Change[]; finished: boolean }

/** Each letter may need a second fetch that confirms its change: a fetch starts only while there is time for both. */
const FETCH_AND_CONFIRM = 2

/** Fetches every letter, the longest unchecked first. Letters of the baseline are recorded at once; other changes are returned. */
export async function checkLetters(crawl: Crawl, listing: Listing): Promise<CheckedLetters> {
  const due = [...crawl.state.letters.values()].map((letter) => ({ letter, urgency: urgency(letter, listing) }))
  due.sort((a, b) => inOrder(a.urgency, b.urgency))
  const changes: Change[] = []
  for (const [done, { letter }] of due.entries()) {
    if (!crawl.hasTime(changes.length + FETCH_AND_CONFIRM)) return { changes, finished: false }
    const visit = await fetchLetter(crawl, letter)
    if (isBaseline(crawl, letter)) await recordBaseline(crawl, letter, visit)
    else changes.push(...(await changesIn(crawl, letter, visit, listing)))
    crawl.progress(done + 1, due.length)
  }
  return { changes, finished: true }
}

/** The longest unchecked first; withdrawn letters that are not listed come last, or they would use up the requests of every crawl. */
function urgency(letter: LetterState, listing: Listing): string {
  const isLast = letter.presence === 'withdrawn' && !isOnList(letter, listing)
  return `${isLast ? 1 : 0} ${letter.checkedAt ?? ''}`
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
  if (result.outcome === 'read') await rereadVersions(crawl, letter)
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

/** Rule 7: a page is compared with a version of the same revision of the reader; a version of an earlier revision is read again first. */
async function rereadVersions(crawl: Crawl, letter: LetterState): Promise<void> {
  const { discarded, version, reader } = letter
  if (discarded && discarded.reader !== READER_REVISION) {
    const fingerprint = (await rereadVersion(crawl, discarded))?.about.fingerprint ?? discarded.fingerprint
    Object.assign(discarded, { fingerprint, reader: READER_REVISION })
  }
  if (version === 0 || reader === READER_REVISION) return
  const read = await rereadVersion(crawl, letter)
  if (!read || read.about.fingerprint === letter.fingerprint) {
    letter.reader = READER_REVISION
    return
  }
  const { about, evidence } = read
  const aboutIt = aboutLetter(crawl.column.id, letter, about.content, nextVersion(letter), evidence, crawl.settings)
  await crawl.record({ type: 'letter.reread', data: { ...aboutIt, ...about } })
}

/**
 * The version in the entry `sequence`, read from its snapshot by the present reader. Undefined when the present reader finds no letter in
 * it: the version then stays as it was recorded, and the fetched page differs from it.
 */
async function rereadVersion(crawl: Crawl, { sequence }: VersionState) {
  const entry = await crawl.archive.ledger(crawl.column.id).entry(sequence)
  if (!entry || !('content' in entry.data)) throw new Error(`Cannot read a letter again: entry ${sequence} has no version`)
  const { evidence } = entry.data
  const read = await readSnapshot(crawl, evidence)
  return read.outcome === 'read' ? { evidence, about: aboutVersion(read.reading) } : undefined
}

/**
 * Parses a kept snapshot as the page of the address for which it was kept. This is the only place where a crawl parses a page that it did
 * not fetch: readings by two revisions of the reader cannot be compared. Throws when the snapshot is lost.
 */
async function readSnapshot(crawl: Crawl, { snapshot: id, url, finalUrl = url }: Evidence): Promise<LetterOutcome> {
  const snapshot = await crawl.archive.snapshots.find(id)
  if (!snapshot) throw new Error(`Cannot read snapshot ${id} again: it is not kept, or is damaged; run letterwatch verify`)
  return crawl.readPage({ ...snapshot, url, finalUrl })
}

/** The result of fetching a letter's page, with what was served and where the letter is in it. Nothing is stored of it yet. */
export type PageVisit = { result: FetchResult; served?: Served; region?: Region }

/**
 * Fetches and reads a letter's page, and counts the outcome. What is remembered of the page can make reading unnecessary: the server may
 * answer that the page is unchanged, or the page may still contain the letter's region.
 */
async function fetchLetter(crawl: Crawl, letter: LetterState): Promise<PageVisit> {
  const visit = await fetchAndRead(crawl, letter, isTrusted(crawl, letter) ? letter : {})
  const { result } = visit
  countResult(crawl, letter.url, result)
  rememberVisit(letter, visit, crawl.lookedAt)
  if (result.outcome === 'read' && result.reading) noteMethod(crawl, letter, result.reading)
  return visit
}

/** Another extraction method than before shows that the site has a new template, or that the reader does not recognize the known one. */
function noteMethod(crawl: Crawl, letter: LetterState, { way: method }: Reading): void {
  if (letter.method !== undefined && letter.method !== method) crawl.methodChanges++
  letter.method = method
}

/** Fetches the same page again, without conditions, to confirm a change. */
export function refetchLetter(crawl: Crawl, letter: LetterState): Promise<PageVisit> {
  return fetchAndRead(crawl, letter, {})
}

/** What is remembered of a page from the last time it was read. */
type Remembered = Validators & { region?: Region | undefined }

async function fetchAndRead(crawl: Crawl, letter: LetterState, { etag, lastModified, region }: Remembered): Promise<PageVisit> {
  const fetched = await crawl.site.fetch(letter.url, { etag, lastModified })
  if (fetched.outcome === 'unchanged' && etag === undefined && lastModified === undefined)
    return { result: { outcome: 'unreadable', why: 'it answered 304 to a request without conditions' } }
  if (fetched.outcome !== 'served') return { result: fetched }
  const { served } = fetched
  if (region && holdsRegion(served, region)) return { served, region, result: resultOfSameRegion(letter, served) }
  const read = crawl.readPage(served)
  if (read.outcome !== 'read') return { served, result: resultOfRefusal(read, served) }
  const result = resultOfReading(letter, read.reading, served)
  const original = findDuplicateOf(result.fingerprint, crawl, letter)
  if (original)
    return { served, result: { outcome: 'unreadable', why: `its text is exactly that of another letter, ${original.id}` } }
  return { served, region: read.region, result }
}

function resultOfReading({ lastModified }: LetterState, reading: Reading, served: Served): ParsedResult {
  const { letter } = reading
  const silent = lastModified !== undefined && lastModified === served.headers['last-modified']
  const about = { fingerprint: fingerprint(letter), titleKey: titleKeyOf(letter), number: letter.number, silent }
  return { outcome: 'read', ...about, evidence: evidenceIn(served), reading }
}

function resultOfSameRegion({ fingerprint, titleKey = '', number }: LetterState, served: Served): FetchResult {
  return { outcome: 'read', fingerprint, titleKey, number, silent: false, evidence: evidenceIn(served) }
}

function resultOfRefusal({ outcome, why }: Exclude<LetterOutcome, { outcome: 'read' }>, served: Served): FetchResult {
  return outcome === 'gone' ? { outcome, why, evidence: evidenceIn(served) } : { outcome, why }
}

/**
 * The other letter whose text is suddenly at this one's address: a cache of the site mixed them up. Two letters that had the same text
 * before may have it again: one text that was published twice, and edited twice.
 */
function findDuplicateOf(print: string, { state }: Crawl, letter: LetterState): LetterState | undefined {
  if (letter.version === 0 || print === letter.fingerprint || hadFingerprint(letter, print)) return undefined
  const same = [...state.letters.values()].filter(
    (other) => other !== letter && other.version > 0 && other.fingerprint === print,
  )
  return same.find((other) => !hadFingerprint(other, letter.fingerprint))
}

function hadFingerprint({ earlier = [] }: LetterState, print: string): boolean {
  return earlier.some(({ fingerprint }) => fingerprint === print)
}

/** Rule 6: what is remembered of a page is trusted for a limited time, while the letter is listed and the reader is the same. */
function isTrusted({ settings, clock }: Crawl, letter: LetterState): boolean {
  const isRecent = isWithin(letter.readAt, settings.trustValidatorsFor, clock.now())
  return isRecent && letter.presence === 'listed' && letter.reader === READER_REVISION
}

/** Notes the fetch in the letter state. Validators are remembered only of a page that shows the recorded version. */
function rememberVisit(letter: LetterState, { result, served, region }: PageVisit, fetchedAt: string): void {
  letter.checkedAt = fetchedAt
  if (result.outcome !== 'read' || result.fingerprint !== letter.fingerprint) return
  if (result.reading) letter.readAt = letter.checkedAt
  rememberPage(letter, served, region)
}

/** Remembers by what the next crawl can see that the page did not change. */
export function rememberPage(letter: LetterState, served: Served | undefined, region: Region | undefined): void {
  const { etag, 'last-modified': lastModified } = served?.headers ?? {}
  for (const [field, value] of Object.entries({ etag, lastModified, region })) {
    if (value === undefined) Reflect.deleteProperty(letter, field)
    else Object.assign(letter, { [field]: value })
  }
}

function evidenceIn({ url, finalUrl, body, fetchedAt, scheme, status }: Served): PageEvidence {
  return { snapshot: snapshotId(body), url, ...(finalUrl !== url && { finalUrl }), fetchedAt, scheme, status }
}
