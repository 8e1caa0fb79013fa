import { createHash, createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto'
import {
  type Checkpoint,
  checkpointFileText,
  checkpointHash,
  checkpointText,
  type SignedCheckpoint,
} from '../../shared/ledger/checkpoint.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import { type Checkpoints, openCheckpoints } from '../archive/checkpoints.ts'
import { type Ledgers, openLedgers } from '../archive/ledger.ts'
import type { Ports } from '../ports/ports.ts'
import type { Authority } from './authority.ts'

/** `authority` stamps checkpoints; it is absent where none is configured. */
export type CheckpointPorts = Pick<Ports, 'store' | 'secrets' | 'clock'> & { authority?: Authority | undefined }
/** `stamped`: whether an authority gave a timestamp, and the `problem` when it did not; both are absent where none is configured. */
export type CheckpointReport = { made: boolean; date?: string; columns?: number; stamped?: boolean; problem?: string }

/**
 * Makes the checkpoint of the day unless there is one of this day or of a later one. It is stored by one conditional write under the next
 * number: of two runs at once one wins, and a crash leaves a complete checkpoint or none. While no ledger has entries, none is made.
 */
export async function makeCheckpoint(ports: CheckpointPorts): Promise<CheckpointReport> {
  const { store, secrets, clock, authority } = ports
  const checkpoints = openCheckpoints(store)
  const madeAt = isoInstant(clock.now())
  const date = madeAt.slice(0, 10)
  const isMade = (newest: SignedCheckpoint | undefined) => newest !== undefined && newest.checkpoint.date >= date
  // An eventually consistent read costs half. If it returns the checkpoint of the day, that is final.
  if (isMade(await checkpoints.newest({ eventuallyConsistent: true }))) return { made: false }
  const before = await checkpoints.newest()
  if (isMade(before)) return { made: false }
  const columns = await headsOf(openLedgers(store))
  if (columns.length === 0) return { made: false }
  const signer = openSigner(await secrets.key('checkpoints'))
  // The key is stored before its first signature, so that every stored signature can be verified.
  await checkpoints.keepKey({ ...signer.key, since: madeAt })
  const signed = signer.sign({ ...after(before), date, madeAt, columns })
  if (!(await checkpoints.append(signed))) return makeCheckpoint(ports)
  return { made: true, date, columns: columns.length, ...(await stamp(signed, checkpoints, authority)) }
}

/** Requests a timestamp once, after the checkpoint is stored. A failure does not affect the checkpoint. */
async function stamp(
  signed: SignedCheckpoint,
  checkpoints: Checkpoints,
  authority: Authority | undefined,
): Promise<Pick<CheckpointReport, 'stamped' | 'problem'>> {
  if (!authority) return {}
  const stamped = await authority(checkpointFileText(signed))
  if (stamped.outcome === 'failed') return { stamped: false, problem: stamped.why }
  await checkpoints.keepTimestamp(signed.checkpoint.date, stamped.reply)
  return { stamped: true }
}

function after(before: SignedCheckpoint | undefined): Pick<Checkpoint, 'number' | 'previous'> {
  if (!before) return { number: 1, previous: null }
  const { checkpoint } = before
  return { number: checkpoint.number + 1, previous: { date: checkpoint.date, hash: checkpointHash(checkpoint) } }
}

async function headsOf(archive: Ledgers): Promise<Checkpoint['columns']> {
  const heads: Checkpoint['columns'] = []
  for (const column of await archive.columns()) {
    const head = await archive.ledger(column).head()
    if (head.sequence > 0) heads.push(head)
  }
  return heads
}

/** The PKCS #8 header of an Ed25519 private key (RFC 8410); the 32 bytes of the key follow it. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Signs checkpoints with the Ed25519 key that is derived from `secret`, at least 32 bytes: the same secret, the same key. */
export function openSigner(secret: Uint8Array) {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'letterwatch checkpoint', 32))
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const { x: publicKey = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  const id = createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex').slice(0, 16)
  return {
    key: { id, algorithm: 'Ed25519' as const, publicKey },
    sign: (checkpoint: Checkpoint): SignedCheckpoint => {
      const signature = sign(null, Buffer.from(checkpointText(checkpoint)), privateKey).toString('base64url')
      return { checkpoint, key: id, signature }
    },
  }
}
