import { openSubscribers } from '../../functions/archive/subscribers.ts'
import { openAuthority } from '../../functions/checkpoint/authority.ts'
import { makeCheckpoint } from '../../functions/checkpoint/make-checkpoint.ts'
import { announceDue } from '../../functions/crawl/announce.ts'
import { type CrawlAnswer, crawlHost } from '../../functions/crawl/crawl-host.ts'
import { deliverBatch } from '../../functions/deliver/deliver-batch.ts'
import { openDeps as openDelivering } from '../../functions/deliver/deps.ts'
import { makeDigests } from '../../functions/digest/make-digests.ts'
import { dispatch } from '../../functions/dispatch/dispatch.ts'
import type { Queue } from '../../functions/ports/bus/bus.ts'
import type { LocalBus } from '../../functions/ports/bus/sqlite.ts'
import type { Ports } from '../../functions/ports/ports.ts'
import type { Processes } from '../../functions/ports/sqlite/processes.ts'
import { openDeps as openPublishing } from '../../functions/publish/deps.ts'
import { publishBatch } from '../../functions/publish/publish-batch.ts'
import { sendDue } from '../../functions/sweep/sweep.ts'
import type { Column } from '../../shared/column.ts'
import type { Deliveries } from '../installation.ts'
import type { DataFolder } from './data-folder.ts'
import { drain, type QueueHandler } from './drain.ts'
import { shareHosts } from './host-sharing.ts'
import type { Locks } from './locks.ts'
import { openMailbox } from './mailbox.ts'
import { openOutbox } from './outbox.ts'

/** The ports of one machine; its bus can also be received from. */
export type LocalPorts = Ports & { bus: LocalBus }
export type Functions = ReturnType<typeof openFunctions>

type Composed = {
  ports: LocalPorts
  folder: DataFolder
  processes: Processes
  locks: Locks
  notice: (line: string) => void
}

/** The functions on one machine: called with its ports, and fed from its queues. */
export function openFunctions({ ports, folder, processes, locks, notice }: Composed) {
  const { settings, store, bus, clock, random } = ports
  const waiting = { processes, clock, random, notice }
  const subscribers = openSubscribers(store)
  const toMailbox = openMailbox(folder, settings, subscribers)
  const outbox = openOutbox(folder, settings.smtp, subscribers)
  const authority = settings.timestampAuthority === null ? undefined : openAuthority(settings.timestampAuthority, ports.http)
  const drained = (queue: Queue, handler: QueueHandler) => drain(bus, queue, handler, clock)

  /** Published data must survive a power cut: a published checkpoint that is lost would be signed again with other content. */
  const publish = () => {
    folder.database.settle()
    return drained('publish', (event) => publishBatch(event, openPublishing(ports)))
  }

  return {
    /**
     * Crawls a column, announces its events, and makes the checkpoint of the day unless it exists; `problem` is why the checkpoint has no timestamp.
     * Rejects with an AbortError when `signal` is aborted while another process crawls the same host.
     */
    async crawl(
      column: Column,
      progress?: (done: number, of: number) => void,
      signal?: AbortSignal,
    ): Promise<CrawlAnswer & { problem?: string }> {
      const request = { host: new URL(column.url).host, column }
      const remainingMs = () => Number.MAX_SAFE_INTEGER
      const { crawls } = await crawlHost(request, { ...ports, remainingMs, progress, sharing: shareHosts(waiting, signal) })
      const [answer] = crawls
      if (!answer) throw new Error(`Cannot crawl ${column.id}: another process took over its host`)
      const { problem } = await makeCheckpoint({ ...ports, authority })
      return { ...answer, ...(problem !== undefined && { problem }) }
    },

    /** Brings the public record up to date with the crawls since it was last published. */
    publish,

    /** Announces the due events of a column and publishes them. Returns how many were announced. */
    async announce(column: Column): Promise<number> {
      const { announced } = await announceDue(column, ports)
      await publish()
      return announced
    },

    /** Makes the digests that are due. Returns the problems; failed digests are tried again the next time. */
    makeDigests: async (): Promise<string[]> =>
      (await makeDigests(ports)).problems.map((problem) => `Cannot make the digest of ${problem}`),

    /** Makes the deliveries that are due, and sends waiting mail. */
    async deliverDue(): Promise<Deliveries> {
      let [made, failed] = [0, 0]
      const problems: string[] = []
      await drained('dispatch', (event) => dispatch(event, ports))
      await drained('mail', toMailbox)
      await sendDue(ports)
      const delivering = await openDelivering(ports)
      await drained('deliver', async (event) => {
        const report = await deliverBatch(event, delivering)
        made += report.delivered
        failed += report.failed + report.dead
        problems.push(...report.disabled.map(({ endpoint, why }) => `endpoint ${endpoint} is disabled: ${why}`))
        return report
      })
      // Notices for operators.
      await drained('mail', toMailbox)
      const { sent, problems: refused } = await sendMail()
      return { made, failed, mailed: sent, problems: [...problems, ...refused] }
    },
  }

  /** Locked: two processes that send the same files at once would send each mail twice. */
  async function sendMail(): ReturnType<typeof outbox.send> {
    if ((await locks.take('outbox')) !== undefined) return { sent: 0, problems: [] }
    try {
      return await outbox.send()
    } finally {
      await locks.release('outbox')
    }
  }
}
