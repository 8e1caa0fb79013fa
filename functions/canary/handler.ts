import { type Environment, readEnvironment } from '../../shared/environment.ts'
import { oncePerEnvironment } from '../once-per-environment.ts'
import { openHttp } from '../ports/http/http.ts'
import { openRecordStore } from '../record-store.ts'
import { reported } from '../report.ts'
import { openPublicReader } from './read-public.ts'
import { type CanaryReport, turn } from './turn.ts'

const open = oncePerEnvironment(async ({ RECORD, SETTINGS: { publicUrl } }: Environment<'canary'>) => ({
  record: await openRecordStore(RECORD),
  read: openPublicReader(openHttp()),
  publicUrl,
}))

/** One turn of the canary. It fails when an edit is late, which is what rings: the metric of errors costs nothing. */
export async function handler(): Promise<CanaryReport> {
  const report = reported('canary', await turn(await open(readEnvironment('canary', process.env)), new Date()))
  if (report.late !== null) throw new Error(`The canary is late: ${report.late}`)
  return report
}
