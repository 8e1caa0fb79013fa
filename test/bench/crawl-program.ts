import { crawlHost } from '../../functions/crawl/crawl-host.ts'
import { wallClock } from '../../functions/ports/clock.ts'
import { openHttp } from '../../functions/ports/http/http.ts'
import { systemRandom } from '../../functions/ports/random.ts'
import { openDatabase } from '../../functions/ports/sqlite/database.ts'
import { openSqliteStore } from '../../functions/ports/store/sqlite.ts'
import { Column } from '../../shared/column.ts'
import { Settings } from '../../shared/settings.ts'
import { SETTINGS } from './settings.ts'

/**
 * A crawl of COLUMN (JSON) in this folder until its ledger is safe on disk, in a process of its own. Nothing is published
 * or announced. Prints how long it took by itself, in ms.
 */
const [column = ''] = process.argv.slice(2)
const began = performance.now()
const about = Column.parse(JSON.parse(column))
const database = openDatabase('letterwatch.db')
const store = openSqliteStore(database)
const { crawls } = await crawlHost(
  { host: new URL(about.url).host, column: about },
  {
    settings: Settings.parse(SETTINGS),
    store,
    bus: { publishEvents: () => Promise.resolve(), publishMail: () => Promise.resolve('as written') },
    http: openHttp(),
    clock: wallClock,
    random: systemRandom,
    remainingMs: () => Infinity,
  },
)
for (const { crawl } of crawls)
  if (crawl.outcome !== 'complete') throw new Error(`Cannot measure a crawl that is ${crawl.outcome}`)
database.settle()
database.close()
console.log(`took ${Math.round(performance.now() - began)}`)
