import { type Served, snapshotId } from '../../shared/snapshot.ts'
import { mayBeDictionary, openDictionaries } from './dictionaries.ts'
import type { Overflow } from './overflow.ts'
import { pack, unpackWhole } from './pack.ts'
import { openParts, partKey, ROW_BYTES } from './snapshot-parts.ts'
import type { Row, Store } from '../ports/store/store.ts'

/** What is kept of a snapshot beside its bytes: how they were served the first time. */
export type Snapshot = Served & { id: string }
/** The name of a snapshot, and of the one that the next page of its column is to be packed with. */
export type Kept = { id: string; dictionary: string | undefined }

export type Snapshots = ReturnType<typeof openSnapshots>

/** A page is packed with another when it then takes no more than this of what it takes alone. */
const WORTH_IT = 0.75

/**
 * The raw pages, each kept once under the SHA-256 of its bytes and never changed. The row of a snapshot is written last, so that it is
 * there whole or not at all; the bytes of one that outgrows a row lie in `overflow`.
 */
export function openSnapshots(store: Store, overflow: Overflow = openParts(store)) {
  const parts = openParts(store)
  const dictionaries = openDictionaries(store)
  return {
    /**
     * Keeps the bytes of `served` and how they were served, unless they are kept already: packed with the snapshot called `dictionary` where
     * that makes them smaller by much, and else alone, for the next ones to be packed with them.
     */
    async keep({ body, ...how }: Served, dictionary?: string): Promise<Kept> {
      const id = snapshotId(body)
      const row = { ...partKey(id, 0), how: JSON.stringify(how) }
      const alone = pack(body)
      if (alone.length > ROW_BYTES) {
        if (!(await store.get(row))) await store.insert({ ...row, ...(await overflow.keep(id, alone)) })
        return { id, dictionary }
      }
      const page = await dictionaries.find(dictionary)
      const bytes = page && mayBeDictionary(page) ? pack(body, page) : undefined
      const isWorthIt = bytes !== undefined && bytes.length <= WORTH_IT * alone.length
      await store.insert({ ...row, parts: 0, ...(isWorthIt ? { bytes, dictionary } : { bytes: alone }) })
      return { id, dictionary: isWorthIt || !mayBeDictionary(body) ? dictionary : id }
    },

    /** The snapshot called `id`, or undefined when it was never kept, or is no longer whole. */
    async find(id: string): Promise<Snapshot | undefined> {
      const read = await this.read(id)
      return 'lost' in read ? undefined : read
    },

    /** The same for those who say what is wrong with one that cannot be read. */
    async read(id: string): Promise<Snapshot | { lost: string }> {
      const row = await store.get(partKey(id, 0))
      if (!row) return { lost: 'is not kept' }
      const dictionary = row.dictionary as string | undefined
      const page = await dictionaries.find(dictionary)
      if (dictionary !== undefined && !page)
        return { lost: `is packed with the snapshot ${dictionary}, which is lost or was altered` }
      const packed = await bytesOf(id, row)
      const body = packed && unpackWhole(packed, page)
      if (!body) return { lost: packed ? 'was altered: it cannot be unpacked' : 'lost a part of its bytes' }
      return { ...(JSON.parse(String(row.how)) as Omit<Served, 'body'>), id, body }
    },
  }

  /** A row with bytes lies in the table as a whole, wherever larger snapshots are kept by now. */
  async function bytesOf(id: string, { bytes, parts: more }: Row): Promise<Uint8Array | undefined> {
    if (bytes === undefined) return overflow.find(id)
    return more === 0 ? (bytes as Uint8Array) : parts.find(id)
  }
}
