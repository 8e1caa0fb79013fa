import { type Check, titleKey } from '../../shared/ledger/crawl-state.ts'
import type { Ground, Look } from '../../shared/crawl/detect-changes.ts'
import { fingerprint } from '../../shared/diff/letter-fields.ts'
import { isWithin } from '../../shared/text/instant.ts'
import type { Reading } from '../../shared/letter.ts'
import { type LetterOutcome, READER_REVISION, readLetter } from '../../shared/extract/letter.ts'
import { holdsRegion, type Region } from '../../shared/extract/region.ts'
import { type Served, snapshotId } from '../../shared/snapshot.ts'
import { type Crawl, noteLook } from './crawl.ts'
import type { Validators } from './site.ts'

/** A look at a letter's page, with what was served and read when it was: no `reading` where nothing in it can have changed. Nothing is kept of it yet. */
export type Seen = { look: Look; served?: Served; reading?: Reading; region?: Region }

/**
 * Asks for a letter's page and reads it, counting the outcome. What we remember of the page saves reading it: it may answer `unchanged`,
 * or hold the letter's region as it was.
 */
export async function lookAt(crawl: Crawl, check: Check): Promise<Seen> {
  const seen = await fetchAndRead(crawl, check, isTrusted(crawl, check) ? check : {})
  const { look } = seen
  noteLook(crawl, check.url, look)
  rememberLook(check, seen, crawl.lookedAt)
  noteWay(crawl, check, seen.reading)
  return seen
}

/** A letter found in another way than before says that the site has a new template, or that our reader lost its hold on the one it knew. */
function noteWay(crawl: Crawl, check: Check, reading: Reading | undefined): void {
  if (!reading) return
  if (check.way !== undefined && check.way !== reading.way) crawl.otherWay++
  check.way = reading.way
}

/** The same page asked for once more, without conditions: what confirms a change. */
export function lookAgain(crawl: Crawl, check: Check): Promise<Seen> {
  return fetchAndRead(crawl, check, {})
}

/** What a page left with us when it was last read. */
type Remembered = Validators & { region?: Region | undefined }

async function fetchAndRead(crawl: Crawl, check: Check, { etag, lastModified, region }: Remembered): Promise<Seen> {
  const fetched = await crawl.site.fetch(check.url, { etag, lastModified })
  if (fetched.outcome === 'unchanged' && etag === undefined && lastModified === undefined)
    return { look: { outcome: 'unreadable', why: 'it answered 304 to a request without conditions' } }
  if (fetched.outcome !== 'served') return { look: fetched }
  const { served } = fetched
  if (region && holdsRegion(served, region)) return { look: readAsBefore(check, served), served, region }
  const read = readLetter(served)
  if (read.outcome !== 'read') return { served, look: refusalOf(read, served) }
  const { letter } = read.reading
  const print = fingerprint(letter)
  const other = whoseIs(print, crawl, check)
  if (other)
    return { served, look: { outcome: 'unreadable', why: `it shows another letter, ${other.letter}, to the character` } }
  const silent = check.lastModified !== undefined && check.lastModified === served.headers['last-modified']
  const said = { fingerprint: print, key: titleKey(letter), number: letter.number }
  return { ...read, served, look: { outcome: 'read', ...said, silent, ground: groundOf(served) } }
}

/**
 * The other letter that says what this one's page says all of a sudden: a cache of the site mixed them up. Two that said the same before
 * may do so again: one text that was published twice, and edited twice.
 */
function whoseIs(print: string, { book }: Crawl, check: Check): Check | undefined {
  if (check.version === 0 || print === check.fingerprint || saidBefore(check, print)) return undefined
  const said = [...book.checks.values()].filter((other) => other !== check && other.version > 0 && other.fingerprint === print)
  return said.find((other) => !saidBefore(other, check.fingerprint))
}

function saidBefore({ earlier = [] }: Check, print: string): boolean {
  return earlier.some(({ fingerprint }) => fingerprint === print)
}

function refusalOf({ outcome, why }: Exclude<LetterOutcome, { outcome: 'read' }>, served: Served): Look {
  return outcome === 'gone' ? { outcome, why, ground: groundOf(served) } : { outcome, why }
}

function readAsBefore({ fingerprint, key = '', number }: Check, served: Served): Look {
  return { outcome: 'read', fingerprint, key, number, silent: false, ground: groundOf(served) }
}

/** Rule 6: what we remember of a page is trusted for a time, while the letter is on the list and was read by our reader as it is today. */
function isTrusted({ settings, clock }: Crawl, check: Check): boolean {
  const isRecent = isWithin(check.readAt, settings.trustValidatorsFor, clock.now())
  return isRecent && check.state === 'listed' && check.reader === READER_REVISION
}

/** What looking leaves in the check book. Validators are kept only of a page that says what the recorded version says. */
function rememberLook(check: Check, { look, served, reading, region }: Seen, lookedAt: string): void {
  check.checkedAt = lookedAt
  if (look.outcome !== 'read' || look.fingerprint !== check.fingerprint) return
  if (reading) check.readAt = check.checkedAt
  rememberPage(check, served, region)
}

/** Keeps what lets the next crawl see that a page did not change. */
export function rememberPage(check: Check, served: Served | undefined, region: Region | undefined): void {
  const { etag, 'last-modified': lastModified } = served?.headers ?? {}
  for (const [field, value] of Object.entries({ etag, lastModified, region })) {
    if (value === undefined) Reflect.deleteProperty(check, field)
    else Object.assign(check, { [field]: value })
  }
}

function groundOf({ url, finalUrl, body, fetchedAt, scheme, status }: Served): Ground {
  return { snapshot: snapshotId(body), url, ...(finalUrl !== url && { finalUrl }), fetchedAt, scheme, status }
}
