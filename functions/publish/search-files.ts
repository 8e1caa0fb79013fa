import { shownText } from '../../shared/shown-text.ts'
import { carriesText } from '../../shared/pages/version.ts'
import type { RecordBook } from '../../shared/record-book.ts'
import type { RecordFile } from '../../shared/record.ts'
import type { Ledger } from '../archive/ledger.ts'
import { BLOCK, bucketsOf, LISTS, LONGEST, plainOf, SHARDS } from './browser/terms.js'
import type { Touched } from './fold-since.ts'
import { readEntries } from './read-entries.ts'

/** A version as the index lists it: its place in the block, its letter, its number, and when the letter was published. */
type Indexed = [place: number, postId: string, version: number, publishedOn: string]

/**
 * The blocks of a column's search index that have to be written: block k is about the versions recorded in the entries 256k + 1 to
 * 256k + 256, so that what was written once stays as it is while the ledger grows.
 */
export async function* searchFiles(book: RecordBook, touched: Touched, ledger: Ledger): AsyncGenerator<RecordFile> {
  const fresh = Array.from({ length: book.sequence - touched.sequence }, (_, index) => touched.sequence + 1 + index)
  const blocks = new Set([...fresh, ...touched.versions].map(blockOf))
  const versions = Map.groupBy(versionsOf(book), ([sequence]) => blockOf(sequence))
  for (const block of blocks) yield* blockFiles(book.column, block, versions.get(block) ?? [], ledger)
}

export const blockOf = (sequence: number) => Math.floor((sequence - 1) / BLOCK)
const placeOf = (sequence: number) => (sequence - 1) % BLOCK

type Version = [sequence: number, postId: string, version: number, publishedOn: string]

/** Every version that can be seen. */
function versionsOf({ letters }: RecordBook): Version[] {
  return Object.entries(letters).flatMap(([postId, { steps, publishedOn = '' }]) =>
    steps.filter(({ text, discarded }) => text && !discarded).map((step): Version => [step.sequence, postId, step.version, publishedOn]),
  ) // prettier-ignore
}

async function* blockFiles(column: string, block: number, versions: Version[], ledger: Ledger): AsyncGenerator<RecordFile> {
  const listed = versions.map(([sequence, ...version]): Indexed => [placeOf(sequence), ...version]).sort(([a], [b]) => a - b)
  yield { path: `${column}/search/${block}.json`, body: `${JSON.stringify(listed)}\n` }
  if (versions.length === 0) return
  const sequences = versions.map(([sequence]) => sequence)
  const lists = await listsOf(sequences, ledger)
  for (let shard = 0; shard < SHARDS; shard++)
    yield { path: `${column}/search/${block}/${shard}.bin`, body: shardOfLists(lists, shard) }
}

/** Bucket and place of every pair of characters in the entries of `sequences`, as one number, in order. */
async function listsOf(sequences: number[], ledger: Ledger): Promise<Uint32Array> {
  const pairs: number[] = []
  for await (const entry of readEntries(ledger, sequences))
    if (carriesText(entry))
      for (const bucket of bucketsOf(plainOf(shownText(entry.data.content)).plain))
        pairs.push(bucket * BLOCK + placeOf(entry.sequence))
  return Uint32Array.from(pairs).sort()
}

/** The lists of one file, as `placesIn` reads them. */
function shardOfLists(pairs: Uint32Array, shard: number): Uint8Array {
  const bytes: number[] = []
  let at = pairs.findIndex((pair) => pair >= shard * LISTS * BLOCK)
  for (let bucket = shard * LISTS; bucket < (shard + 1) * LISTS; bucket++) {
    const places: number[] = []
    for (; at >= 0 && at < pairs.length && Math.floor((pairs[at] ?? 0) / BLOCK) === bucket; at++)
      places.push((pairs[at] ?? 0) % BLOCK)
    bytes.push(...(places.length > LONGEST ? [LONGEST + 1, ...bitsOf(places)] : [places.length, ...places]))
  }
  return Uint8Array.from(bytes)
}

function bitsOf(places: number[]): Uint8Array {
  const bits = new Uint8Array(BLOCK / 8)
  for (const place of places) bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7))
  return bits
}
