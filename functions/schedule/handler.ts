import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda'
import * as z from 'zod/mini'
import { plannedSchedules } from '../../shared/crawl/schedule.ts'
import { readColumnsList } from '../ports/aws/columns-list.ts'
import { openHttp } from '../ports/http/http.ts'
import { reported } from '../report.ts'
import { answer } from './answer.ts'
import { keepSchedules, type KeptSchedules } from './keep-schedules.ts'
import { openScheduleGroup } from '../ports/aws/schedule-group.ts'

/** What the stack says of the schedules that it wants: CloudFormation passes texts only. */
const Asked = z.object({
  columns: z.string(),
  group: z.string(),
  target: z.string(),
  starter: z.string(),
  everyMinutes: z.pipe(z.string(), z.transform(Number)),
})

const NOTHING: KeptSchedules = { created: 0, removed: 0, kept: 0 }
/** What is left for the answer, without which CloudFormation waits for an hour. */
const TIME_TO_ANSWER_MS = 60_000

/** Keeps the schedules of columns as a stack asks. When the stack goes, its group goes, and takes them along. */
export async function handler(
  event: CloudFormationCustomResourceEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<KeptSchedules> {
  const hasTime = () => context.getRemainingTimeInMillis() > TIME_TO_ANSWER_MS
  const came = event.RequestType === 'Delete' ? NOTHING : await kept(event.ResourceProperties, hasTime).catch(asError)
  await answer(event, came instanceof Error ? came.message : undefined, openHttp())
  if (came instanceof Error) throw came
  return reported('schedule', came)
}

async function kept(properties: unknown, hasTime: () => boolean): Promise<KeptSchedules> {
  const { columns, group, target, starter, everyMinutes } = Asked.parse(properties)
  const planned = plannedSchedules(await readColumnsList(columns), everyMinutes, `${target} ${starter}`)
  return keepSchedules(planned, openScheduleGroup(group, { target, starter }), hasTime)
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
