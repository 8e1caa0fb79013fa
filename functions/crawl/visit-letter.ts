import type { FetchResult, PageEvidence, ParsedResult } from '../../shared/crawl/detect-changes.ts'
import { withoutPlaces } from '../../shared/crawl/without-places.ts'
import { fingerprint } from '../../shared/diff/letter-fields.ts'
import type { Refusal } from '../../shared/extract/block-page.ts'
import { isCutOff } from '../../shared/extract/body.ts'
import { type LetterOutcome, READER_REVISION, readLetter } from '../../shared/extract/letter.ts'
import { readFile } from '../../shared/extract/file-letter.ts'
import type { ListedLetter } from '../../shared/extract/listing/entry.ts'
import type { Page } from '../../shared/extract/page.ts'
import type { Region } from '../../shared/extract/region.ts'
import { holdsRegion } from '../../shared/extract/response.ts'
import { readWithTemplate } from '../../shared/extract/template/read.ts'
import { type LetterState, type TemplateInUse, titleKeyOf, type VersionState } from '../../shared/ledger/crawl-state.ts'
import type { Reading } from '../../shared/letter.ts'
import { type Served, snapshotId } from '../../shared/snapshot.ts'
import { isWithin } from '../../shared/text/instant.ts'
import { compareFiles, hasDueFile } from './attached-files.ts'
import type { Crawl } from './crawl.ts'
import { contentOf } from './facts.ts'
import { openLetter } from './open-letter.ts'
import type { Fetched, Validators } from './site.ts'

/**
 * The result of fetching a letter's page, with what was served and where the letter is in it. Nothing is stored of it yet. `kind` names the
 * letter template that read the page; `unfit` is the page if the column's template does not hold on it.
 */
export type PageVisit = { result: FetchResult; served?: Served; region?: Region; kind?: string; unfit?: Page }

/** Pages that were fetched before their letters are due, by the ids of the letters. Each is taken out when it is used. */
export type Prefetched = Map<string, { fetched: Fetched; page: Page | Refusal | undefined }>

/**
 * Fetches and reads a letter's page. What is remembered of the page can make reading unnecessary: the server may answer that the page is
 * unchanged, or the page may still contain the letter's region.
 */
export async function visitLetter(crawl: Crawl, letter: LetterState, prefetched: Prefetched): Promise<PageVisit> {
  const before = prefetched.get(letter.id)
  prefetched.delete(letter.id)
  if (before?.fetched.outcome === 'served' && before.page)
    return withFiles(crawl, letter, await readVisit(crawl, letter, before.fetched.served, before.page))
  if (before && before.fetched.outcome !== 'served') return { result: withoutConditions(before.fetched) }
  return fetchAndRead(crawl, letter, isTrusted(crawl, letter) && !hasDueFile(crawl, letter) ? letter : {})
}

async function withFiles(crawl: Crawl, letter: LetterState, visit: PageVisit): Promise<PageVisit> {
  const { result } = visit
  if (result.outcome !== 'read' || !result.reading) return visit
  const reading = await compareFiles(crawl, letter, result.reading)
  return reading === undefined ? visit : { ...visit, result: withReading(result, reading) }
}

/** Fetches the same page again, without conditions, to confirm a change. */
export function refetchLetter(crawl: Crawl, letter: LetterState): Promise<PageVisit> {
  return fetchAndRead(crawl, letter, {})
}

/** What is remembered of a page from the last time it was read. */
type Remembered = Validators & { region?: Region | undefined }

async function fetchAndRead(crawl: Crawl, letter: LetterState, { etag, lastModified, region }: Remembered): Promise<PageVisit> {
  const fetched = await crawl.site.fetch(letter.url, { etag, lastModified })
  const isConditional = etag !== undefined || lastModified !== undefined
  if (fetched.outcome !== 'served') return { result: isConditional ? fetched : withoutConditions(fetched) }
  const { served } = fetched
  if (region && holdsRegion(served, region)) return { served, region, result: resultOfSameRegion(letter, served) }
  const opened = await openLetter(crawl, served)
  return withFiles(crawl, letter, await readVisit(crawl, letter, opened.served, opened.page))
}

