import { pathToFileURL } from 'node:url'
import { closeFolderTable } from '../../functions/archive/folder-table.ts'
import { openArchive } from '../../functions/archive/archive.ts'
import type { Column } from '../../shared/column.ts'
import type { Settings } from '../../shared/settings.ts'
import { TOPICS } from './account.ts'
import { openDataFolder } from './data-folder.ts'
import type { Functions } from './start-functions.ts'
import { openTable } from '../../functions/archive/table.ts'

export type Machine = Awaited<ReturnType<typeof openMachine>>

/**
 * The whole of letterwatch on this computer: a data folder, and the functions that run on AWS. Those and what they need, topics and
 * queues among it, are loaded and started by the first call of one: most commands read the folder, and nothing else.
 * `settingsText` is the configuration without its columns, as JSON.
 */
export async function openMachine(dataPath: string, settings: Settings, settingsText: string) {
  const folder = await openDataFolder(dataPath)
  const variables = {
    ...TOPICS,
    TABLE: pathToFileURL(dataPath).href,
    SETTINGS: settingsText,
    SNAPSHOTS: 'table:',
    RECORD: pathToFileURL(folder.site).href,
    // Nobody has to start it: columns are crawled here one after another, and none waits for a host.
    CRAWL: 'crawl',
    SIGNING_KEY: pathToFileURL(folder.signingKey).href,
    CHECKPOINT_KEY: pathToFileURL(folder.checkpointKey).href,
  }
  const archive = openArchive(openTable(variables.TABLE))
  let started: Promise<Functions> | undefined
  const functions = () => (started ??= start())

  async function start(): Promise<Functions> {
    const { startFunctions } = await import('./start-functions.ts')
    return startFunctions(folder, archive, settings, variables)
  }

  return {
    folder,
    archive,
    variables,
    crawl: async (...asked: Parameters<Functions['crawl']>) => (await functions()).crawl(...asked),
    publish: async () => (await functions()).publish(),
    announce: async (column: Column) => (await functions()).announce(column),
    makeDigests: async () => (await functions()).makeDigests(),
    deliverDue: async () => (await functions()).deliverDue(),

    async close(): Promise<void> {
      try {
        await (await started)?.close()
      } finally {
        await closeFolderTable(dataPath)
        folder.database.close()
      }
    },
  }
}
