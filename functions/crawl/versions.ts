import type { ParsedResult } from '../../shared/crawl/detect-changes.ts'
import { inNewSkin } from '../../shared/crawl/new-skin.ts'
import { fingerprint } from '../../shared/diff/letter-fields.ts'
import { carriesText, type Evidence, type VersionEntry } from '../../shared/entry.ts'
import type { Refusal } from '../../shared/extract/block-page.ts'
import { type LetterOutcome, READER_REVISION } from '../../shared/extract/letter.ts'
import type { Page } from '../../shared/extract/page.ts'
import { type LetterState, nextVersion, type TemplateInUse, type VersionState } from '../../shared/ledger/crawl-state.ts'
import type { Letter, Reading } from '../../shared/letter.ts'
import type { Crawl } from './crawl.ts'
import { aboutLetter, aboutVersion } from './facts.ts'
import { reopenLetter } from './open-letter.ts'
import { isReadAsNow, type PageVisit, readPage } from './visit-letter.ts'

/** The entry that carries the text of a version. Throws when the ledger has none. */
export async function readVersion(
  { archive, column }: Crawl,
  { sequence }: Pick<VersionState, 'sequence'>,
): Promise<VersionEntry> {
  const entry = await archive.ledger(column.id).entry(sequence)
  if (!entry || !carriesText(entry)) throw new Error(`Cannot read a letter again: entry ${sequence} has no version`)
  return entry
}

/**
 * Rule 7: a page is compared with a version that was read in the same way. A version of an earlier revision of the reader or of another
 * template is read again first, from its snapshot. What differs only because of that, or because the page has another skin, is recorded
 * and never announced.
 */
export async function prepareVersion(crawl: Crawl, letter: LetterState, visit: PageVisit): Promise<void> {
  await rereadDiscarded(crawl, letter)
  if (letter.version === 0) return
  if (!isReadAsNow(crawl.state, letter)) await rereadLatest(crawl, letter)
  const { result, kind } = visit
  if (result.outcome !== 'read' || !result.reading || result.fingerprint === letter.fingerprint || kind === undefined) return
  if ((await kindOfVersion(crawl, letter)) !== kind) await showInNewSkin(crawl, letter, visit, result)
}

async function rereadDiscarded(crawl: Crawl, letter: LetterState): Promise<void> {
  const { discarded } = letter
  if (!discarded || isReadAsNow(crawl.state, discarded)) return
  const read = await rereadVersion(crawl, letter, discarded)
  const print = read.outcome === 'read' ? fingerprint(read.reading.letter) : discarded.fingerprint
  Object.assign(discarded, { fingerprint: print, ...presentWay(crawl) })
}

function presentWay({ state }: Crawl): Pick<VersionState, 'reader' | 'template'> {
  return { reader: READER_REVISION, template: state.template?.sequence }
}

/**
 * Reads the latest version again, and records it if it differs. A template that contains the one that read it reads its page as before.
 * Where neither finds a letter in the snapshot, the version stays as it was recorded, and the fetched page differs from it.
 */
async function rereadLatest(crawl: Crawl, letter: LetterState): Promise<void> {
  const cited = await citedTemplate(crawl, letter)
  const kinds = new Set(crawl.state.template?.template.letters.map((kind) => JSON.stringify(kind)))
  const isContained = cited?.template.letters.every((kind) => kinds.has(JSON.stringify(kind))) === true
  if (!isContained || letter.reader !== READER_REVISION) {
    const read = await rereadVersion(crawl, letter, letter)
    if (read.outcome === 'read') await recordReread(crawl, letter, read.reading)
  }
  Object.assign(letter, presentWay(crawl))
}

/** Records `reading` of `page`, or else of the version's own page, as what the latest version says, unless it says that already. */
async function recordReread(crawl: Crawl, letter: LetterState, reading: Reading, page?: Evidence): Promise<void> {
  const print = fingerprint(reading.letter)
  if (print === letter.fingerprint) return
  const evidence = page ?? (await readVersion(crawl, letter)).data.evidence
  const about = aboutLetter(crawl.column.id, letter, reading.letter, nextVersion(letter), evidence, crawl.settings)
  await crawl.record({ type: 'letter.reread', data: { ...about, ...aboutVersion(reading, print) } })
}

/** A version, read from its snapshot by the present template, or else by the one that read it then. */
async function rereadVersion(crawl: Crawl, letter: LetterState, version: VersionState): Promise<LetterOutcome> {
  const { data } = await readVersion(crawl, version)
  const page = await openSnapshot(crawl, data.evidence)
  const listed = asListedThen(crawl, letter, data.content, version.template !== undefined)
  const read = readPage(page, crawl.state.template, listed, version)
  const cited = read.outcome === 'read' ? undefined : await citedTemplate(crawl, version)
  return cited ? readPage(page, cited, listed, version) : read
}

/** A kept snapshot, parsed as the page of the address for which it was kept. Throws when it is lost. */
async function openSnapshot(crawl: Crawl, evidence: Evidence): Promise<Page | Refusal> {
  const opened = await reopenLetter(crawl, evidence)
  const ids = [evidence.snapshot, ...(evidence.parts ?? [])].join(', ')
  if (!opened) throw new Error(`Cannot read snapshot ${ids} again: it is not kept, or is damaged; run letterwatch verify`)
  return opened.page
}

/** A snapshot is read with the title that a template found in it, and with the listing's day, with which the page is read too. */
function asListedThen(crawl: Crawl, { postId, url }: LetterState, { title, publishedOn }: Letter, isTitleSure: boolean) {
  const listed = crawl.listed.get(postId)
  const day = listed?.publishedOn ?? publishedOn
  return { postId, url, title: isTitleSure ? title : (listed?.title ?? title), ...(day !== undefined && { publishedOn: day }) }
}

async function citedTemplate(
  { archive, column }: Crawl,
  { template: sequence }: { template?: number | undefined },
): Promise<TemplateInUse | undefined> {
  if (sequence === undefined) return undefined
  const entry = await archive.ledger(column.id).entry(sequence)
  return entry?.type === 'column.template' ? { sequence, template: entry.data.template } : undefined
}

/** The kind of page that the latest version is on, as JSON; undefined if no template reads it. */
async function kindOfVersion(crawl: Crawl, letter: LetterState): Promise<string | undefined> {
  const { data } = await readVersion(crawl, letter)
  const cited = await citedTemplate(crawl, data)
  const template = cited ?? crawl.state.template
  const [kind, ...others] = cited?.template.letters ?? []
  if (kind && others.length === 0) return JSON.stringify(kind)
  const read = readPage(
    await openSnapshot(crawl, data.evidence),
    template,
    asListedThen(crawl, letter, data.content, true),
    data.volatile && { volatile: data.volatile },
  )
  return read.outcome === 'read' ? read.kind : undefined
}

/**
 * The page has another skin than the page of the latest version. Another skin shows other fields of a letter and breaks its lines elsewhere:
 * that is recorded as read again, and what remains is an edit.
 */
async function showInNewSkin(crawl: Crawl, letter: LetterState, { served }: PageVisit, result: ParsedResult): Promise<void> {
  const { reading, evidence } = result
  const { data } = await readVersion(crawl, letter)
  const shown = inNewSkin(data.content, reading.letter)
  if (fingerprint(shown) !== fingerprint(reading.letter)) {
    await recordReread(crawl, letter, { ...reading, letter: shown })
    return
  }
  if (!served) return
  await crawl.keep(served)
  await recordReread(crawl, letter, reading, evidence)
}
