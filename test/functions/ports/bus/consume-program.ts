import { join } from 'node:path'
import { openSqliteBus } from '../../../../functions/ports/bus/sqlite.ts'
import { wallClock } from '../../../../functions/ports/clock.ts'
import { openDatabase } from '../../../../functions/ports/sqlite/database.ts'
import { openProcesses } from '../../../../functions/ports/sqlite/processes.ts'

/** One of several processes on a bus: `send NAME COUNT`, `hoard COUNT` (receives, keeps and waits), or `consume`, which prints the bodies. */
const [folder = '', work, name = '', count = '0'] = process.argv.slice(2)
const database = openDatabase(join(folder, 'letterwatch.db'))
const processes = openProcesses(join(folder, 'processes'))
const bus = openSqliteBus(database, processes, wallClock)

if (work === 'send') for (let index = 0; index < Number(count); index++) await bus.send('deliver', [`${name}${index}`])
if (work === 'hoard') {
  bus.receive('deliver', Number(name))
  process.stdout.write('hoarded')
  setInterval(() => undefined, 60_000)
}
if (work === 'consume')
  for (;;) {
    const batch = bus.receive('deliver', 7)
    if (batch === 'busy' || batch.length === 0) break
    await wallClock.pause(2)
    for (const { body } of batch) process.stdout.write(`${body}\n`)
    bus.remove(batch)
  }
if (work !== 'hoard') {
  processes.close()
  database.close()
}
