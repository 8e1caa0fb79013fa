import { readEnvironment } from '../environment.ts'
import { once } from '../once.ts'
import { wallClock } from '../ports/clock.ts'
import { openHttp } from '../ports/http/http.ts'
import { openBucket } from '../ports/files/s3.ts'
import { reported } from '../report.ts'
import { type CanaryReport, editAndMeasure, openPublicReader } from './canary.ts'

const open = once(() => {
  const { RECORD_BUCKET, SETTINGS } = readEnvironment('canary', process.env)
  return { settings: SETTINGS, files: openBucket(RECORD_BUCKET), read: openPublicReader(openHttp()), clock: wallClock }
})

/** One run of the canary. It throws when an edit is late, so that the alarm on Lambda's own metric of errors rings, which costs nothing. */
export async function handler(): Promise<CanaryReport> {
  const report = reported('canary', await editAndMeasure(await open()))
  if (report.late !== null) throw new Error(`The canary is late: ${report.late}`)
  return report
}
