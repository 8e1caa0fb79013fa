import { randomUUID } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import { closeFolderTable, settleFolderTable } from '../../functions/archive/folder-table.ts'
import { openArchive } from '../../functions/archive/open.ts'
import { wallClock } from '../../functions/clock.ts'
import { openSite } from '../../functions/crawl/site.ts'
import { visit } from '../../functions/crawl/visit.ts'
import { watchColumn } from '../../functions/crawl/watch-column.ts'
import { openEdges } from '../../functions/publish/edges.ts'
import { publishColumn } from '../../functions/publish/publish-column.ts'
import { Column } from '../../shared/column.ts'
import { Settings } from '../../shared/configuration.ts'
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
  const hasTime = () => true
  const asked = openSite(about.url, settings, wallClock, Math.random)
  const edges = { hosts: archive.hosts, clock: wallClock, hasTime, newName: randomUUID }
  const site = await visit(asked, about.url, edges)
  const report = await watchColumn(about, settings, { site, archive, clock: wallClock, hasTime, progress: () => undefined })
  await site.close()
  await archive.setStatus(about.id, report, settings.every)
  await settleFolderTable('rows')
  if (report.outcome !== 'complete') throw new Error(`Cannot measure a crawl that is ${report.outcome}`)
}

async function publish(): Promise<void> {
  const [TABLE, RECORD] = [pathToFileURL('rows').href, pathToFileURL('site').href]
  await publishColumn(about.id, await openEdges({ TABLE, RECORD, SNAPSHOTS: 'table:', SETTINGS: settings }))
}