function withoutConditions(fetched: Exclude<Fetched, { outcome: 'served' }>): FetchResult {
  if (fetched.outcome !== 'unchanged') return fetched
  return { outcome: 'unreadable', why: 'it answered 304 to a request without conditions' }
}

/** Reads a page that was fetched as its letter, by the template that the column has now. */
export async function readVisit(crawl: Crawl, letter: LetterState, served: Served, page: Page | Refusal): Promise<PageVisit> {
  const { template } = crawl.state
  const listed = await asListed(crawl, letter)
  const first = readPage(page, template, listed, letter)
  const read = readingAsRecorded(page, first, template, letter, listed) ?? first
  if (read.outcome !== 'read') {
    const isUnfit = template !== undefined && !('outcome' in page) && read.outcome === 'unreadable' && !isCutOff(page)
    return { served, result: resultOfRefusal(read, served), ...(isUnfit && { unfit: page }) }
  }
  const result = resultOfReading(letter, read.reading, served)
  const original = findDuplicateOf(result, crawl, letter)
  if (original)
    return { served, result: { outcome: 'unreadable', why: `its text is exactly that of another letter, ${original.id}` } }
  return { served, ...(!served.parts && { region: read.region }), result, ...(read.kind !== undefined && { kind: read.kind }) }
}

/** Of several kinds of letters that hold on a page, the one by which it shows the recorded version: a kind may hold on another's pages. */
function readingAsRecorded(
  page: Page | Refusal,
  first: LetterOutcome,
  template: TemplateInUse | undefined,
  letter: LetterState,
  listed: ListedLetter,
): LetterOutcome | undefined {
  const { version, fingerprint: recorded } = letter
  const kinds = template?.template.letters ?? []
  const isRecorded = (read: LetterOutcome) => read.outcome === 'read' && fingerprint(read.reading.letter) === recorded
  if (!template || kinds.length < 2 || version === 0 || first.outcome !== 'read' || isRecorded(first)) return undefined
  const alone = kinds.map((kind) => ({ ...template, template: { ...template.template, letters: [kind] } }))
  return alone.map((one) => readPage(page, one, listed, letter)).find(isRecorded)
}

/**
 * Reads a page by `template`, or by labels and shape without one, to compare it with `version`: without what is volatile in it, and with the
 * hashes of attached files that it has.
 */
export function readPage(
  page: Page | Refusal,
  template: TemplateInUse | undefined,
  listed: ListedLetter,
  version: Pick<VersionState, 'volatile' | 'hashes'> = {},
): LetterOutcome {
  if (template === undefined) {
    const read = 'file' in page ? readFile(page, listed) : readLetter(page)
    return read.outcome === 'read' ? { ...read, reading: asIn(version, read.reading) } : read
  }
  const read = readWithTemplate(page, template.template, listed)
  if (read.outcome !== 'read') return read
  return { ...read, reading: asIn(version, { ...read.reading, template: template.sequence }) }
}

function asIn({ volatile = [], hashes = {} }: Pick<VersionState, 'volatile' | 'hashes'>, reading: Reading): Reading {
  const { letter, ...rest } = withoutPlaces(reading, volatile)
  const attachments = letter.attachments.map((file) => {
    const sha256 = file.sha256 ?? hashes[file.url]
    return sha256 === undefined ? file : { ...file, sha256 }
  })
  return { ...rest, letter: { ...letter, attachments } }
}

/** How the listing lists a letter; what it does not show now is taken from the letter's latest version. */
export async function asListed(crawl: Crawl, letter: LetterState): Promise<ListedLetter> {
  const { postId, url } = letter
  const listed = crawl.listed.get(postId)
  const publishedOn = listed?.publishedOn ?? letter.publishedOn
  const title = listed?.title ?? (await recordedTitle(crawl, letter))
  return { postId, url, title, ...(publishedOn !== undefined && { publishedOn }) }
}

async function recordedTitle({ archive, column }: Crawl, { sequence }: LetterState): Promise<string> {
  if (sequence === 0) return ''
  return contentOf(await archive.ledger(column.id).entry(sequence))?.title ?? ''
}

