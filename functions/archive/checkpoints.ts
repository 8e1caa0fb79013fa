import { CheckpointKey, SignedCheckpoint } from '../../shared/ledger/checkpoint.ts'
import type { Range, Row, Store } from '../ports/store/store.ts'
import { compressJson, decompressJson } from './compress.ts'
import { PARTITIONS } from './keys.ts'

export type Checkpoints = ReturnType<typeof openCheckpoints>

/**
 * The checkpoints, one row each under its number, their timestamps from authorities, and the public keys that ever signed one. None is
 * ever changed.
 */
export function openCheckpoints(store: Store) {
  return {
    /** All checkpoints, the newest first. */
    async *newestFirst(): AsyncGenerator<SignedCheckpoint> {
      for await (const row of store.query(PARTITIONS.checkpoints, { descending: true })) yield signedIn(row)
    },

    /** The newest checkpoint, or undefined when there is none; an `eventuallyConsistent` answer may not know of it yet. */
    async newest(options?: Pick<Range, 'eventuallyConsistent'>): Promise<SignedCheckpoint | undefined> {
      for await (const row of store.query(PARTITIONS.checkpoints, { descending: true, limit: 1, ...options }))
        return signedIn(row)
      return undefined
    },

    /** Writes a checkpoint with the next number; false when another writer was first. */
    append: (signed: SignedCheckpoint): Promise<boolean> =>
      store.insert({
        pk: PARTITIONS.checkpoints,
        sk: String(signed.checkpoint.number).padStart(8, '0'),
        signed: compressJson(signed),
      }),

    /** Keeps the authority's reply with the timestamp of the checkpoint of `date`. */
    async keepTimestamp(date: string, reply: Uint8Array): Promise<void> {
      await store.insert({ pk: PARTITIONS.timestamps, sk: date, reply })
    },

    /** The authority's reply with the timestamp of the checkpoint of `date`, or undefined when there is none. */
    async timestamp(date: string, options?: Pick<Range, 'eventuallyConsistent'>): Promise<Uint8Array | undefined> {
      const row = await store.get({ pk: PARTITIONS.timestamps, sk: date }, options)
      return row?.reply instanceof Uint8Array ? row.reply : undefined
    },

    /** Keeps a public key unless it is kept already. */
    async keepKey(key: CheckpointKey): Promise<void> {
      await store.insert({ pk: PARTITIONS.checkpointKeys, sk: key.id, ...key })
    },

    /** The public keys, the oldest first. */
    async keys(): Promise<CheckpointKey[]> {
      const keys: CheckpointKey[] = []
      for await (const row of store.query(PARTITIONS.checkpointKeys)) keys.push(CheckpointKey.parse(row))
      return keys.sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))
    },
  }
}

const signedIn = (row: Row): SignedCheckpoint => SignedCheckpoint.parse(decompressJson(row.signed))
