import { type Environment, readEnvironment } from '../../shared/environment.ts'
import { openCrawlReports } from '../archive/crawl-reports.ts'
import { openOverdueColumns } from '../archive/overdue.ts'
import { openTable } from '../archive/table.ts'
import { readColumnsList } from '../columns-list.ts'
import { openMailTopic } from '../mail-topic.ts'
import { oncePerEnvironment } from '../once-per-environment.ts'
import { reported } from '../report.ts'
import { countOverdue, type OverdueReport } from './overdue.ts'

const open = oncePerEnvironment(async ({ TABLE, COLUMNS, OPERATORS_TOPIC }: Environment<'overdue'>) => {
  const store = openTable(TABLE)
  const edges = {
    completeAt: () => openCrawlReports(store).lastComplete(),
    kept: openOverdueColumns(store),
    operators: openMailTopic(OPERATORS_TOPIC),
  }
  return { edges, columns: await readColumnsList(COLUMNS) }
})

/** Counts the columns that nobody has seen whole for two periods. Runs on a schedule; its silence rings as they do. */
export async function handler(): Promise<OverdueReport> {
  const environment = readEnvironment('overdue', process.env)
  const { edges, columns } = await open(environment)
  return reported('overdue', await countOverdue(columns, environment.SETTINGS.every, edges, new Date()))
}
