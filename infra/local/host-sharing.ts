import type { Sharing } from '../../functions/crawl/host-lease.ts'
import type { Clock } from '../../functions/ports/clock.ts'
import type { Random } from '../../functions/ports/random.ts'
import { describeProcess, type Processes } from '../../functions/ports/sqlite/processes.ts'

/** How often a run that waits for another run on its host checks whether that has ended. */
const WAIT_MS = 500

type SharingDeps = { processes: Processes; clock: Clock; random: Random; notice: (line: string) => void }

/**
 * How the processes of one machine share a host: a run waits for another process's run on the same host, and gives one notice of it. The
 * wait rejects with an AbortError when `signal` is aborted.
 */
export function shareHosts({ processes, clock, random, notice }: SharingDeps, signal?: AbortSignal): Sharing {
  let noticed = ''
  return {
    generateId: () => `${processes.self()}/${random.id()}`,
    isRunning: (run) => processes.isRunning(processOf(run)),
    waitFor: async (host, run) => {
      if (noticed !== run) notice(`${host} is being crawled by ${describeProcess(processOf(run))}; waiting until it is done`)
      noticed = run
      await clock.pause(WAIT_MS, signal)
    },
  }
}

const processOf = (run: string) => run.replace(/\/.*/, '')
