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
 * The newest checkpoint, those before it that the record does not hold yet, with their timestamps, and the keys that signed them. `areStamped`:
 * an authority is asked for timestamps, so that one may come a moment after its checkpoint.
 */
export async function* checkpointFiles(
  checkpoints: Checkpoints,
  record: Files,
  areStamped: boolean,
): AsyncGenerator<RecordFile> {
  // All of them are many: they are asked for when the newest is another than the record's.
  const known = await checkpoints.newest({ eventuallyConsistent: true })
  if (!known || (await isHeld(known, checkpoints, record, areStamped))) return
  const missing: SignedCheckpoint[] = []
  let newest = known
  for await (const signed of checkpoints.newestFirst()) {
    if (missing.length === 0) newest = signed
    // The timestamp of the last one that is held may have come after it.
    missing.unshift(signed)
    if (await record.holds(checkpointPath(signed.checkpoint.date))) break
  }
  const keys = { keys: await checkpoints.keys() }
  yield { path: CHECKPOINT_KEYS_PATH, body: `${JSON.stringify(keys, null, 1)}\n` }
  // The oldest first: a run that ends early leaves the newest out, and is found to have done so.
  for (const signed of missing) {
    const { date } = signed.checkpoint
    const reply = await checkpoints.timestamp(date)
    if (reply) yield { path: timestampPath(date), body: reply, settled: true }
    yield { path: checkpointPath(date), body: checkpointFileText(signed), settled: true }
  }
  yield { path: checkpointPath('latest'), body: checkpointFileText(newest) }
}

/** Whether a checkpoint is the record's newest, and has all that it will ever have. */
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
