import { mkdtemp } from 'node:fs/promises'
import { mock } from 'node:test'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { editAndMeasure, openPublicReader } from '../../../functions/canary/canary.ts'
import { crawlHost } from '../../../functions/crawl/crawl-host.ts'
import { wallClock } from '../../../functions/ports/clock.ts'
import { openHttp } from '../../../functions/ports/http/http.ts'
import type { Files } from '../../../functions/ports/files/files.ts'
import { openFolder } from '../../../functions/ports/files/folder.ts'
import { openDeps } from '../../../functions/publish/deps.ts'
import { publishBatch } from '../../../functions/publish/publish-batch.ts'
import { serveRecord } from '../../../infra/local/record-server.ts'
import type { Column } from '../../../shared/column.ts'
import { Settings } from '../../../shared/settings.ts'
import { canaryColumn } from '../../../shared/site/canary.ts'
import { startPorts } from '../../emulated-ports.ts'
import { startTable } from '../../emulated-table.ts'
import { letterOf } from '../../functions/crawl/scenario-letters.ts'
import { batchOf } from '../../functions/deliver/machine.ts'
import { startColumn } from '../../loopback-column.ts'
import { type Metered, meterOf } from '../../meter.ts'

/** The files that were compared and written in the bucket of the record. */
export type Asked = { files: number; puts: number }
/** What one crawl and the publication after it asked for: of the table, of the site, of the bucket, of the processor (ms), of the log. */
export type Counted = Metered & Asked & { requests: number; cpuMs: number; logBytes: number }

const QUARTER_MS = 900_000
/** What a publication reads of the record before it writes: whether the column is there, the home page, looks.json, the newest checkpoint. */
const READ_AGAIN = 4
const SETTINGS = { pauseMs: 0, confirmAfterMs: 0, maxRequests: 1_000_000 }

/** Counts, with the real functions over a metered table, a crawl of `letters` letters in which nothing changed, and one with one edit. */
export async function countCrawls(letters: number): Promise<{ unchanged: Counted; edited: Counted }> {
  const [site, functions] = [await startColumn(), await startFunctions(await newRecord())]
  for (let index = 1; index <= letters; index++)
    site.publish(String(100_000 + index), {
      ...letterOf(index % 9000),
      publishedOn: dayOf(index),
      title: `关于第${index}号提案答复的函`,
    })
  await functions.crawl(site.column)
  await functions.crawl(site.column)
  const unchanged = await functions.crawl(site.column)
  site.edit('100001', (letter) => ({ ...letter, body: [...letter.body, '另安排资金2亿元。'] }))
  const edited = await functions.crawl(site.column)
  await Promise.all([functions.close(), site.close()])
  return { unchanged, edited }
}

/** Counts one hour of the canary: its turn, and the crawl that finds what the turn edited. */
export async function countCanary(): Promise<{ turned: Asked; edited: Counted }> {
  const record = await newRecord()
  const { url: publicUrl, close } = await serveRecord(record, 0)
  const functions = await startFunctions(record, { publicUrl })
  const hour = async () => {
    const turned = { files: 0, puts: 0 }
    const files = counting(openFolder(record), turned)
    await editAndMeasure({
      files,
      read: openPublicReader(openHttp()),
      clock: wallClock,
      settings: Settings.parse({ publicUrl }),
    })
    const edited = await functions.crawl(canaryColumn(publicUrl))
    mock.timers.setTime(Date.now() + 3 * QUARTER_MS)
    return { turned, edited }
  }
  for (let hours = 0; hours < 3; hours++) await hour()
  const counted = await hour()
  await Promise.all([functions.close(), close()])
  return counted
}

const newRecord = () => mkdtemp(join(tmpdir(), 'letterwatch-costs-'))

/** The real functions over a metered table, with the public record in the folder `record`. */
async function startFunctions(record: string, settings: object = {}) {
  mock.timers.enable({ apis: ['Date'], now: Date.now() })
  const [{ ports: own, messaging, close }, table] = [await startPorts({ ...SETTINGS, ...settings }), await startTable()]
  const { store, ...meter } = await meterOf(table)
  const ports = { ...own, store, files: openFolder(record) }
  const publishing = openDeps(ports)
  return {
    /** One crawl of `column` a quarter of an hour after the last, and the publication after it: some pages have the time of the crawl. */
    async crawl(column: Column): Promise<Counted> {
      mock.timers.setTime(Date.now() + QUARTER_MS)
      const before = process.cpuUsage()
      const request = { host: new URL(column.url).host, column }
      const { crawls } = await crawlHost(request, { ...ports, remainingMs: () => Number.MAX_SAFE_INTEGER })
      let [files, puts] = [READ_AGAIN, 0]
      for (let bodies = await messaging.take('publish'); bodies.length > 0; bodies = await messaging.take('publish')) {
        const report = await publishBatch(batchOf(...bodies), publishing)
        if (report.problems.length > 0) throw new Error(report.problems.join('; '))
        for (const { written = 0, unchanged = 0 } of [...report.published, { ...report.allColumns }])
          [files, puts] = [files + written + unchanged, puts + written]
      }
      const { user, system } = process.cpuUsage(before)
      const logBytes = Buffer.byteLength(JSON.stringify(crawls[0]))
      const requests = crawls[0]?.crawl.requests ?? 0
      return { ...meter.read(), requests, files, puts, cpuMs: (user + system) / 1000, logBytes }
    },
    async close(): Promise<void> {
      mock.timers.reset()
      await meter.close()
      await Promise.all([table.close(), close()])
    },
  }
}

/** `store`, with what is asked of it added to `asked`. */
function counting(store: Files, asked: Asked): Files {
  return {
    ...store,
    holds: (path) => {
      asked.files++
      return store.holds(path)
    },
    write: async (file) => {
      const written = await store.write(file)
      asked.files++
      if (written === 'written') asked.puts++
      return written
    },
  }
}

const dayOf = (index: number) => new Date(Date.UTC(2000, 0, 1 + index)).toISOString().slice(0, 10)
