import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler'
import { type PlannedSchedule, rateOf } from '../../../shared/crawl/schedule.ts'

/** A group of EventBridge Scheduler. Creating a schedule that exists, or removing one that does not, succeeds. */
export type ScheduleGroup = {
  names: () => AsyncGenerator<string>
  create: (schedule: PlannedSchedule) => Promise<void>
  remove: (name: string) => Promise<void>
}

/** The ARN of what the schedules start, and of the role that they assume. */
export type Starts = { target: string; starter: string }

/** Scheduler accepts 250 requests of a kind a second in its smaller regions, and throttles more. */
const PATIENT = { retryMode: 'adaptive', maxAttempts: 10 } as const

/** The group called `GroupName`. Times are in the offices' time zone. Failed crawls are not retried: the next scheduled one covers them. */
export function openScheduleGroup(
  GroupName: string,
  { target, starter }: Starts,
  client = new SchedulerClient(PATIENT),
): ScheduleGroup {
  return {
    async *names() {
      let NextToken: string | undefined
      do {
        const answer = await client.send(new ListSchedulesCommand({ GroupName, MaxResults: 100, NextToken }))
        for (const { Name = '' } of answer.Schedules ?? []) yield Name
        NextToken = answer.NextToken
      } while (NextToken !== undefined)
    },

    create: ({ name, everyMinutes, windowMinutes, input }) =>
      unless(
        ConflictException,
        client.send(
          new CreateScheduleCommand({
            GroupName,
            Name: name,
            ScheduleExpression: rateOf(everyMinutes),
            ScheduleExpressionTimezone: 'Asia/Shanghai',
            FlexibleTimeWindow:
              windowMinutes < 1 ? { Mode: 'OFF' } : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: windowMinutes },
            Target: { Arn: target, RoleArn: starter, Input: input, RetryPolicy: { MaximumRetryAttempts: 0 } },
          }),
        ),
      ),

    remove: (name) => unless(ResourceNotFoundException, client.send(new DeleteScheduleCommand({ GroupName, Name: name }))),
  }
}

/** Awaits `sent`; an error of the class `kind` counts as success. */
async function unless(
  kind: typeof ConflictException | typeof ResourceNotFoundException,
  sent: Promise<unknown>,
): Promise<void> {
  try {
    await sent
  } catch (error) {
    if (!(error instanceof kind)) throw error
  }
}
