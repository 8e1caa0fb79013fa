import {
  type Change,
  detectChanges,
  type FetchResult,
  isAsAnnounced,
  type PageEvidence,
} from '../../shared/crawl/detect-changes.ts'
import { fingerprint } from '../../shared/diff/letter-fields.ts'
import { type LetterOutcome, READER_REVISION } from '../../shared/extract/letter.ts'
import type { Region } from '../../shared/extract/region.ts'
import { holdsRegion } from '../../shared/extract/response.ts'
import { type LetterState, nextVersion, titleKeyOf, type VersionState } from '../../shared/ledger/crawl-state.ts'
import type { Reading } from '../../shared/letter.ts'
import { type Served, snapshotId } from '../../shared/snapshot.ts'
import type { Evidence } from '../../shared/entry.ts'
import { isWithin } from '../../shared/text/instant.ts'
import { type Crawl, noteLook } from './crawl.ts'
import { aboutLetter, aboutVersion } from './facts.ts'
import { isOnList, type Listing } from './list-column.ts'
import type { Validators } from './site.ts'

/** What passing over the letters brought: changes to confirm, and whether every letter was looked at. */
export type Checked = { suspects: Change[]; finished: boolean }

/** A look is begun only while there is time to confirm what it and those before it find: a second look each. */
const LOOK_AND_CONFIRM = 2

