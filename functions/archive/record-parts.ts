import { createHash } from 'node:crypto'
import { compress, decompress } from './compress.ts'
import { partitionOf } from './keys.ts'
import type { Store } from '../ports/store/store.ts'

/** A row of the table holds 400 KB; a part that has more packed bytes lies in several. */
const ROW_BYTES = 350_000

const partition = (column: string) => partitionOf('siteParts', column)
const placeOf = (part: number, place: string) => `${String(part).padStart(8, '0')}#${place}`

/** Writes the text of a part of a column's record book in one of its two places. */
export async function putPart(store: Store, column: string, part: number, place: string, text: string): Promise<void> {
  const packed = compress(text)
  const of = Math.ceil(packed.length / ROW_BYTES)
  for (let row = 0; row < of; row++) {
    const bytes = packed.subarray(row * ROW_BYTES, (row + 1) * ROW_BYTES)
    await store.put({ pk: partition(column), sk: `${placeOf(part, place)}#${row}`, of, bytes })
  }
}

/** The texts of `parts`, as a head names them, in order; undefined when one of them is not what was written. */
export async function textsOf(
  store: Store,
  column: string,
  parts: string[],
  eventuallyConsistent: boolean,
): Promise<string[] | undefined> {
  const found = new Map<string, Uint8Array[]>()
  for await (const { sk, of, bytes } of store.query(partition(column), { eventuallyConsistent })) {
    const place = sk.slice(0, sk.lastIndexOf('#'))
    const rows = found.get(place) ?? found.set(place, []).get(place)
    if (rows && rows.length < Number(of)) rows.push(bytes as Uint8Array)
  }
  const texts: string[] = []
  for (const [part, written] of parts.entries()) {
    if (written === '') continue
    const rows = found.get(placeOf(part, written.slice(0, 1)))
    const text = rows && textIn(rows)
    if (text === undefined || hashOf(text) !== written.slice(1)) return undefined
    texts.push(text)
  }
  return texts
}

/** Undefined when one row was written and another not yet. */
const textIn = (rows: Uint8Array[]) => decompress(Buffer.concat(rows))?.toString()

/** The beginning of the hash of a part's text. */
export const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 8)
