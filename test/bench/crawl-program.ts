import { randomUUID } from 'node:crypto'
import { pathToFileURL } from 'node:url'
// One machine's table loads it when it is opened: loading belongs to the start of a program, not to its step.
import 'level'
import { closeFolderTable, settleFolderTable } from '../../functions/archive/folder-table.ts'
import { openArchive } from '../../functions/archive/archive.ts'
import { wallClock } from '../../functions/clock.ts'
import { crawlHost } from '../../functions/crawl/crawl-host.ts'
import { openSite } from '../../functions/crawl/site.ts'
import { openHttp } from '../../functions/ports/http/http.ts'
import { Column } from '../../shared/column.ts'
import { Settings } from '../../shared/settings.ts'
import type { CrawlReport } from '../../shared/crawl/report.ts'
import { SETTINGS } from './settings.ts'
import { openTable } from '../../functions/archive/table.ts'

/**
 * A crawl of COLUMN (JSON) in this folder until its ledger is safe on disk, in a process of its own. Nothing is published, and nobody is
 * told anything. Prints how long it took by itself, in ms.
 */
const [column = ''] = process.argv.slice(2)
const began = performance.now()
const about = Column.parse(JSON.parse(column))
const settings = Settings.parse(SETTINGS)
const archive = openArchive(openTable(pathToFileURL('rows').href))
const finish = async (_: Column, report: CrawlReport) => {
  await archive.reports.keep(about.id, report, settings.every)
  if (report.outcome !== 'complete') throw new Error(`Cannot measure a crawl that is ${report.outcome}`)
}
await crawlHost({ host: new URL(about.url).host, column: about }, settings, {
  archive,
  clock: wallClock,
  newName: randomUUID,
  remainingMs: () => Infinity,
  open: ({ url }) => openSite(url, settings, { http: openHttp(), clock: wallClock, random: Math.random }),
  progress: () => undefined,
  finish,
})
await settleFolderTable('rows')
await closeFolderTable('rows')
console.log(`took ${Math.round(performance.now() - began)}`)
