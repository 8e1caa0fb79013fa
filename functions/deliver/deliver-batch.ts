import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type { Entry } from '../../shared/entry.ts'
import { DeliveryKey } from '../../shared/webhooks/delivery.ts'
import type { Endpoint } from '../../shared/webhooks/endpoint.ts'
import { eachRecord } from '../records.ts'
import { deliver, type Delivered } from './deliver.ts'
import type { DeliverDeps } from './deps.ts'

/** How many deliveries had which outcome, which endpoints were disabled and why (for operators), and what went wrong with which message. */
export type DeliverReport = Record<Delivered['outcome'], number> & {
  disabled: { endpoint: string; why: string }[]
  problems: string[]
}

/**
 * The number of concurrent attempts at one endpoint. The same number of failures starts a backoff, so that an endpoint that does not answer
 * delays a batch of any length by its time limit once or twice.
 */
const AT_ONCE = 5

/** Makes the deliveries to which the messages of `batch` refer: all endpoints at once, at most `AT_ONCE` attempts at each. */
export async function deliverBatch(batch: SQSEvent, deps: DeliverDeps): Promise<DeliverReport & SQSBatchResponse> {
  const queued = openQueuesByKey(AT_ONCE)
  const cached = withCachedRows(deps)
  const { results, ...failures } = await eachRecord(batch, async (body) => {
    const reference = DeliveryKey.parse(JSON.parse(body))
    return { ...reference, ...(await queued(reference.endpoint, () => deliver(reference, cached))) }
  })
  const report: DeliverReport = {
    skipped: 0,
    postponed: 0,
    delivered: 0,
    failed: 0,
    dead: 0,
    discarded: 0,
    disabled: [],
    problems: [],
  }
  for (const { endpoint, outcome, disabled: why } of results) {
    report[outcome] += 1
    if (why !== undefined) report.disabled.push({ endpoint, why })
  }
  return { ...report, ...failures }
}

/** Runs at most `width` tasks of each key at a time; different keys do not wait for one another. */
export function openQueuesByKey(width: number) {
  const counts = new Map<string, number>()
  const queues = new Map<string, Promise<unknown>>()
  return <T>(key: string, task: () => Promise<T>): Promise<T> => {
    const count = counts.get(key) ?? 0
    counts.set(key, count + 1)
    const queue = `${count % width} ${key}`
    const run = (queues.get(queue) ?? Promise.resolve()).then(task, task)
    queues.set(queue, run)
    return run
  }
}

/**
 * `deps` that read each endpoint and each entry once for a batch: many endpoints receive the same event. Changes to an endpoint that this
 * batch makes are seen at once; those that other processes make are seen by the next batch.
 */
export function withCachedRows(deps: DeliverDeps): DeliverDeps {
  const endpoints = new Map<string, Promise<Endpoint | undefined>>()
  const entries = new Map<string, Promise<Entry | undefined>>()
  return {
    ...deps,
    endpoints: {
      ...deps.endpoints,
      find: (id) => cachedRead(endpoints, id, () => deps.endpoints.find(id)),
      change: async (id, change) => {
        const changed = await deps.endpoints.change(id, change)
        endpoints.set(id, Promise.resolve(changed))
        return changed
      },
    },
    ledger: (column) => {
      const ledger = deps.ledger(column)
      return { ...ledger, entry: (sequence) => cachedRead(entries, `${column}/${sequence}`, () => ledger.entry(sequence)) }
    },
  }
}

/** A failed read is not cached. */
function cachedRead<T>(cache: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const reading = cache.get(key) ?? read()
  cache.set(key, reading)
  reading.catch(() => cache.delete(key))
  return reading
}
