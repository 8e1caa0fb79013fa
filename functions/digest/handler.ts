import { openDynamoStore } from '../ports/store/dynamodb.ts'
import { readEnvironment } from '../environment.ts'
import { once } from '../once.ts'
import { openSns } from '../ports/bus/sns-sqs.ts'
import { wallClock } from '../ports/clock.ts'
import { reported } from '../report.ts'
import { type DigestReport, makeDigests } from './make-digests.ts'

const open = once(() => {
  const { TABLE, AUDIENCES_TOPIC, SETTINGS } = readEnvironment('digest', process.env)
  return {
    settings: SETTINGS,
    store: openDynamoStore(TABLE),
    bus: openSns({ audiences: AUDIENCES_TOPIC }),
    clock: wallClock,
  }
})

/** Makes the digests that are due. Runs on a schedule, more often than periods end, so that what failed is made the next time. */
export async function handler(): Promise<DigestReport> {
  const report = reported('digest', await makeDigests(await open()))
  if (report.problems.length > 0) throw new Error(`Cannot make the digests of ${report.problems.join('; ')}`)
  return report
}
