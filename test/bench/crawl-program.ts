import { randomUUID } from 'node:crypto'
import { pathToFileURL } from 'node:url'
// One machine's table loads it when it is opened: loading belongs to the start of a program, not to its step.
import 'level'
import { closeFolderTable, settleFolderTable } from '../../functions/archive/folder-table.ts'
import { openArchive } from '../../functions/archive/open.ts'
import { wallClock } from '../../functions/clock.ts'
import { crawlHost } from '../../functions/crawl/crawl-host.ts'
import { openSite } from '../../functions/crawl/site.ts'
import { openEdges } from '../../functions/publish/edges.ts'
import { publishColumn } from '../../functions/publish/publish-column.ts'
import { Column } from '../../shared/column.ts'
import { Settings } from '../../shared/configuration.ts'
import type { CrawlReport } from '../../shared/crawl-report.ts'
import { SETTINGS } from './settings.ts'

/**
 * One step of letterwatch in this folder, in a process of its own: `crawl` COLUMN (JSON) until its ledger is safe on disk, or `publish`
 * what the ledger of that column has. Nobody is told anything. Prints how long the step took by itself, in ms.
 */
const [step, column = ''] = process.argv.slice(2)
const began = performance.now()
const about = Column.parse(JSON.parse(column))
const settings = Settings.parse(SETTINGS)
await (step === 'crawl' ? crawl() : publish())
await closeFolderTable('rows')
console.log(`took ${Math.round(performance.now() - began)}`)

async function crawl(): Promise<void> {
  const archive = openArchive(pathToFileURL('rows').href)
  const finish = async (_: Column, report: CrawlReport) => {
    await archive.setStatus(about.id, report, settings.every)
    if (report.outcome !== 'complete') throw new Error(`Cannot measure a crawl that is ${report.outcome}`)
  }
  await crawlHost({ host: new URL(about.url).host, column: about }, settings, {
    archive,
    clock: wallClock,
    newName: randomUUID,
    remainingMs: () => Infinity,
    open: ({ url }) => openSite(url, settings, wallClock, Math.random),
    progress: () => undefined,
    finish,
  })
  await settleFolderTable('rows')
}

async function publish(): Promise<void> {
  const [TABLE, RECORD] = [pathToFileURL('rows').href, pathToFileURL('site').href]
  await publishColumn(about.id, await openEdges({ TABLE, RECORD, SNAPSHOTS: 'table:', SETTINGS: settings }))
}
