import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type { Entry } from '../../shared/entry.ts'
import { DeliveryKey } from '../../shared/webhooks/delivery.ts'
import type { Endpoint } from '../../shared/webhooks/endpoint.ts'
import { eachRecord } from '../records.ts'
import { deliver, type Delivered } from './deliver.ts'
import type { DeliverDeps } from './deps.ts'

/** How many deliveries came to what, which endpoints were disabled and why (for operators), and what went wrong with which message. */
export type DeliverReport = Record<Delivered['outcome'], number> & {
  disabled: { endpoint: string; why: string }[]
  problems: string[]
}

/**
 * So many attempts are made at one endpoint at a time. As many failures make it rest, so that one that is silent costs a batch of any
 * length its time limit once or twice.
 */
const AT_ONCE = 5

/** Makes the deliveries that the messages of `batch` wake: all endpoints at once, each in its own lanes. */
export async function deliverBatch(batch: SQSEvent, deps: DeliverDeps): Promise<DeliverReport & SQSBatchResponse> {
  const inLane = openQueuesByKey(AT_ONCE)
  const remembered = withCachedRows(deps)
  const { results, ...failures } = await eachRecord(batch, async (body) => {
    const wake = DeliveryKey.parse(JSON.parse(body))
    return { ...wake, ...(await inLane(wake.endpoint, () => deliver(wake, remembered))) }
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

/** Runs the tasks of each name at most `width` at a time, whatever the tasks of other names do. */
export function openQueuesByKey(width: number) {
  const begun = new Map<string, number>()
  const lanes = new Map<string, Promise<unknown>>()
  return <T>(name: string, task: () => Promise<T>): Promise<T> => {
    const turn = begun.get(name) ?? 0
    begun.set(name, turn + 1)
    const lane = `${turn % width} ${name}`
    const run = (lanes.get(lane) ?? Promise.resolve()).then(task, task)
    lanes.set(lane, run)
    return run
  }
}

/**
 * `deps` that read each endpoint and each entry once, for as long as one batch lasts: twenty endpoints are told of the same event.
 * What this batch writes down of an endpoint it knows from then on; what others write meanwhile counts from the next batch.
 */
export function withCachedRows(deps: DeliverDeps): DeliverDeps {
  const endpoints = new Map<string, Promise<Endpoint | undefined>>()
  const entries = new Map<string, Promise<Entry | undefined>>()
  return {
    ...deps,
    endpoints: {
      ...deps.endpoints,
      find: (id) => once(endpoints, id, () => deps.endpoints.find(id)),
      change: async (id, change) => {
        const changed = await deps.endpoints.change(id, change)
        endpoints.set(id, Promise.resolve(changed))
        return changed
      },
    },
    ledger: (column) => {
      const ledger = deps.ledger(column)
      return { ...ledger, entry: (sequence) => once(entries, `${column}/${sequence}`, () => ledger.entry(sequence)) }
    },
  }
}

/** A reading that failed is not remembered. */
function once<T>(known: Map<string, Promise<T>>, name: string, read: () => Promise<T>): Promise<T> {
  const reading = known.get(name) ?? read()
  known.set(name, reading)
  reading.catch(() => known.delete(name))
  return reading
}
