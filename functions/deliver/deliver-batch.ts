import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { Wake } from '../../shared/webhooks/delivery.ts'
import { eachRecord } from '../records.ts'
import { deliver, type Delivered } from './deliver.ts'
import type { DeliverDeps } from './deps.ts'
import { openLanes } from './lanes.ts'
import { remembering } from './remembering.ts'

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
  const inLane = openLanes(AT_ONCE)
  const remembered = remembering(deps)
  const { results, ...failures } = await eachRecord(batch, async (body) => {
    const wake = Wake.parse(JSON.parse(body))
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
