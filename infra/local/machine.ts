import { openArchive } from '../../functions/archive/archive.ts'
import { openSqliteBus } from '../../functions/ports/bus/sqlite.ts'
import { type Clock, wallClock } from '../../functions/ports/clock.ts'
import { once } from '../../functions/once.ts'
import { openFolder } from '../../functions/ports/files/folder.ts'
import type { Http } from '../../functions/ports/http/http.ts'
import { systemRandom } from '../../functions/ports/random.ts'
import { openKeyFiles } from '../../functions/ports/secrets/key-files.ts'
import { openProcesses } from '../../functions/ports/sqlite/processes.ts'
import { openSqliteStore } from '../../functions/ports/store/sqlite.ts'
import type { Column } from '../../shared/column.ts'
import type { Settings } from '../../shared/settings.ts'
import { openDataFolder } from './data-folder.ts'
import type { Functions, LocalPorts } from './functions.ts'
import { openLocks } from './locks.ts'

export type Machine = Awaited<ReturnType<typeof openMachine>>
export type MachineOptions = { clock?: Clock; notice?: (line: string) => void; checkAll?: boolean }

/**
 * The composition root of one machine: all ports, on the data folder at `path`, and the functions that use them. The functions and their
 * libraries are loaded by the first call, because most commands only read. `notice` receives one line when something has to wait. `checkAll`
 * checks a database of any size for damage, which may take seconds.
 */
export async function openMachine(
  path: string,
  settings: Settings,
  { clock = wallClock, notice = () => undefined, checkAll = false }: MachineOptions = {},
) {
  const folder = await openDataFolder(path, { checkAll })
  const { database } = folder
  const store = openSqliteStore(database)
  const processes = openProcesses(folder.processes)
  const ports: LocalPorts = {
    settings,
    store,
    bus: openSqliteBus(database, processes, clock),
    files: openFolder(folder.site),
    http: lazyHttp(),
    secrets: openKeyFiles({ webhooks: folder.signingKey, checkpoints: folder.checkpointKey }),
    clock,
    random: systemRandom,
  }
  let loaded: Promise<Functions> | undefined
  const functions = () => (loaded ??= load())

  async function load(): Promise<Functions> {
    const { openFunctions } = await import('./functions.ts')
    return openFunctions({ ports, folder, processes, locks, notice })
  }

  const locks = openLocks(store, processes)
  return {
    folder,
    ports,
    archive: openArchive(store),
    locks,
    processes,
    crawl: async (...request: Parameters<Functions['crawl']>) => (await functions()).crawl(...request),
    publish: async () => (await functions()).publish(),
    announce: async (column: Column) => (await functions()).announce(column),
    makeDigests: async () => (await functions()).makeDigests(),
    deliverDue: async () => (await functions()).deliverDue(),

    close(): Promise<void> {
      processes.close()
      database.close()
      return Promise.resolve()
    },
  }
}

/** The http port, whose library is loaded with the first request: most commands make none. */
function lazyHttp(): Http {
  const load = once(async () => (await import('../../functions/ports/http/http.ts')).openHttp())
  return {
    request: async (request) => (await load()).request(request),
    session() {
      const session = once(async () => (await load()).session())
      let isUsed = false
      return {
        async request(request) {
          isUsed = true
          return (await session()).request(request)
        },
        close: async () => (isUsed ? (await session()).close() : undefined),
      }
    },
  }
}
