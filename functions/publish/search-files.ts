import { shownText } from '../../shared/site/letter-file.ts'
import { carriesText } from '../../shared/entry.ts'
import type { SiteState } from '../../shared/ledger/site-state.ts'
import type { RecordFile } from '../../shared/record.ts'
import type { Ledger } from '../archive/ledger.ts'
import { BLOCK, bucketsOf, LISTS, MAX_LIST, plainOf, SHARDS } from './browser/terms.js'
import type { Batch } from './changes.ts'
import { readEntries } from './event-reader.ts'

/** A bit for each entry of a block. */
const ROW_BYTES = BLOCK / 8

/** A version as the index lists it: its place in the block, its letter, its number, and when the letter was published. */
type Indexed = [place: number, postId: string, version: number, publishedOn: string]

/**
 * The blocks of a column's search index that a batch changes. Block k covers the versions in the entries 256k + 1 to 256k + 256, so that full
 * blocks do not change while the ledger grows.
 */
export async function* searchFiles(state: SiteState, batch: Batch, ledger: Ledger): AsyncGenerator<RecordFile> {
  const fresh = Array.from({ length: batch.to - batch.from }, (_, index) => batch.from + 1 + index)
  const blocks = new Set([...fresh, ...batch.versions.keys()].map(blockOf))
  const versions = Map.groupBy(versionsOf(state), ([sequence]) => blockOf(sequence))
  const rows = new Uint8Array(SHARDS * LISTS * ROW_BYTES)
  for (const block of blocks) yield* blockFiles(state.column, block, versions.get(block) ?? [], ledger, rows.fill(0))
}

export const blockOf = (sequence: number) => Math.floor((sequence - 1) / BLOCK)
const placeOf = (sequence: number) => (sequence - 1) % BLOCK

type Version = [sequence: number, postId: string, version: number, publishedOn: string]

/** Every visible version. */
function versionsOf({ letters }: SiteState): Version[] {
  return Object.entries(letters).flatMap(([postId, { history, publishedOn = '' }]) =>
    history.filter(({ text, discarded }) => text && !discarded).map((step): Version => [step.sequence, postId, step.version, publishedOn]),
  ) // prettier-ignore
}

/** The files of a block. `rows` is an empty buffer, used for this block. */
async function* blockFiles(
  column: string,
  block: number,
  versions: Version[],
  ledger: Ledger,
  rows: Uint8Array,
): AsyncGenerator<RecordFile> {
  const listed = versions.map(([sequence, ...version]): Indexed => [placeOf(sequence), ...version]).sort(([a], [b]) => a - b)
  yield { path: `${column}/search/${block}.json`, body: `${JSON.stringify(listed)}\n` }
  if (versions.length === 0) return
  const sequences = versions.map(([sequence]) => sequence)
  await fillIn(rows, sequences, ledger)
  for (let shard = 0; shard < SHARDS; shard++)
    yield { path: `${column}/search/${block}/${shard}.bin`, body: shardOfLists(rows, shard) }
}

/** Sets in the row of each bucket the bits of the `sequences` whose text contains a pair of characters of that bucket. */
async function fillIn(rows: Uint8Array, sequences: number[], ledger: Ledger): Promise<void> {
  for await (const entry of readEntries(ledger, sequences)) {
    if (!carriesText(entry)) continue
    const place = placeOf(entry.sequence)
    for (const bucket of bucketsOf(plainOf(shownText(entry.data.content)).plain)) {
      const at = bucket * ROW_BYTES + (place >> 3)
      rows[at] = (rows[at] ?? 0) | (1 << (place & 7))
    }
  }
}

/** The lists of one file, as `placesIn` reads them. */
function shardOfLists(rows: Uint8Array, shard: number): Uint8Array {
  const bytes = new Uint8Array(LISTS * (1 + ROW_BYTES))
  let at = 0
  for (let bucket = shard * LISTS; bucket < (shard + 1) * LISTS; bucket++) {
    const from = bucket * ROW_BYTES
    const places = placesOf(rows, from)
    const isLong = places.length > MAX_LIST
    bytes[at++] = isLong ? MAX_LIST + 1 : places.length
    bytes.set(isLong ? rows.subarray(from, from + ROW_BYTES) : places, at)
    at += isLong ? ROW_BYTES : places.length
  }
  return bytes.slice(0, at)
}

/** The places whose bits are set in the row that begins at `from`. Nearly all rows are empty. */
function placesOf(rows: Uint8Array, from: number): number[] {
  const places: number[] = []
  for (let at = 0; at < ROW_BYTES; at++) {
    const bits = rows[from + at] ?? 0
    for (let bit = 0; bits >> bit > 0; bit++) if ((bits >> bit) & 1) places.push(8 * at + bit)
  }
  return places
}
