import { openDynamoStore } from '../ports/store/dynamodb.ts'
import { readColumnsList } from '../ports/aws/columns-list.ts'
import { readEnvironment } from '../environment.ts'
import { once } from '../once.ts'
import { openSns } from '../ports/bus/sns-sqs.ts'
import { wallClock } from '../ports/clock.ts'
import { reported } from '../report.ts'
import { countOverdue, type OverdueReport } from './overdue.ts'

const open = once(async () => {
  const { TABLE, COLUMNS, OPERATORS_TOPIC, SETTINGS } = readEnvironment('overdue', process.env)
  const bus = openSns({ operators: OPERATORS_TOPIC })
  const ports = { settings: SETTINGS, store: openDynamoStore(TABLE), bus, clock: wallClock }
  return { ports, columns: await readColumnsList(COLUMNS) }
})

/** Counts the columns without a complete crawl for two periods. Runs on a schedule; an alarm rings when there are any, and when no count arrives. */
export async function handler(): Promise<OverdueReport> {
  const { ports, columns } = await open()
  return reported('overdue', await countOverdue(columns, ports))
}
