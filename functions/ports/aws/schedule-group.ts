import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler'
import { type PlannedSchedule, rateOf } from '../../../shared/crawl/schedule.ts'

/** A group of EventBridge Scheduler. What is there already when it is created, or gone when it is removed, is as it should be. */
export type ScheduleGroup = {
  names: () => AsyncGenerator<string>
  create: (schedule: PlannedSchedule) => Promise<void>
  remove: (name: string) => Promise<void>
}

/** What its schedules start, and the role in which they do. */
export type Starts = { target: string; starter: string }

/** Scheduler takes 250 requests of a kind a second in its smaller regions, and asks whoever brings more to come again. */
const PATIENT = { retryMode: 'adaptive', maxAttempts: 10 } as const

/** The group called `GroupName`. Times are of the offices' clock; the next turn does what a failed one left undone. */
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

/** Waits for `sent`, and takes one kind of refusal for what was to be reached. */
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
