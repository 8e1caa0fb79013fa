import { type Environment, readEnvironment } from '../../shared/environment.ts'
import { openDigests } from '../archive/digests.ts'
import { openLedgers } from '../archive/ledger.ts'
import { openSubscribers } from '../archive/subscribers.ts'
import { openTable } from '../archive/table.ts'
import { openMailTopic } from '../mail-topic.ts'
import { oncePerEnvironment } from '../once-per-environment.ts'
import { reported } from '../report.ts'
import { type DigestReport, makeDigests } from './make-digests.ts'

const open = oncePerEnvironment(({ TABLE, AUDIENCES_TOPIC, SETTINGS }: Environment<'digest'>) => {
  const store = openTable(TABLE)
  const archive = { ...openLedgers(store), subscribers: openSubscribers(store) }
  const { publicUrl } = SETTINGS
  return { archive, digests: openDigests(store), audiences: openMailTopic(AUDIENCES_TOPIC), publicUrl }
})

/** Makes the digests that are due. Runs on a schedule, oftener than periods end, so that what failed is made the next time. */
export async function handler(): Promise<DigestReport> {
  const edges = await open(readEnvironment('digest', process.env))
  const report = reported('digest', await makeDigests(edges, new Date()))
  if (report.problems.length > 0) throw new Error(`Cannot make the digests of ${report.problems.join('; ')}`)
  return report
}
