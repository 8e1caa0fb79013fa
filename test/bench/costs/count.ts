import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SQSClient } from '@aws-sdk/client-sqs'
import { handler as crawl } from '../../../functions/crawl/handler.ts'
import { handler as publish } from '../../../functions/publish/handler.ts'
import { startMessaging } from '../../../infra/one-machine/emulators.ts'
import { drain } from '../../../infra/one-machine/pump.ts'
import { startTable } from '../../emulated-table.ts'
import { letterOf } from '../../functions/crawl/scenario-letters.ts'
import { startColumn } from '../../loopback-column.ts'
import { type Metered, startMeter } from '../../meter.ts'

/** What one crawl and the publication after it asked for: of the table, of the site, of the bucket, of the processor (ms), of the log. */
export type Counted = Metered & { requests: number; files: number; puts: number; cpuMs: number; logBytes: number }

const NO_HURRY = { getRemainingTimeInMillis: () => Number.MAX_SAFE_INTEGER }
const SETTINGS = { pauseMs: 0, confirmAfterMs: 0, maxRequests: 1_000_000 }

/** Counts, with the real functions over a metered table, a crawl of `letters` letters in which nothing changed, and one with one edit. */
export async function countCrawls(letters: number, id = 'cppcc'): Promise<{ unchanged: Counted; edited: Counted }> {
  const [table, messaging, site] = [await startTable(), await startMessaging(), await startColumn(id)]
  const meter = await startMeter(table.variables.AWS_ENDPOINT_URL_DYNAMODB)
  const RECORD = pathToFileURL(await mkdtemp(join(tmpdir(), 'letterwatch-costs-'))).href
  const own = { AWS_ENDPOINT_URL_DYNAMODB: meter.endpoint, RECORD, SNAPSHOTS: 'table:', SETTINGS: JSON.stringify(SETTINGS) }
  Object.assign(process.env, table.variables, messaging.variables, own)
  const sqs = new SQSClient({})
  for (let index = 1; index <= letters; index++)
    site.publish(String(100_000 + index), {
      ...letterOf(index % 9000),
      publishedOn: dayOf(index),
      title: `关于第${index}号提案答复的函`,
    })

  const once = async (): Promise<Counted> => {
    const before = process.cpuUsage()
    const report = await crawl({ column: site.column }, NO_HURRY)
    let [files, puts] = [0, 0]
    await drain(sqs, messaging.variables.PUBLISH_QUEUE, async (event) => {
      const answer = await publish(event)
      for (const { written, unchanged } of answer.published) [files, puts] = [files + written + unchanged, puts + written]
      return answer
    })
    const { user, system } = process.cpuUsage(before)
    const logBytes = Buffer.byteLength(JSON.stringify(report))
    const { requests } = report.crawl
    return { ...meter.read(), requests, files, puts, cpuMs: (user + system) / 1000, logBytes }
  }
  await once()
  await once()
  const unchanged = await once()
  site.edit('100001', (letter) => ({ ...letter, body: [...letter.body, '另安排资金2亿元。'] }))
  const edited = await once()
  sqs.destroy()
  await Promise.all([table.close(), messaging.close(), site.close(), meter.close()])
  return { unchanged, edited }
}

const dayOf = (index: number) => new Date(Date.UTC(2000, 0, 1 + index)).toISOString().slice(0, 10)
