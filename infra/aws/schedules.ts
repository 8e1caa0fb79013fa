import { ArnFormat, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import type { IRole } from 'aws-cdk-lib/aws-iam'
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import { bundledFunction } from './bundled-function.ts'
import type { ColumnsList } from './columns-list.ts'
import { type Use, use } from './use.ts'

/** Schedules of more columns than a template holds: a function makes them, in a group that takes them along when it goes. */
export class Schedules extends Construct {
  constructor(scope: Construct, id: string, columns: ColumnsList, everyMinutes: number, fn: NodejsFunction, starter: IRole) {
    super(scope, id)
    const group = new ScheduleGroup(this, 'Columns', { removalPolicy: RemovalPolicy.DESTROY })
    const asked = {
      columns: columns.read,
      group: keeping(group),
      target: use(fn.functionArn),
      starter: passing(starter),
    }
    const schedule = bundledFunction(
      this,
      'schedule',
      {},
      { timeout: Duration.minutes(15), memorySize: 512 },
      Object.values(asked),
    )
    const told = Object.entries<Use>(asked).map(([name, { value }]): [string, string] => [name, value])
    const kept = new CustomResource(this, 'Kept', {
      serviceToken: schedule.functionArn,
      resourceType: 'Custom::LetterwatchSchedules',
      properties: { ...Object.fromEntries(told), everyMinutes: String(everyMinutes) },
    })
    // The group is known by a name, which says nothing of when it is there.
    kept.node.addDependency(group)
  }
}

/** Keeping the schedules of a group. */
function keeping({ scheduleGroupName, stack }: ScheduleGroup): Use {
  const resource = { service: 'scheduler', resource: 'schedule', resourceName: `${scheduleGroupName}/*` }
  return use(
    scheduleGroupName,
    {
      actions: ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'],
      resources: [Stack.of(stack).formatArn({ ...resource, arnFormat: ArnFormat.SLASH_RESOURCE_NAME })],
      every: 'Each column has a schedule of its own, in this group and in no other.',
    },
    { actions: ['scheduler:ListSchedules'], resources: ['*'], every: 'Who may list schedules may list those of every group.' },
  )
}

/** Giving schedules the role in which they start a crawl, and giving it to nobody else. */
const passing = ({ roleArn }: IRole): Use =>
  use(roleArn, {
    actions: ['iam:PassRole'],
    resources: [roleArn],
    conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
  })
