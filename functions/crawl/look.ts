import { type LetterState, titleKeyOf } from '../../shared/ledger/crawl-state.ts'
import type { PageEvidence, FetchResult } from '../../shared/crawl/detect-changes.ts'
import { fingerprint } from '../../shared/diff/letter-fields.ts'
import { isWithin } from '../../shared/text/instant.ts'
import type { Reading } from '../../shared/letter.ts'
import { type LetterOutcome, READER_REVISION, readLetter } from '../../shared/extract/letter.ts'
import type { Region } from '../../shared/extract/region.ts'
import { holdsRegion, openPage } from '../../shared/extract/response.ts'
import { type Served, snapshotId } from '../../shared/snapshot.ts'
import { type Crawl, noteLook } from './crawl.ts'
import type { Validators } from './site.ts'

/** A look at a letter's page, with what was served and read when it was: no `reading` where nothing in it can have changed. Nothing is kept of it yet. */
export type Seen = { look: FetchResult; served?: Served; reading?: Reading; region?: Region }

/**
 * Asks for a letter's page and reads it, counting the outcome. What we remember of the page saves reading it: it may answer `unchanged`,
 * or hold the letter's region as it was.
 */
export async function lookAt(crawl: Crawl, letter: LetterState): Promise<Seen> {
  const seen = await fetchAndRead(crawl, letter, isTrusted(crawl, letter) ? letter : {})
  const { look } = seen
  noteLook(crawl, letter.url, look)
  rememberLook(letter, seen, crawl.lookedAt)
  noteWay(crawl, letter, seen.reading)
  return seen
}

/** A letter found in another way than before says that the site has a new template, or that our reader lost its hold on the one it knew. */
function noteWay(crawl: Crawl, letter: LetterState, reading: Reading | undefined): void {
  if (!reading) return
  if (letter.method !== undefined && letter.method !== reading.way) crawl.otherWay++
  letter.method = reading.way
}

/** The same page asked for once more, without conditions: what confirms a change. */
export function lookAgain(crawl: Crawl, letter: LetterState): Promise<Seen> {
  return fetchAndRead(crawl, letter, {})
}

/** What a page left with us when it was last read. */
type Remembered = Validators & { region?: Region | undefined }

async function fetchAndRead(crawl: Crawl, letter: LetterState, { etag, lastModified, region }: Remembered): Promise<Seen> {
  const fetched = await crawl.site.fetch(letter.url, { etag, lastModified })
  if (fetched.outcome === 'unchanged' && etag === undefined && lastModified === undefined)
    return { look: { outcome: 'unreadable', why: 'it answered 304 to a request without conditions' } }
  if (fetched.outcome !== 'served') return { look: fetched }
  const { served } = fetched
  if (region && holdsRegion(served, region)) return { look: readAsBefore(letter, served), served, region }
  const read = readLetter(openPage(served))
  if (read.outcome !== 'read') return { served, look: refusalOf(read, served) }
  const { letter: content } = read.reading
  const print = fingerprint(content)
  const other = whoseIs(print, crawl, letter)
  if (other) return { served, look: { outcome: 'unreadable', why: `it shows another letter, ${other.id}, to the character` } }
  const silent = letter.lastModified !== undefined && letter.lastModified === served.headers['last-modified']
  const said = { fingerprint: print, titleKey: titleKeyOf(content), number: content.number }
  return { ...read, served, look: { outcome: 'read', ...said, silent, evidence: evidenceIn(served) } }
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
function rememberLook(letter: LetterState, { look, served, reading, region }: Seen, lookedAt: string): void {
  letter.checkedAt = lookedAt
  if (look.outcome !== 'read' || look.fingerprint !== letter.fingerprint) return
  if (reading) letter.readAt = letter.checkedAt
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
