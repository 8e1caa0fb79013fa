import { type Checkpoint, checkpointFileText, checkpointHash, type SignedCheckpoint } from '../../shared/ledger/checkpoint.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import { type Checkpoints, openCheckpoints } from '../archive/checkpoints.ts'
import { type Ledgers, openLedgers } from '../archive/ledger.ts'
import type { Ports } from '../ports/ports.ts'
import type { Authority } from './authority.ts'
import { openSigner } from './signer.ts'

/** `authority` stamps checkpoints; it is absent where none is configured. */
export type CheckpointPorts = Pick<Ports, 'store' | 'secrets' | 'clock'> & { authority?: Authority | undefined }
/** `stamped`: whether an authority gave a timestamp, and the `problem` when it did not; absent where nobody was asked. */
export type CheckpointReport = { made: boolean; date?: string; columns?: number; stamped?: boolean; problem?: string }

/**
 * Makes the checkpoint of the day unless there is one, or a later one. One conditional write under the next number makes it: of
 * two at once one wins, and a crash leaves it there whole or not at all. Before any ledger there is nothing to sign.
 */
export async function makeCheckpoint(ports: CheckpointPorts): Promise<CheckpointReport> {
  const { store, secrets, clock, authority } = ports
  const checkpoints = openCheckpoints(store)
  const madeAt = isoInstant(clock.now())
  const date = madeAt.slice(0, 10)
  const isMade = (newest: SignedCheckpoint | undefined) => newest !== undefined && newest.checkpoint.date >= date
  // Asked at half the price first: an answer that lags and has the day's knows of it for good.
  if (isMade(await checkpoints.newest({ eventuallyConsistent: true }))) return { made: false }
  const before = await checkpoints.newest()
  if (isMade(before)) return { made: false }
  const columns = await headsOf(openLedgers(store))
  if (columns.length === 0) return { made: false }
  const signer = openSigner(await secrets.key('checkpoints'))
  // A key that is known before its first signature can be checked whenever that is found.
  await checkpoints.keepKey({ ...signer.key, since: madeAt })
  const signed = signer.sign({ ...after(before), date, madeAt, columns })
  if (!(await checkpoints.append(signed))) return makeCheckpoint(ports)
  return { made: true, date, columns: columns.length, ...(await stamp(signed, checkpoints, authority)) }
}

/** Asks for a timestamp once, when the checkpoint is there: whatever comes of it, that stands. */
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
