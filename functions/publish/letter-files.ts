import { diffLetters } from '../../shared/diff/diff-letters.ts'
import type { Span } from '../../shared/edit.ts'
import { letterFile, shownText } from '../../shared/site/letter-file.ts'
import { changePage } from '../../shared/site/change-page.ts'
import { letterPage } from '../../shared/site/letter-page.ts'
import type { EvidentEntry, RawPage } from '../../shared/site/evidence.ts'
import { carriesText, type VersionEntry } from '../../shared/entry.ts'
import { findingsIn } from '../../shared/findings/findings.ts'
import { postIdIn, type SiteState, type SiteLetter } from '../../shared/ledger/site-state.ts'
import type { RecordFile } from '../../shared/record.ts'
import { type Memento, timeMapFiles } from '../../shared/site/time-map.ts'
import type { Ledger } from '../archive/ledger.ts'
import type { RawSnapshots } from './raw-snapshots.ts'
import { readEntries } from './event-reader.ts'
import type { Batch } from './changes.ts'

/** The files of the letters of a batch: the page and the JSON file of each letter, and the pages of its newly visible versions. */
export async function* letterFiles(
  state: SiteState,
  { letters, versions }: Pick<Batch, 'letters' | 'versions'>,
  ledger: Ledger,
  publicUrl: string,
  rawSnapshots: RawSnapshots,
): AsyncGenerator<RecordFile> {
  const needed = [...letters.keys()].flatMap((postId) => neededOf(state.letters[postId]))
  const read = new Map<number, Memento>()
  for await (const entry of readEntries(ledger, [...needed, ...versions.keys()])) {
    if (!carriesText(entry)) continue
    const postId = postIdIn(entry.data.letter)
    const raw = await rawSnapshots.of(entry.data.evidence.snapshot)
    read.set(entry.sequence, mementoOf(entry, raw))
    if (versions.has(entry.sequence)) {
      yield changePage(state, entry, publicUrl, await wholeDiff(state, entry, ledger), raw)
      yield textFile(entry)
    }
    const letter = letters.has(postId) ? state.letters[postId] : undefined
    if (letter?.textSequence !== entry.sequence) continue
    const found = findingsIn(entry.data.content)
    yield letterPage(state, postId, letter, entry, { found, gone: await goneOf(letter, ledger), raw }, publicUrl)
    yield letterFile(state, postId, letter, entry, found, publicUrl)
  }
  for (const postId of letters.keys()) {
    const mementos = versionsOf(state.letters[postId]).flatMap(({ sequence, version, fetched }) => {
      const memento = fetched ? { version, ...fetched } : read.get(sequence)
      return memento ? [memento] : []
    })
    if (mementos.length > 0) yield* timeMapFiles(state.column, postId, mementos, publicUrl)
  }
}

/** The history steps of a letter that have a visible version. */
const versionsOf = (letter: SiteLetter | undefined) =>
  (letter?.history ?? []).filter(({ text, discarded }) => text && !discarded)

/** The sequences of the entries that must be read for a letter: of its current text, and of versions without details in the state. */
function neededOf(letter: SiteLetter | undefined): number[] {
  return versionsOf(letter).flatMap(({ sequence, fetched }) => (fetched && sequence !== letter?.textSequence ? [] : [sequence]))
}

function mementoOf({ data: { version, url, evidence } }: VersionEntry, raw: RawPage | undefined): Memento {
  return { version, url, at: evidence.fetchedAt, ...(raw === 'published' && { raw: evidence.snapshot }) }
}

/** The entry of the delisting or withdrawal of a letter that is not listed now. */
async function goneOf({ presence, history }: SiteLetter, ledger: Ledger): Promise<EvidentEntry | undefined> {
  const left =
    presence === 'listed'
      ? undefined
      : history.findLast(({ missingSince, discarded }) => missingSince !== undefined && !discarded)
  const entry = left && (await ledger.entry(left.sequence))
  return entry?.type === 'letter.withdrawn' || entry?.type === 'letter.delisted' ? entry : undefined
}

/** A version as plain text, for readers and for the search. It never changes. */
function textFile({ data: { letter, version, content } }: VersionEntry): RecordFile {
  return { path: `${letter}/${version}/text.txt`, body: shownText(content), settled: true }
}

/** The complete difference where that in the entry is truncated: computed again from the previous text. */
async function wholeDiff(state: SiteState, entry: VersionEntry, ledger: Ledger): Promise<Span[] | undefined> {
  if (!('truncated' in entry.data && entry.data.truncated)) return undefined
  const history = state.letters[postIdIn(entry.data.letter)]?.history ?? []
  const before = history.findLast(({ sequence, text, discarded }) => text && !discarded && sequence < entry.sequence)
  const carrier = before && (await ledger.entry(before.sequence))
  return carrier && carriesText(carrier) ? diffLetters(carrier.data.content, entry.data.content)?.diff : undefined
}
