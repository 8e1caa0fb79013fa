import { CheckpointKey, SignedCheckpoint } from '../../shared/ledger/checkpoint.ts'
import { packJson, unpackJson } from './pack.ts'
import type { Range, Row, Store } from '../ports/store/store.ts'

const CHECKPOINTS = 'checkpoints'
const KEYS = 'checkpoint-keys'
const TIMESTAMPS = 'checkpoint-timestamps'

export type Checkpoints = ReturnType<typeof openCheckpoints>

/**
 * The checkpoints, one row each under its number, the timestamps that authorities gave for them, and the public keys that ever signed one.
 * None of them is ever changed.
 */
export function openCheckpoints(store: Store) {
  return {
    /** All checkpoints, the newest first. */
    async *newestFirst(): AsyncGenerator<SignedCheckpoint> {
      for await (const row of store.query(CHECKPOINTS, { descending: true })) yield signedIn(row)
    },

    /** The newest checkpoint, or undefined when there is none; an `eventuallyConsistent` answer may not know of it yet. */
    async newest(options?: Pick<Range, 'eventuallyConsistent'>): Promise<SignedCheckpoint | undefined> {
      for await (const row of store.query(CHECKPOINTS, { descending: true, limit: 1, ...options })) return signedIn(row)
      return undefined
    },

    /** Writes a checkpoint that has the next number: false when another got there first. */
    append: (signed: SignedCheckpoint): Promise<boolean> =>
      store.insert({ pk: CHECKPOINTS, sk: String(signed.checkpoint.number).padStart(8, '0'), signed: packJson(signed) }),

    /** Keeps the reply with the timestamp for the checkpoint of `date`. */
    async keepTimestamp(date: string, reply: Uint8Array): Promise<void> {
      await store.insert({ pk: TIMESTAMPS, sk: date, reply })
    },

    /** The reply with the timestamp for the checkpoint of `date`, or undefined when there is none. */
    async timestamp(date: string, options?: Pick<Range, 'eventuallyConsistent'>): Promise<Uint8Array | undefined> {
      const row = await store.get({ pk: TIMESTAMPS, sk: date }, options)
      return row?.reply instanceof Uint8Array ? row.reply : undefined
    },

    /** Keeps a public key unless it is kept already. */
    async keepKey(key: CheckpointKey): Promise<void> {
      await store.insert({ pk: KEYS, sk: key.id, ...key })
    },

    /** The public keys, the oldest first. */
    async keys(): Promise<CheckpointKey[]> {
      const keys: CheckpointKey[] = []
      for await (const row of store.query(KEYS)) keys.push(CheckpointKey.parse(row))
      return keys.sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))
    },
  }
}

const signedIn = (row: Row): SignedCheckpoint => SignedCheckpoint.parse(unpackJson(row.signed))
