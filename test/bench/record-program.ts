import { openDatabase } from '../../functions/ports/sqlite/database.ts'
import { openSqliteStore } from '../../functions/ports/store/sqlite.ts'
import { openFolder } from '../../functions/ports/files/folder.ts'
import { openDeps } from '../../functions/publish/deps.ts'
import { publishColumn } from '../../functions/publish/publish-column.ts'
import { Column } from '../../shared/column.ts'
import { Settings } from '../../shared/settings.ts'
import { SETTINGS } from './settings.ts'

/** Publishes the record of COLUMN (JSON) in this folder, in a process of its own. Prints how long that took by itself, in ms. */
const [column = ''] = process.argv.slice(2)
const began = performance.now()
const database = openDatabase('letterwatch.db')
const store = openSqliteStore(database)
const deps = openDeps({ settings: Settings.parse(SETTINGS), store, files: openFolder('site') })
await publishColumn(Column.parse(JSON.parse(column)).id, deps)
database.close()
console.log(`took ${Math.round(performance.now() - began)}`)
