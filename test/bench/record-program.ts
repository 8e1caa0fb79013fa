import { pathToFileURL } from 'node:url'
// Loading it belongs to the start of a program, not to its step, as in crawl-program.ts.
import 'level'
import { closeFolderTable } from '../../functions/archive/folder-table.ts'
import { openEdges } from '../../functions/publish/edges.ts'
import { publishColumn } from '../../functions/publish/publish-column.ts'
import { Column } from '../../shared/column.ts'
import { Settings } from '../../shared/settings.ts'
import { SETTINGS } from './settings.ts'

/** Publishes the record of COLUMN (JSON) in this folder, in a process of its own. Prints how long that took by itself, in ms. */
const [column = ''] = process.argv.slice(2)
const began = performance.now()
const [TABLE, RECORD] = [pathToFileURL('rows').href, pathToFileURL('site').href]
const edges = await openEdges({ TABLE, RECORD, SNAPSHOTS: 'table:', SETTINGS: Settings.parse(SETTINGS) })
await publishColumn(Column.parse(JSON.parse(column)).id, edges)
await closeFolderTable('rows')
console.log(`took ${Math.round(performance.now() - began)}`)
