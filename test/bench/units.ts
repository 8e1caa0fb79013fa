import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openMachine } from '../../infra/local/machine.ts'
import type { Column } from '../../shared/column.ts'
import { Settings } from '../../shared/settings.ts'
import { startTable } from '../emulated-table.ts'
import { type Metered, startMeter } from '../meter.ts'
import { SETTINGS } from './settings.ts'

/**
 * A machine whose functions, once they are started, find a table that is metered: `crawl` says what one crawl of `column` asked of it,
 * publication and deliveries included.
 */
export async function startMetered(column: Column) {
  const data = await mkdtemp(join(tmpdir(), 'letterwatch-units-'))
  const machine = await openMachine(data, Settings.parse(SETTINGS), JSON.stringify(SETTINGS))
  await machine.publish()
  const table = await startTable()
  const meter = await startMeter(table.variables.AWS_ENDPOINT_URL_DYNAMODB)
  Object.assign(process.env, table.variables, { AWS_ENDPOINT_URL_DYNAMODB: meter.endpoint })
  return {
    async crawl(): Promise<Metered> {
      await machine.crawl(column)
      await machine.publish()
      await machine.deliverDue()
      return meter.read()
    },
    async close() {
      await machine.close()
      await meter.close()
      await table.close()
      await rm(data, { recursive: true })
    },
  }
}
