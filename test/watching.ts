import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crawlRound, type Round } from '../infra/cli/commands/crawl.ts'
import { openMachine } from '../infra/local/machine.ts'
import { Settings } from '../shared/settings.ts'
import { type LoopbackColumn, startColumn } from './loopback-column.ts'

/** Settings under which a test waits for nothing: no pauses, every page read, one miss enough. */
export const AT_ONCE = { pauseMs: 0, confirmAfterMs: 0, trustValidatorsFor: '0s', withdrawal: { misses: 1, hours: 0 } }

export type Watching = Awaited<ReturnType<typeof startWatching>>

/** A loopback column and a machine that watches it, in a data folder of its own. */
export async function startWatching(settings: object = {}) {
  const data = await mkdtemp(join(tmpdir(), 'letterwatch-test-'))
  const site: LoopbackColumn = await startColumn()
  const given = { ...AT_ONCE, ...settings }
  const machine = await openMachine(data, Settings.parse(given))
  return {
    data,
    site,
    machine,
    /** One crawl of the column, its announcements, publication and deliveries. */
    crawl: (): Promise<Round> => crawlRound(machine, [site.column], true),
    close: async () => {
      await machine.close()
      await site.close()
      await rm(data, { recursive: true })
    },
  }
}

/** The events that a round found, one line each: `letter.edited 10001 substantive figure`. */
export function eventsIn({ crawls }: Round): string[] {
  return crawls.flatMap(({ events }) =>
    events.map(({ type, letter, significance, tags, held }) =>
      [type, letter?.replace(/.*\//, ''), significance, tags?.join(','), held && 'held'].filter(Boolean).join(' '),
    ),
  )
}
