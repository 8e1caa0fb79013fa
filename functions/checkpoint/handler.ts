import { type Environment, readEnvironment } from '../../shared/environment.ts'
import { openCheckpoints } from '../archive/checkpoints.ts'
import { openLedgers } from '../archive/ledger.ts'
import { openTable } from '../archive/table.ts'
import { oncePerEnvironment } from '../once-per-environment.ts'
import { openHttp } from '../ports/http/http.ts'
import { reported } from '../report.ts'
import { readSigningKey } from '../signing-key.ts'
import { openAuthority } from './authority.ts'
import { type CheckpointReport, makeCheckpoint } from './make-checkpoint.ts'
import { openSigner } from './signer.ts'

const open = oncePerEnvironment(async ({ TABLE, CHECKPOINT_KEY, SETTINGS }: Environment<'checkpoint'>) => {
  const store = openTable(TABLE)
  const signer = openSigner(await readSigningKey(CHECKPOINT_KEY))
  const { timestampAuthority: url } = SETTINGS
  const authority = url === null ? undefined : openAuthority(url, openHttp())
  return { archive: openLedgers(store), checkpoints: openCheckpoints(store), signer, authority }
})

/** Makes the checkpoint of the day, if it is not made yet. Runs on a schedule; publishing shows it with the next crawl. */
export async function handler(): Promise<CheckpointReport> {
  return reported('checkpoint', await makeCheckpoint(await open(readEnvironment('checkpoint', process.env)), new Date()))
}
