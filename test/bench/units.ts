import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openMachine } from '../../infra/local/machine.ts'
import type { Column } from '../../shared/column.ts'
import { Settings } from '../../shared/settings.ts'
import { type Metered, startMetering } from '../meter.ts'
import { SETTINGS } from './settings.ts'

/**
 * A machine whose functions find a store that is metered: `crawl` says what one crawl of `column` asked of it,
 * publication and deliveries included.
 */
export async function startMetered(column: Column) {
  const data = await mkdtemp(join(tmpdir(), 'letterwatch-units-'))
  const machine = await openMachine(data, Settings.parse(SETTINGS))
  const metering = await startMetering(machine)
  return {
    async crawl(): Promise<Metered> {
      await metering.functions.crawl(column)
      await metering.functions.publish()
      await metering.functions.deliverDue()
      return metering.read()
    },
    async close() {
      await machine.close()
      await metering.close()
      await rm(data, { recursive: true })
    },
  }
}
