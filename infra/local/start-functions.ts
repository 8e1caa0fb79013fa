import { SQSClient } from '@aws-sdk/client-sqs'
import type { Archive } from '../../functions/archive/archive.ts'
import { announceDue } from '../../functions/crawl/announce-due.ts'
import { type CrawlAnswer, handler as crawl } from '../../functions/crawl/handler.ts'
import { handler as checkpoint } from '../../functions/checkpoint/handler.ts'
import { handler as deliver } from '../../functions/deliver/handler.ts'
import { handler as digest } from '../../functions/digest/handler.ts'
import { handler as dispatch } from '../../functions/dispatch/handler.ts'
import { handler as publish } from '../../functions/publish/handler.ts'
import { handler as sweep } from '../../functions/sweep/handler.ts'
import type { Column } from '../../shared/column.ts'
import type { Settings } from '../../shared/settings.ts'
import type { Deliveries } from '../cli/installation.ts'
import type { DataFolder } from './data-folder.ts'
import { startMessaging } from './emulators.ts'
import { openMailbox } from './mailbox.ts'
import { openOutbox } from './outbox.ts'
import { drain } from './pump.ts'

export type Functions = Awaited<ReturnType<typeof startFunctions>>

/** A column with a year of work ahead still ends: nobody stops a crawl on one's own machine but oneself. */
const NO_HURRY = { getRemainingTimeInMillis: () => Number.MAX_SAFE_INTEGER }

/**
 * The functions that run on AWS, on this computer: their topics and queues are embedded, and what they read from their environment is
 * `variables` and where those are.
 */
export async function startFunctions(
  folder: DataFolder,
  { hosts, subscribers }: Pick<Archive, 'hosts' | 'subscribers'>,
  settings: Settings,
  variables: Record<string, string>,
) {
  await hosts.endLeases()
  const toMailbox = openMailbox(folder, settings, subscribers)
  const outbox = openOutbox(folder, settings.smtp, subscribers)
  const messaging = await startMessaging(takeIn)
  Object.assign(process.env, variables, messaging.variables)
  const sqs = new SQSClient({})
  const { PUBLISH_QUEUE, DISPATCH_QUEUE, DELIVERIES_QUEUE, MAIL_QUEUE } = messaging.variables

  /** What must be on disk before SNS's stand-in accepts a message. */
  async function takeIn(): Promise<void> {
    await drain(sqs, DISPATCH_QUEUE, dispatch)
    await drain(sqs, MAIL_QUEUE, toMailbox)
    folder.database.settle()
  }

  return {
    /**
     * One crawl of a column: everything found is in the ledger and announced, and the checkpoint of the day is made. `problem`: why that
     * has no timestamp.
     */
    async crawl(column: Column, progress?: (done: number, of: number) => void): Promise<CrawlAnswer & { problem?: string }> {
      const { crawls } = await crawl({ column }, { ...NO_HURRY, ...(progress && { progress }) })
      const [answer] = crawls
      if (!answer) throw new Error(`Cannot crawl ${column.id}: its host is being asked by something else`)
      const { problem } = await checkpoint()
      return { ...answer, ...(problem !== undefined && { problem }) }
    },

    /** Brings the public record up to date with every column that was crawled since. */
    async publish(): Promise<void> {
      await drain(sqs, PUBLISH_QUEUE, publish)
    },

    /** Tells everybody what is due of a column, and publishes it. Returns how many events were told. */
    async announce(column: Column): Promise<number> {
      const { announced } = await announceDue(column, process.env)
      await drain(sqs, PUBLISH_QUEUE, publish)
      return announced
    },

    /** Makes the digests that are due. Returns what went wrong, which the next time mends. */
    async makeDigests(): Promise<string[]> {
      try {
        await digest()
        return []
      } catch (error) {
        return [(error as Error).message]
      }
    },

    /** Makes the deliveries that are due, and sends the mail that waits. */
    async deliverDue(): Promise<Deliveries> {
      let [made, failed] = [0, 0]
      const problems: string[] = []
      await sweep()
      await drain(sqs, DELIVERIES_QUEUE, async (event) => {
        const report = await deliver(event)
        made += report.delivered
        failed += report.failed + report.dead
        problems.push(...report.disabled.map(({ endpoint, why }) => `endpoint ${endpoint} is disabled: ${why}`))
        return report
      })
      const { sent, problems: refused } = await outbox.send()
      return { made, failed, mailed: sent, problems: [...problems, ...refused] }
    },

    async close(): Promise<void> {
      sqs.destroy()
      await messaging.close()
    },
  }
}
