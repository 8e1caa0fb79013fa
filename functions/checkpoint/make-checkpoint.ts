import { type Checkpoint, checkpointFileText, checkpointHash, type SignedCheckpoint } from '../../shared/ledger/checkpoint.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import type { Checkpoints } from '../archive/checkpoints.ts'
import type { Ledgers } from '../archive/ledger.ts'
import type { Authority } from './authority.ts'
import type { Signer } from './signer.ts'

/** `authority` is absent where none is configured. */
export type CheckpointEdges = { archive: Ledgers; checkpoints: Checkpoints; signer: Signer; authority?: Authority | undefined }
/** `stamped`: whether an authority gave a timestamp, and the `problem` when it did not; absent where nobody was asked. */
export type CheckpointReport = { made: boolean; date?: string; columns?: number; stamped?: boolean; problem?: string }

/**
 * Makes the checkpoint of the day of `now` unless there is one, or a later one. One conditional write under the next number makes it: of
 * two at once one wins, and a crash leaves it there whole or not at all. Before any ledger there is nothing to sign.
 */
export async function makeCheckpoint(edges: CheckpointEdges, now: Date): Promise<CheckpointReport> {
  const { checkpoints, signer } = edges
  const madeAt = isoInstant(now)
  const date = madeAt.slice(0, 10)
  const isMade = (newest: SignedCheckpoint | undefined) => newest !== undefined && newest.checkpoint.date >= date
  // Asked at half the price first: an answer that lags and has the day's knows of it for good.
  if (isMade(await checkpoints.newest({ eventuallyConsistent: true }))) return { made: false }
  const before = await checkpoints.newest()
  if (isMade(before)) return { made: false }
  const columns = await headsOf(edges.archive)
  if (columns.length === 0) return { made: false }
  // A key that is known before its first signature can be checked whenever that is found.
  await checkpoints.keepKey({ ...signer.key, since: madeAt })
  const signed = signer.sign({ ...after(before), date, madeAt, columns })
  if (!(await checkpoints.append(signed))) return makeCheckpoint(edges, now)
  return { made: true, date, columns: columns.length, ...(await stamp(signed, edges)) }
}

/** Asks for a timestamp once, when the checkpoint is there: whatever comes of it, that stands. */
async function stamp(
  signed: SignedCheckpoint,
  { checkpoints, authority }: CheckpointEdges,
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
