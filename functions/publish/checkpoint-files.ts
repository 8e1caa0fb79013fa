import {
  CHECKPOINT_KEYS_PATH,
  checkpointFileText,
  checkpointPath,
  type SignedCheckpoint,
  timestampPath,
} from '../../shared/ledger/checkpoint.ts'
import type { RecordFile } from '../../shared/record.ts'
import type { Checkpoints } from '../archive/checkpoints.ts'
import type { Files } from '../ports/files/files.ts'

/**
 * The newest checkpoint and the earlier ones that the record lacks, with their timestamps, and the keys that signed them. `areStamped`: an
 * authority is configured, so that the timestamp of a checkpoint may arrive after it.
 */
export async function* checkpointFiles(
  checkpoints: Checkpoints,
  record: Files,
  areStamped: boolean,
): AsyncGenerator<RecordFile> {
  // There are many checkpoints: they are read only when the newest differs from that in the record.
  const known = await checkpoints.newest({ eventuallyConsistent: true })
  if (!known || (await isHeld(known, checkpoints, record, areStamped))) return
  const missing: SignedCheckpoint[] = []
  let newest = known
  for await (const signed of checkpoints.newestFirst()) {
    if (missing.length === 0) newest = signed
    // The last checkpoint in the record is included: its timestamp may have arrived since.
    missing.unshift(signed)
    if (await record.holds(checkpointPath(signed.checkpoint.date))) break
  }
  const keys = { keys: await checkpoints.keys() }
  yield { path: CHECKPOINT_KEYS_PATH, body: `${JSON.stringify(keys, null, 1)}\n` }
  // Oldest first, `latest` last: after a run that ends early, the next one sees that the newest is missing.
  for (const signed of missing) {
    const { date } = signed.checkpoint
    const reply = await checkpoints.timestamp(date)
    if (reply) yield { path: timestampPath(date), body: reply, settled: true }
    yield { path: checkpointPath(date), body: checkpointFileText(signed), settled: true }
  }
  yield { path: checkpointPath('latest'), body: checkpointFileText(newest) }
}

/** Whether a checkpoint is the newest in the record, together with its timestamp if there is one. */
async function isHeld(
  signed: SignedCheckpoint,
  checkpoints: Checkpoints,
  record: Files,
  areStamped: boolean,
): Promise<boolean> {
  const { date } = signed.checkpoint
  if ((await record.read(checkpointPath('latest'))) !== checkpointFileText(signed)) return false
  if (!areStamped || (await record.holds(timestampPath(date)))) return true
  return (await checkpoints.timestamp(date, { eventuallyConsistent: true })) === undefined
}
