import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ArnFormat, CustomResource, Duration, RemovalPolicy, Stack, TimeZone } from 'aws-cdk-lib'
import type { IRole } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Asset } from 'aws-cdk-lib/aws-s3-assets'
import {
  type IScheduleTarget,
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import type { Column } from '../../shared/column.ts'
import { rateOf, windowWithin } from '../../shared/crawl/schedule.ts'
import { type Binding, binding } from './binding.ts'
import { asciiJson, type Configuration } from './configuration.ts'
import { type Bindings, lambdaFunction, type Network } from './lambda-function.ts'
import { schedulerRole, scheduleTarget } from './triggers.ts'

/** Lambda keeps an asynchronous event for six hours at most. */
const MAX_EVENT_AGE_MINUTES = 360

/** A stack holds 500 resources, some 90 of them our own: the schedules of more columns are created by a function during deployment. */
const MAX_COLUMNS_IN_TEMPLATE = 150

/** The function that crawls, and one schedule for each column that starts it. */
export class Crawling extends Construct {
  readonly crawl: LambdaFunction
  /** The target of a schedule that crawls `column`. */
  readonly targetFor: (column: Column) => IScheduleTarget
  /** Starting a crawl. */
  readonly start: Binding

  constructor(
    scope: Construct,
    id: string,
    { columns, everyMs }: Configuration,
    list: ColumnList,
    maxConcurrentCrawls: number,
    bindings: Bindings<'crawl'>,
    network: Network,
  ) {
    super(scope, id)
    const minutes = wholeMinutes(everyMs)
    this.crawl = lambdaFunction(this, 'crawl', bindings, {
      timeout: Duration.minutes(15),
      // A first crawl of 1,000 letters takes 162 MB, a page of 5 MB 207 (November 2026). Most of the time is pauses, billed by memory.
      memorySize: 256,
      // One for each column and one for the canary, up to the stage's limit: further events wait in Lambda's own queue.
      reservedConcurrentExecutions: Math.min(columns.length + 1, maxConcurrentCrawls),
      ...network,
    })
    this.crawl.configureAsyncInvoke({
      retryAttempts: 0,
      maxEventAge: Duration.minutes(Math.min(minutes, MAX_EVENT_AGE_MINUTES)),
    })
    const { functionName, functionArn } = this.crawl
    this.start = binding(functionName, { actions: ['lambda:InvokeFunction'], resources: [functionArn] })
    const role = schedulerRole(this.crawl)
    const target = scheduleTarget(this.crawl, role)
    this.targetFor = (column) => target(ScheduleTargetInput.fromText(asciiJson({ column })))
    if (columns.length > MAX_COLUMNS_IN_TEMPLATE) new Schedules(this, 'Schedules', list, minutes, this.crawl, role)
    else for (const column of columns) this.#schedule(column, minutes)
  }

  #schedule(column: Column, minutes: number): void {
    const window = windowWithin(minutes)
    new Schedule(this, `column-${column.id}`, {
      schedule: ScheduleExpression.expression(rateOf(minutes), TimeZone.ASIA_SHANGHAI),
      timeWindow: window < 1 ? TimeWindow.off() : TimeWindow.flexible(Duration.minutes(window)),
      target: this.targetFor(column),
    })
  }
}

/** EventBridge Scheduler counts in whole minutes. */
function wholeMinutes(everyMs: number): number {
  const minutes = everyMs / 60_000
  if (Number.isInteger(minutes) && minutes >= 1) return minutes
  throw new Error(`Cannot schedule a crawl every ${everyMs / 1000} seconds: EventBridge Scheduler counts in whole minutes`)
}

/** The columns as a file that is uploaded before the stack is deployed: more than fit an environment variable. */
export class ColumnList extends Construct {
  readonly #asset: Asset

  constructor(scope: Construct, id: string, columns: Column[]) {
    super(scope, id)
    const path = join(mkdtempSync(join(tmpdir(), 'letterwatch-columns-')), 'columns.json')
    writeFileSync(path, `${JSON.stringify(columns)}\n`)
    this.#asset = new Asset(this, 'File', { path })
  }

  /** Reading the list, and the one before it while a deployment is rolled back. */
  get read(): Binding {
    return binding(this.#asset.s3ObjectUrl, {
      actions: ['s3:GetObject'],
      resources: [`${this.#asset.bucket.bucketArn}/*.json`],
      wildcardReason:
        'The key of an asset is the hash of its bytes, and a deployment that is rolled back reads the previous one.',
    })
  }
}

/** Schedules for more columns than a template holds: a function creates them, in a group that is deleted with the stack. */
class Schedules extends Construct {
  constructor(scope: Construct, id: string, list: ColumnList, everyMinutes: number, crawl: LambdaFunction, starter: IRole) {
    super(scope, id)
    const group = new ScheduleGroup(this, 'Columns', { removalPolicy: RemovalPolicy.DESTROY })
    const bindings = {
      columns: list.read,
      group: schedulesOf(group),
      target: binding(crawl.functionArn),
      starter: passRole(starter),
    }
    const limits = { timeout: Duration.minutes(15), memorySize: 512 }
    const schedule = lambdaFunction(this, 'schedule', {}, limits, Object.values(bindings))
    const values = Object.entries<Binding>(bindings).map(([name, { value }]): [string, string] => [name, value])
    const resource = new CustomResource(this, 'CustomResource', {
      serviceToken: schedule.functionArn,
      resourceType: 'Custom::LetterwatchSchedules',
      properties: { ...Object.fromEntries(values), everyMinutes: String(everyMinutes) },
    })
    // The property is the group's name, a text known in advance, so that CloudFormation does not see the dependency.
    resource.node.addDependency(group)
  }
}

/** Creating, deleting and listing the schedules of a group. */
function schedulesOf({ scheduleGroupName, stack }: ScheduleGroup): Binding {
  const resource = { service: 'scheduler', resource: 'schedule', resourceName: `${scheduleGroupName}/*` }
  return binding(
    scheduleGroupName,
    {
      actions: ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'],
      resources: [Stack.of(stack).formatArn({ ...resource, arnFormat: ArnFormat.SLASH_RESOURCE_NAME })],
      wildcardReason: 'Each column has a schedule of its own, in this group only.',
    },
    {
      actions: ['scheduler:ListSchedules'],
      resources: ['*'],
      wildcardReason: 'The permission to list schedules cannot be limited to one group.',
    },
  )
}

/** Giving schedules the role in which they start a crawl; no other service may receive it. */
const passRole = ({ roleArn }: IRole): Binding =>
  binding(roleArn, {
    actions: ['iam:PassRole'],
    resources: [roleArn],
    conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
  })
