import { type Check, titleKey } from '../../shared/check-book.ts'
import type { Ground, Look } from '../../shared/compare.ts'
import { fingerprint } from '../../shared/edit/fingerprint.ts'
import type { Reading } from '../../shared/letter.ts'
import { type LetterOutcome, READER_REVISION, readLetter } from '../../shared/parse/read-letter.ts'
import { type Served, snapshotId } from '../../shared/served.ts'
import { type Crawl, noteLook } from './crawl.ts'
import type { Validators } from './site.ts'

/** A look at a letter's page, with what was served and read when it was. Nothing is kept of it yet. */
export type Seen = { look: Look; served?: Served; reading?: Reading; region?: string }

/**
 * Asks for a letter's page and reads it, counting the outcome. The page may answer `unchanged` only while its validators are trusted
 * (rule 6), the letter is on the list, and it was read by our reader as it is today.
 */
export async function lookAt(crawl: Crawl, check: Check): Promise<Seen> {
  const seen = await fetchAndRead(crawl, check, trustedValidators(crawl, check))
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

async function fetchAndRead(crawl: Crawl, check: Check, validators: Validators): Promise<Seen> {
  const fetched = await crawl.site.fetch(check.url, validators)
  if (fetched.outcome === 'unchanged' && validators.etag === undefined && validators.lastModified === undefined)
    return { look: { outcome: 'unreadable', why: 'it answered 304 to a request without conditions' } }
  if (fetched.outcome !== 'served') return { look: fetched }
  const { served } = fetched
  const read = readLetter(served)
  if (read.outcome !== 'read') return { served, look: refusalOf(read, served) }
  const { letter } = read.reading
  const silent = check.lastModified !== undefined && check.lastModified === served.headers['last-modified']
  const said = { fingerprint: fingerprint(letter), key: titleKey(letter), number: letter.number }
  return { ...read, served, look: { outcome: 'read', ...said, silent, ground: groundOf(served) } }
}

function refusalOf({ outcome, why }: Exclude<LetterOutcome, { outcome: 'read' }>, served: Served): Look {
  return outcome === 'gone' ? { outcome, why, ground: groundOf(served) } : { outcome, why }
}

function trustedValidators({ settings, clock }: Crawl, check: Check): Validators {
  const trusted = settings.trustValidatorsFor - (clock.now().getTime() - Date.parse(check.readAt ?? ''))
  if (!(trusted > 0) || check.state !== 'listed' || check.reader !== READER_REVISION) return {}
  return { etag: check.etag, lastModified: check.lastModified }
}

/** What looking leaves in the check book. Validators are kept only of a page that says what the recorded version says. */
function rememberLook(check: Check, { look, served, region }: Seen, lookedAt: string): void {
  check.checkedAt = lookedAt
  if (look.outcome !== 'read' || look.fingerprint !== check.fingerprint) return
  check.readAt = check.checkedAt
  rememberPage(check, served, region)
}

/** Keeps what lets the next crawl see that a page did not change. */
export function rememberPage(check: Check, served: Served | undefined, region: string | undefined): void {
  const { etag, 'last-modified': lastModified } = served?.headers ?? {}
  for (const [field, value] of Object.entries({ etag, lastModified, region })) {
    if (value === undefined) Reflect.deleteProperty(check, field)
    else Object.assign(check, { [field]: value })
  }
}

function groundOf({ url, finalUrl, body, fetchedAt, scheme, status }: Served): Ground {
  return { snapshot: snapshotId(body), url, ...(finalUrl !== url && { finalUrl }), fetchedAt, scheme, status }
}
