import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, wallClock } from '../functions/ports/clock.ts'
import { openFolder } from '../functions/ports/files/folder.ts'
import { openHttp } from '../functions/ports/http/http.ts'
import type { Ports } from '../functions/ports/ports.ts'
import { systemRandom } from '../functions/ports/random.ts'
import { Settings } from '../shared/settings.ts'
import { startBus } from './emulated-bus.ts'
import { startTable } from './emulated-table.ts'

/** The ports of functions on AWS, on stand-ins for DynamoDB, SNS and SQS. The record and the keys are in a folder. */
export async function startPorts(settings: object = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'letterwatch-ports-'))
  const [table, messaging] = [await startTable(), await startBus()]
  const ports: Ports = {
    settings: Settings.parse(settings),
    store: table.store,
    bus: messaging.bus,
    files: openFolder(join(folder, 'site')),
    http: openHttp(),
    secrets: { key: () => Promise.resolve(Buffer.alloc(32, 1)) },
    clock: wallClock,
    random: systemRandom,
  }
  return {
    folder,
    ports,
    table,
    messaging,
    close: async () => {
      await Promise.all([table.close(), messaging.close()])
      await rm(folder, { recursive: true })
    },
  }
}

/** A clock on which it is what `now` says. Its pauses take no time. */
export const testClock = (now: () => Date): Clock => ({ ...wallClock, now, pause: () => Promise.resolve() })
