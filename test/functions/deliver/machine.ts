import type { SQSEvent, SQSRecord } from 'aws-lambda'
import { openLedger } from '../../../functions/archive/ledger.ts'
import { type DeliverDeps, openDeps } from '../../../functions/deliver/deps.ts'
import type { Queue } from '../../../functions/ports/bus/bus.ts'
import type { Store } from '../../../functions/ports/store/store.ts'
import type { DeliveryKey } from '../../../shared/webhooks/delivery.ts'
import { type Event, eventOf, isEvent } from '../../../shared/event.ts'
import type { Fact } from '../../../shared/entry.ts'
import { startPorts } from '../../emulated-ports.ts'

export type Machine = Awaited<ReturnType<typeof startMachine>>

/** The ports of functions on AWS, on loopback, and what delivering needs of them. */
export async function startMachine() {
  const emulated = await startPorts()
  const { ports, messaging, folder } = emulated
  const { store, bus } = ports
  return {
    ...emulated,
    store,
    folder,
    deps: async (changed: Partial<DeliverDeps> = {}) => ({ ...(await openDeps(ports)), ...changed }),
    append: (...facts: Fact[]) => append(store, 'cppcc', facts),
    publish: (event: Event) => bus.publishEvents([{ body: JSON.stringify(event), attributes: { type: [event.type] } }]),
    waiting: async (queue: Queue) => batchOf(...(await messaging.take(queue))),
  }
}

/** Appends `facts` to a column's ledger and returns their events. */
async function append(store: Store, column: string, facts: Fact[]): Promise<Event[]> {
  const ledger = openLedger(store, column)
  const events: Event[] = []
  for (const fact of facts) {
    const entry = await ledger.append(fact, await ledger.head(), '2026-11-23T08:00:00+08:00')
    if (entry && isEvent(entry)) events.push(eventOf(entry, 'http://127.0.0.1:8787'))
  }
  return events
}

/** A batch of messages with these bodies, called m0, m1 and so on. */
export function batchOf(...bodies: string[]): SQSEvent {
  const record = { receiptHandle: '', attributes: {} as SQSRecord['attributes'], messageAttributes: {}, md5OfBody: '' }
  const where = { eventSource: 'aws:sqs', eventSourceARN: '', awsRegion: 'local-1' }
  return { Records: bodies.map((body, index) => ({ ...record, ...where, messageId: `m${index}`, body })) }
}

/** The messages for the deliveries `references`. */
export const messagesFor = (...references: DeliveryKey[]): SQSEvent =>
  batchOf(...references.map((reference) => JSON.stringify(reference)))

/** The deliveries to which a batch of messages refers. */
export const referencesIn = ({ Records }: SQSEvent): DeliveryKey[] => Records.map(({ body }) => JSON.parse(body) as DeliveryKey)
