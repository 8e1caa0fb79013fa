import type { Overflow } from './overflow.ts'
import type { Row, Store } from '../ports/store/store.ts'

/** A row of the table holds 400 KB; a snapshot with more packed bytes than this outgrows it. */
export const ROW_BYTES = 350_000

/** Snapshots that outgrow a row in several rows of the table: the first part in the snapshot's own row, the others after it. */
export function openParts(store: Store): Overflow {
  return {
    async keep(id, packed) {
      const [first, ...others] = partsOf(id, packed)
      for (const row of others.reverse()) await store.insert(row)
      return first
    },
    async find(id) {
      const first = await store.get(partKey(id, 0))
      const packed = [first?.bytes]
      for (let part = 1; part <= Number(first?.parts); part++) packed.push((await store.get(partKey(id, part)))?.bytes)
      return packed.every((part) => part instanceof Uint8Array) ? Buffer.concat(packed) : undefined
    },
  }
}

/** The rows that hold the packed bytes of the snapshot called `id`; the first is its own, as far as its bytes go. */
export function partsOf(id: string, packed: Uint8Array): [Row, ...Row[]] {
  const parts = Math.ceil(packed.length / ROW_BYTES) - 1
  const others = Array.from({ length: parts }, (_, index) => ({ ...partKey(id, index + 1), bytes: slice(packed, index + 1) }))
  return [{ ...partKey(id, 0), parts, bytes: slice(packed, 0) }, ...others]
}

/** Where a part of a snapshot lies; part 0 is the snapshot's row. */
export const partKey = (id: string, part: number) => ({ pk: `snapshot#${id}`, sk: String(part).padStart(4, '0') })

const slice = (packed: Uint8Array, part: number) => packed.subarray(part * ROW_BYTES, (part + 1) * ROW_BYTES)