/** `result` with another reading of the same page. */
export function withReading(result: ParsedResult, reading: Reading): ParsedResult {
  return { ...result, ...identityOf(reading), reading }
}

function identityOf({ letter }: Reading) {
  return { fingerprint: fingerprint(letter), titleKey: titleKeyOf(letter), number: letter.number }
}

function resultOfReading({ lastModified }: LetterState, reading: Reading, served: Served): ParsedResult {
  const silent = lastModified !== undefined && lastModified === served.headers['last-modified']
  return { outcome: 'read', ...identityOf(reading), silent, evidence: evidenceIn(served), reading }
}

function resultOfSameRegion({ fingerprint: print, titleKey = '', number }: LetterState, served: Served): FetchResult {
  return { outcome: 'read', fingerprint: print, titleKey, number, silent: false, evidence: evidenceIn(served) }
}

function resultOfRefusal({ outcome, why }: Exclude<LetterOutcome, { outcome: 'read' }>, served: Served): FetchResult {
  return outcome === 'gone' ? { outcome, why, evidence: evidenceIn(served) } : { outcome, why }
}

/**
 * The other letter whose text is suddenly at this one's address: a cache of the site mixed them up. Two letters that had the same text
 * before may have it again: one text that was published twice, and edited twice. The day is left out, which the listing may have given.
 */
function findDuplicateOf(
  { fingerprint: print, titleKey, reading }: ParsedResult,
  { state }: Crawl,
  letter: LetterState,
): LetterState | undefined {
  if (letter.version === 0 || print === letter.fingerprint || hadFingerprint(letter, print)) return undefined
  const { publishedOn: _, ...dayless } = reading.letter
  const isOf = ({ fingerprint: other, publishedOn }: LetterState) =>
    fingerprint(publishedOn === undefined ? dayless : { ...dayless, publishedOn }) === other
  const same = [...state.letters.values()].filter(
    (other) => other !== letter && other.version > 0 && other.titleKey === titleKey && isOf(other),
  )
  return same.find((other) => !hadFingerprint(other, letter.fingerprint))
}

function hadFingerprint({ earlier = [] }: LetterState, print: string): boolean {
  return earlier.some(({ fingerprint: former }) => former === print)
}

/** Rule 6: what is remembered of a page is trusted for a limited time, while the letter is listed and read in the same way. */
function isTrusted({ settings, clock, state }: Crawl, letter: LetterState): boolean {
  const isRecent = isWithin(letter.readAt, settings.trustValidatorsFor, clock.now())
  return isRecent && letter.presence === 'listed' && isReadAsNow(state, letter)
}

/** Whether a version was made by the present reader and the present template. */
export function isReadAsNow({ template }: Crawl['state'], version: Pick<LetterState, 'reader' | 'template'>): boolean {
  return version.reader === READER_REVISION && version.template === template?.sequence
}

/** Notes the fetch in the letter state. Validators are remembered only of a page that shows the recorded version. */
export function rememberVisit(letter: LetterState, { result, served, region }: PageVisit, fetchedAt: string): void {
  letter.checkedAt = fetchedAt
  if (result.outcome !== 'read' || result.fingerprint !== letter.fingerprint) return
  if (result.reading) letter.readAt = letter.checkedAt
  rememberPage(letter, served, region)
}

/** Remembers by what the next crawl can see that the page did not change. */
export function rememberPage(letter: LetterState, served: Served | undefined, region: Region | undefined): void {
  // That the first page did not change says nothing about the others.
  const { etag, 'last-modified': lastModified } = served && !served.parts ? served.headers : {}
  for (const [field, value] of Object.entries({ etag, lastModified, region })) {
    if (value === undefined) Reflect.deleteProperty(letter, field)
    else Object.assign(letter, { [field]: value })
  }
}

function evidenceIn({ url, finalUrl, body, fetchedAt, scheme, status, parts }: Served): PageEvidence {
  return {
    snapshot: snapshotId(body),
    url,
    ...(finalUrl !== url && { finalUrl }),
    fetchedAt,
    scheme,
    status,
    ...(parts && { parts: parts.map((part) => snapshotId(part.body)) }),
  }
}
