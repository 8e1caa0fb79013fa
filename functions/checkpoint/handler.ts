import { openDynamoStore } from '../ports/store/dynamodb.ts'
import { readEnvironment } from '../environment.ts'
import { once } from '../once.ts'
import { wallClock } from '../ports/clock.ts'
import { openHttp } from '../ports/http/http.ts'
import { openSecretsManager } from '../ports/secrets/secrets-manager.ts'
import { reported } from '../report.ts'
import { openAuthority } from './authority.ts'
import { type CheckpointReport, makeCheckpoint } from './make-checkpoint.ts'

const open = once(() => {
  const { TABLE, SIGNING_KEY, SETTINGS } = readEnvironment('checkpoint', process.env)
  const { timestampAuthority: url } = SETTINGS
  return {
    store: openDynamoStore(TABLE),
    secrets: openSecretsManager({ checkpoints: SIGNING_KEY }),
    clock: wallClock,
    authority: url === null ? undefined : openAuthority(url, openHttp()),
  }
})

/** Makes the checkpoint of the day, if there is none yet. Runs on a schedule; the next publication puts it into the record. */
export async function handler(): Promise<CheckpointReport> {
  return reported('checkpoint', await makeCheckpoint(await open()))
}