/** Looks at every letter, the longest unchecked first. Those of the baseline are recorded at once; other changes are suspects. */
export async function checkLetters(crawl: Crawl, listing: Listing): Promise<Checked> {
  const due = [...crawl.state.letters.values()].map((letter) => ({ letter, urgency: urgency(letter, listing) }))
  due.sort((a, b) => inOrder(a.urgency, b.urgency))
  const suspects: Change[] = []
  for (const [done, { letter }] of due.entries()) {
    if (!crawl.hasTime(suspects.length + LOOK_AND_CONFIRM)) return { suspects, finished: false }
    const seen = await fetchLetter(crawl, letter)
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

async function recordBeginning(crawl: Crawl, letter: LetterState, { look, served, region }: PageVisit): Promise<void> {
  if (look.outcome !== 'read' || !look.reading || !served) return
  const { reading } = look
  await crawl.keep(served)
  const about = aboutLetter(crawl.column.id, letter, reading.letter, 1, look.evidence, crawl.settings)
  await crawl.record({
    type: 'letter.published',
    data: { ...about, ...aboutVersion(reading, look.fingerprint), baseline: true },
  })
  letter.readAt = crawl.lookedAt
  rememberPage(letter, served, region)
}

async function suspect(crawl: Crawl, letter: LetterState, { look, served }: PageVisit, listing: Listing): Promise<Change[]> {
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

/**
 * Parses a kept snapshot as the page of the address it was kept for. Only here does a crawl parse a page that it did not fetch: what an
 * earlier revision of the reader made of the page cannot be compared with what the present one makes of another. Throws when it is lost.
 */
async function readSnapshot(crawl: Crawl, { snapshot: id, url, finalUrl = url }: Evidence): Promise<LetterOutcome> {
  const snapshot = await crawl.archive.snapshots.find(id)
  if (!snapshot) throw new Error(`Cannot read snapshot ${id} again: it was never kept, or is no longer whole`)
  return crawl.readPage({ ...snapshot, url, finalUrl })
}

/** The result of fetching a letter's page, with what was served and where the letter is in it. Nothing is stored of it yet. */
export type PageVisit = { look: FetchResult; served?: Served; region?: Region }

/**
 * Asks for a letter's page and reads it, counting the outcome. What we remember of the page saves reading it: it may answer `unchanged`,
 * or hold the letter's region as it was.
 */
async function fetchLetter(crawl: Crawl, letter: LetterState): Promise<PageVisit> {
  const seen = await fetchAndRead(crawl, letter, isTrusted(crawl, letter) ? letter : {})
  const { look } = seen
  noteLook(crawl, letter.url, look)
  rememberLook(letter, seen, crawl.lookedAt)
  if (look.outcome === 'read' && look.reading) noteWay(crawl, letter, look.reading)
  return seen
}

/** A letter found in another way than before says that the site has a new template, or that our reader lost its hold on the one it knew. */
function noteWay(crawl: Crawl, letter: LetterState, reading: Reading): void {
  if (letter.method !== undefined && letter.method !== reading.way) crawl.otherWay++
  letter.method = reading.way
}

/** The same page asked for once more, without conditions: what confirms a change. */
export function refetchLetter(crawl: Crawl, letter: LetterState): Promise<PageVisit> {
  return fetchAndRead(crawl, letter, {})
}

/** What a page left with us when it was last read. */
type Remembered = Validators & { region?: Region | undefined }

async function fetchAndRead(crawl: Crawl, letter: LetterState, { etag, lastModified, region }: Remembered): Promise<PageVisit> {
  const fetched = await crawl.site.fetch(letter.url, { etag, lastModified })
  if (fetched.outcome === 'unchanged' && etag === undefined && lastModified === undefined)
    return { look: { outcome: 'unreadable', why: 'it answered 304 to a request without conditions' } }
  if (fetched.outcome !== 'served') return { look: fetched }
  const { served } = fetched
  if (region && holdsRegion(served, region)) return { look: readAsBefore(letter, served), served, region }
  const read = crawl.readPage(served)
  if (read.outcome !== 'read') return { served, look: refusalOf(read, served) }
  const { reading, region: found } = read
  const { letter: content } = reading
  const print = fingerprint(content)
  const other = whoseIs(print, crawl, letter)
  if (other) return { served, look: { outcome: 'unreadable', why: `it shows another letter, ${other.id}, to the character` } }
  const silent = letter.lastModified !== undefined && letter.lastModified === served.headers['last-modified']
  const said = { fingerprint: print, titleKey: titleKeyOf(content), number: content.number }
  return { served, region: found, look: { outcome: 'read', ...said, silent, evidence: evidenceIn(served), reading } }
}

/**
 * The other letter that says what this one's page says all of a sudden: a cache of the site mixed them up. Two that said the same before
 * may do so again: one text that was published twice, and edited twice.
 */
function whoseIs(print: string, { state }: Crawl, letter: LetterState): LetterState | undefined {
  if (letter.version === 0 || print === letter.fingerprint || saidBefore(letter, print)) return undefined
  const said = [...state.letters.values()].filter(
    (other) => other !== letter && other.version > 0 && other.fingerprint === print,
  )
  return said.find((other) => !saidBefore(other, letter.fingerprint))
}

function saidBefore({ earlier = [] }: LetterState, print: string): boolean {
  return earlier.some(({ fingerprint }) => fingerprint === print)
}

function refusalOf({ outcome, why }: Exclude<LetterOutcome, { outcome: 'read' }>, served: Served): FetchResult {
  return outcome === 'gone' ? { outcome, why, evidence: evidenceIn(served) } : { outcome, why }
}

function readAsBefore({ fingerprint, titleKey = '', number }: LetterState, served: Served): FetchResult {
  return { outcome: 'read', fingerprint, titleKey, number, silent: false, evidence: evidenceIn(served) }
}

/** Rule 6: what we remember of a page is trusted for a time, while the letter is on the list and was read by our reader as it is today. */
function isTrusted({ settings, clock }: Crawl, letter: LetterState): boolean {
  const isRecent = isWithin(letter.readAt, settings.trustValidatorsFor, clock.now())
  return isRecent && letter.presence === 'listed' && letter.reader === READER_REVISION
}

/** What looking leaves in the letter state. Validators are kept only of a page that says what the recorded version says. */
function rememberLook(letter: LetterState, { look, served, region }: PageVisit, lookedAt: string): void {
  letter.checkedAt = lookedAt
  if (look.outcome !== 'read' || look.fingerprint !== letter.fingerprint) return
  if (look.reading) letter.readAt = letter.checkedAt
  rememberPage(letter, served, region)
}

/** Keeps what lets the next crawl see that a page did not change. */
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
