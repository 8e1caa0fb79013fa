import { createHash } from 'node:crypto'
import type { SQSEvent } from 'aws-lambda'
import { openEndpoints } from '../../../functions/archive/endpoints.ts'
import { openSnapshots } from '../../../functions/archive/snapshots.ts'
import type { Store } from '../../../functions/ports/store/store.ts'
import type { Clock } from '../../../functions/ports/clock.ts'
import type { Files } from '../../../functions/ports/files/files.ts'
import type { Topics } from '../../../functions/ports/ports.ts'
import { dispatch } from '../../../functions/dispatch/dispatch.ts'
import { publishBatch } from '../../../functions/publish/publish-batch.ts'
import { Event } from '../../../shared/event.ts'
import { batchOf } from '../../functions/deliver/machine.ts'
import { isoInstant } from '../../../shared/text/instant.ts'

/** SQS hands over so many messages at once. */
const BATCH = { publish: 1000, dispatch: 10 }
const ENDPOINT = 'ep_newsroom'
const READ_AGAIN = /^index\.html$|\/(feed|looks|latest)\.json$/

/**
 * The subscribers of crawls: a topic that keeps every message for the functions that are subscribed, which are the real ones over `table`. One
 * webhook wants everything. Of the record it is kept what each file is, and whole what is read again.
 */
export async function openSubscribers(store: Store, clock: Clock) {
  const heard: string[] = []
  const waiting = { publish: [] as string[], dispatch: [] as string[] }
  const files = new Map<string, string>()
  const count = { published: 0, written: 0, deliveries: 0 }
  const endpoints = openEndpoints(store)
  await endpoints.add({
    ...{ id: ENDPOINT, url: 'https://newsroom.example/', format: 'standard', allowPrivate: false, state: 'active' },
    ...{ createdAt: isoInstant(clock.now()), generation: 1, revision: 0 },
  } as const)

  const bus: Topics = {
    publishEvents(messages) {
      for (const { body } of messages) {
        const envelope = JSON.stringify({ Type: 'Notification', MessageId: '', TopicArn: '', Timestamp: '', Message: body })
        const event = Event.safeParse(JSON.parse(body)).data
        waiting.publish.push(envelope)
        if (!event) continue
        waiting.dispatch.push(envelope)
        heard.push(`${event.type} ${'letter' in event.data ? event.data.letter : event.data.column}`)
      }
      return Promise.resolve()
    },
    publishMail: () => Promise.resolve('as written'),
  }

  const record: Files = {
    address: 'memory:',
    holds: (path) => Promise.resolve(files.has(path)),
    read: (path) => Promise.resolve(files.get(path)),
    write({ path, body }) {
      const kept = READ_AGAIN.test(path) ? String(body) : createHash('sha256').update(body).digest('base64')
      if (files.get(path) === kept) return Promise.resolve('unchanged')
      files.set(path, kept)
      return Promise.resolve('written')
    },
    concurrency: 1,
  }
  const publishing = {
    ...{ store, snapshots: openSnapshots(store), record },
    ...{ publicUrl: 'https://record.example', topics: [] },
  }
  const dispatching = { store, bus: { send: () => Promise.resolve() }, clock }
  const drain = async (from: 'publish' | 'dispatch', take: (event: SQSEvent) => Promise<{ problems: string[] }>) => {
    while (waiting[from].length > 0) {
      const batch = waiting[from].splice(0, BATCH[from])
      const { problems } = await take(batchOf(...batch))
      if (problems.length > 0) throw new Error(`${from}: ${problems.join('; ')}`)
    }
  }

  return {
    bus,
    heard,
    count,
    feed: (column: string) => files.get(`${column}/feed.json`) ?? '',

    /** Passes the messages of the queues to the functions; without a `record` nothing is published. */
    async drain(record: boolean): Promise<void> {
      await drain('dispatch', async (event) => {
        const report = await dispatch(event, dispatching)
        count.deliveries += report.deliveries
        return report
      })
      if (!record) waiting.publish.length = 0
      await drain('publish', async (event) => {
        const report = await publishBatch(event, publishing)
        for (const { written } of report.published) count.written += written
        count.written += report.allColumns?.written ?? 0
        count.published += report.published.length
        return report
      })
    },
  }
}
