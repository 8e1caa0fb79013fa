import {
  CHECKPOINT_KEYS_PATH,
  checkpointFileText,
  checkpointPath,
  type SignedCheckpoint,
  timestampPath,
} from '../../shared/checkpoint.ts'
import type { RecordFile } from '../../shared/record.ts'
import type { Checkpoints } from '../archive/checkpoints.ts'
import type { RecordStore } from '../record-store.ts'

/** The newest checkpoint, those before it that the record does not hold yet, with their timestamps, and the keys that signed them. */
export async function* checkpointFiles(checkpoints: Checkpoints, record: RecordStore): AsyncGenerator<RecordFile> {
  const missing: SignedCheckpoint[] = []
  let newest: SignedCheckpoint | undefined
  for await (const signed of checkpoints.newestFirst()) {
    newest ??= signed
    // The timestamp of the last one that is held may have come after it.
    missing.unshift(signed)
    if (await record.holds(checkpointPath(signed.checkpoint.date))) break
  }
  if (!newest) return
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
