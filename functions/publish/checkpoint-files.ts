import { CHECKPOINT_KEYS_PATH, checkpointPath, type SignedCheckpoint } from '../../shared/checkpoint.ts'
import type { RecordFile } from '../../shared/record.ts'
import type { Checkpoints } from '../archive/checkpoints.ts'
import type { RecordStore } from './record-store.ts'

/** The newest checkpoint, those before it that the record does not hold yet, and the keys that signed them. */
export async function* checkpointFiles(checkpoints: Checkpoints, record: RecordStore): AsyncGenerator<RecordFile> {
  const missing: SignedCheckpoint[] = []
  let newest: SignedCheckpoint | undefined
  for await (const signed of checkpoints.newestFirst()) {
    newest ??= signed
    if (await record.holds(checkpointPath(signed.checkpoint.date))) break
    missing.unshift(signed)
  }
  if (!newest) return
  yield { path: CHECKPOINT_KEYS_PATH, body: textOf({ keys: await checkpoints.keys() }) }
  // The oldest first: a run that ends early leaves the newest out, and is found to have done so.
  for (const signed of missing) yield { path: checkpointPath(signed.checkpoint.date), body: textOf(signed), settled: true }
  yield { path: checkpointPath('latest'), body: textOf(newest) }
}

const textOf = (value: SignedCheckpoint | object) => `${JSON.stringify(value, null, 1)}\n`
