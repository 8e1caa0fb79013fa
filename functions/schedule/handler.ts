import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse, Context } from 'aws-lambda'
import * as z from 'zod/mini'
import { plannedSchedules } from '../../shared/crawl/schedule.ts'
import { readColumnsList } from '../ports/aws/columns-list.ts'
import { type Http, isOk, openHttp } from '../ports/http/http.ts'
import { reported } from '../report.ts'
import { keepSchedules, type KeptSchedules } from './keep-schedules.ts'
import { openScheduleGroup } from '../ports/aws/schedule-group.ts'

/** The properties of the resource. CloudFormation passes strings only. */
const Properties = z.object({
  columns: z.string(),
  group: z.string(),
  target: z.string(),
  starter: z.string(),
  everyMinutes: z.pipe(z.string(), z.transform(Number)),
})

const NOTHING: KeptSchedules = { created: 0, removed: 0, kept: 0 }
/** The time reserved for the answer; without one CloudFormation waits for an hour. */
const TIME_TO_ANSWER_MS = 60_000

/** Brings the schedules of columns in line with the stack's. On deletion nothing is done: deleting the schedule group deletes its schedules. */
export async function handler(
  event: CloudFormationCustomResourceEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<KeptSchedules> {
  const hasTime = () => context.getRemainingTimeInMillis() > TIME_TO_ANSWER_MS
  const result = event.RequestType === 'Delete' ? NOTHING : await update(event.ResourceProperties, hasTime).catch(asError)
  await answer(event, result instanceof Error ? result.message : undefined, openHttp())
  if (result instanceof Error) throw result
  return reported('schedule', result)
}

async function update(properties: unknown, hasTime: () => boolean): Promise<KeptSchedules> {
  const { columns, group, target, starter, everyMinutes } = Properties.parse(properties)
  const planned = plannedSchedules(await readColumnsList(columns), everyMinutes, `${target} ${starter}`)
  return keepSchedules(planned, openScheduleGroup(group, { target, starter }), hasTime)
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

/** CloudFormation accepts at most 4096 bytes. */
const REASON_LENGTH = 1000
/** A stack has one resource of this kind, and it is never replaced. */
const PHYSICAL_ID = 'schedules'

/** Reports the result of a request to CloudFormation, at the address that it gave. `failure`: why the request could not be carried out. */
async function answer(
  { ResponseURL, StackId, RequestId, LogicalResourceId }: CloudFormationCustomResourceEvent,
  failure: string | undefined,
  http: Pick<Http, 'request'>,
): Promise<void> {
  const about = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: PHYSICAL_ID }
  const response: CloudFormationCustomResourceResponse =
    failure === undefined
      ? { ...about, Status: 'SUCCESS' }
      : { ...about, Status: 'FAILED', Reason: failure.slice(0, REASON_LENGTH) }
  // No Content-Type: the signature of the address does not include one.
  const result = await http.request({ url: new URL(ResponseURL), method: 'PUT', body: JSON.stringify(response) })
  if (result.kind === 'failure') throw new Error(`Cannot answer CloudFormation: ${result.why}`)
  if (!isOk(result)) throw new Error(`Cannot answer CloudFormation: it answered ${result.status} ${result.body.toString()}`)
}
