import { type Checkpoint, checkpointHash, type SignedCheckpoint } from '../../shared/checkpoint.ts'
import { isoInstant } from '../../shared/instant.ts'
import type { Checkpoints } from '../archive/checkpoints.ts'
import type { Ledgers } from '../archive/ledgers.ts'
import type { Signer } from './signer.ts'

export type CheckpointEdges = { archive: Ledgers; checkpoints: Checkpoints; signer: Signer }
export type CheckpointReport = { made: boolean; date?: string; columns?: number }

/**
 * Makes the checkpoint of the day of `now` unless there is one, or a later one. One conditional write under the next number makes it: of
 * two at once one wins, and a crash leaves it there whole or not at all. Before any ledger there is nothing to sign.
 */
export async function makeCheckpoint(edges: CheckpointEdges, now: Date): Promise<CheckpointReport> {
  const { checkpoints, signer } = edges
  const madeAt = isoInstant(now)
  const date = madeAt.slice(0, 10)
  const before = await checkpoints.newest()
  if (before && before.checkpoint.date >= date) return { made: false }
  const columns = await headsOf(edges.archive)
  if (columns.length === 0) return { made: false }
  // A key that is known before its first signature can be checked whenever that is found.
  await checkpoints.keepKey({ ...signer.key, since: madeAt })
  const made = await checkpoints.append(signer.sign({ ...after(before), date, madeAt, columns }))
  return made ? { made, date, columns: columns.length } : makeCheckpoint(edges, now)
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
