import { App, Duration, Stack } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { Construct } from 'constructs'
import { expect, test } from 'vitest'
import { binding } from '../../../infra/aws/binding.ts'
import { lambdaFunction } from '../../../infra/aws/lambda-function.ts'
import { type Stage, stageCalled, STAGES } from '../../../infra/aws/stages.ts'
import { OUTPUTS } from '../../../infra/outputs.ts'
import type { FunctionName } from '../../../functions/environment.ts'
import { EVENT_TYPES } from '../../../shared/event.ts'
import { column, columns, stackTemplate, UNBUNDLED } from './stack-template.ts'

const template = stackTemplate()

/** The template with one column more than it holds schedules for. */
const many = stackTemplate({ columns: columns(151) })

const resourcesOf = (of: Template) =>
  (of.toJSON() as { Resources: Record<string, { Type: string; DeletionPolicy?: string }> }).Resources

/** The properties of the resources of a type whose logical ids match `like`. */
const propertiesOf = (type: string, like = /./, of = template) =>
  Object.entries(of.findResources(type) as Record<string, { Properties: Record<string, unknown> }>)
    .filter(([id]) => like.test(id))
    .map(([, { Properties }]) => Properties)

test('the table has point-in-time recovery, cannot be deleted, and is retained when the stack is removed', () => {
  template.hasResource('AWS::DynamoDB::GlobalTable', {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      Replicas: [
        Match.objectLike({
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        }),
      ],
    },
  })
})

test('the buckets and the signing key are retained when the stack is removed, and no bucket is public', () => {
  template.hasResource('AWS::SecretsManager::Secret', { DeletionPolicy: 'Retain' })
  template.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
  template.allResourcesProperties('AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
  })
})

test('a large snapshot is never overwritten, and cannot be deleted for as many days as the stage says', () => {
  const [bucket] = propertiesOf('AWS::S3::Bucket', /Snapshots/)
  expect(bucket).toMatchObject({ VersioningConfiguration: { Status: 'Enabled' } })
  expect(bucket).not.toHaveProperty('ObjectLockEnabled')
  const [locked] = propertiesOf('AWS::S3::Bucket', /Snapshots/, stackTemplate({}, { snapshotsLockedDays: 400 }))
  expect(locked).toMatchObject({
    ObjectLockEnabled: true,
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 400 } } },
  })
})

/** With another logical id CloudFormation creates another, empty resource, and leaves the first one behind. */
test('resources whose data cannot be rebuilt keep their logical ids', () => {
  const kept = Object.entries(resourcesOf(template)).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
  expect(kept.map(([id, { Type }]) => `${id}: ${Type}`)).toEqual([
    'ArchiveTable7F4812CA: AWS::DynamoDB::GlobalTable',
    'ArchiveSnapshotsE2573B88: AWS::S3::Bucket',
    'RecordBucketD375E838: AWS::S3::Bucket',
    'SigningKey70710D41: AWS::SecretsManager::Secret',
  ])
})

test('buckets, topics and queues accept TLS only', () => {
  const policies = ['AWS::S3::BucketPolicy', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy'].flatMap((type) =>
    propertiesOf(type),
  )
  expect(policies).toHaveLength(2 + 4 + 6)
  for (const policy of policies)
    expect(JSON.stringify(policy)).toContain('"Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"')
})

test('each column has a schedule that starts its crawl, in the time zone of the offices, spread over a few minutes', () => {
  const schedules = propertiesOf('AWS::Scheduler::Schedule', /column/)
  expect(schedules.map(({ Target }) => JSON.parse((Target as { Input: string }).Input) as unknown)).toEqual([
    { column: column('one') },
    { column: column('two') },
  ])
  for (const schedule of schedules)
    expect(schedule).toMatchObject({
      ScheduleExpression: 'rate(15 minutes)',
      ScheduleExpressionTimezone: 'Asia/Shanghai',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 3 },
    })
})

test('digests are made one at a time, every hour, in the time zone of the offices', () => {
  expect(propertiesOf('AWS::Lambda::Function', /digest/)[0]).toMatchObject({ ReservedConcurrentExecutions: 1 })
  expect(propertiesOf('AWS::Scheduler::Schedule', /Digests/)[0]).toMatchObject({
    ScheduleExpression: 'cron(10 * * * ? *)',
    ScheduleExpressionTimezone: 'Asia/Shanghai',
  })
})

test('the checkpoint of a day is made just after midnight in the time zone of the offices', () => {
  expect(propertiesOf('AWS::Scheduler::Schedule', /Checkpoints/)[0]).toMatchObject({
    ScheduleExpression: 'cron(5 0 * * ? *)',
    ScheduleExpressionTimezone: 'Asia/Shanghai',
  })
})

test('the canary edits its page at half past each hour, and is crawled at a quarter to at the public address of the record', () => {
  const [crawl, edit] = propertiesOf('AWS::Scheduler::Schedule', /Canary/).sort((a, b) =>
    JSON.stringify(a) < JSON.stringify(b) ? 1 : -1,
  )
  expect([edit?.ScheduleExpression, crawl?.ScheduleExpression]).toEqual(['cron(30 * * * ? *)', 'cron(45 * * * ? *)'])
  const input = JSON.stringify((crawl?.Target as { Input: unknown }).Input)
  expect(input).toMatch(/canary.*https:\/\/.*RecordFrontDistribution.*\/canary\/source\//)
})

test('the schedules of more columns than a template holds are created by a function, from a list, in a group that is removed with the stack', () => {
  many.resourceCountIs('AWS::Scheduler::Schedule', propertiesOf('AWS::Scheduler::Schedule', /^(?!.*column)/).length)
  expect(Object.keys(resourcesOf(many)).length).toBeLessThan(Object.keys(resourcesOf(template)).length + 10)
  many.hasResource('AWS::Scheduler::ScheduleGroup', { DeletionPolicy: 'Delete' })
  const [schedules] = propertiesOf('Custom::LetterwatchSchedules', /./, many)
  expect(schedules).toMatchObject({ everyMinutes: '15', group: expect.stringMatching(/Schedules-Columns/) as unknown })
  const [group] = Object.keys(many.findResources('AWS::Scheduler::ScheduleGroup'))
  many.hasResource('Custom::LetterwatchSchedules', { DependsOn: [group] })
  expect(JSON.stringify(schedules?.columns)).toMatch(/s3:\/\/.*\/[0-9a-f]{64}\.json/)
})

test('a period of one minute has no flexible window, and a period of no whole minutes is refused', () => {
  const [schedule] = propertiesOf('AWS::Scheduler::Schedule', /column/, stackTemplate({ everyMs: 60_000 }))
  expect(schedule).toMatchObject({ ScheduleExpression: 'rate(1 minute)', FlexibleTimeWindow: { Mode: 'OFF' } })
  expect(() => stackTemplate({ everyMs: 90_000 })).toThrow('Cannot schedule a crawl every 90 seconds')
})

test('crawls run at once for each column and the canary up to the limit of the stage, publishing runs once, and a sweep ends before the next', () => {
  const [crawl] = propertiesOf('AWS::Lambda::Function', /crawl/)
  const [publish] = propertiesOf('AWS::Lambda::Function', /publish/)
  const [sweep] = propertiesOf('AWS::Lambda::Function', /sweep/)
  expect(crawl).toMatchObject({ ReservedConcurrentExecutions: 3, Timeout: 900 })
  const [bounded] = propertiesOf('AWS::Lambda::Function', /crawl/, stackTemplate({}, { maxConcurrentCrawls: 2 }))
  expect(bounded).toMatchObject({ ReservedConcurrentExecutions: 2 })
  expect(publish).toMatchObject({ ReservedConcurrentExecutions: 1 })
  expect(sweep?.Timeout).toBeLessThan(60)
})

test('all functions run on Node 24, on arm64, and log JSON that is kept for 90 days', () => {
  template.resourceCountIs('AWS::Lambda::Function', 9)
  template.allResourcesProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    LoggingConfig: Match.objectLike({ LogFormat: 'JSON' }),
  })
  template.resourceCountIs('AWS::Logs::LogGroup', 9)
  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 })
})

test('every queue that feeds a function accepts partial failures, hides a batch for six timeouts, and has dead letters', () => {
  const sources = propertiesOf('AWS::Lambda::EventSourceMapping')
  expect(sources).toHaveLength(3)
  for (const source of sources) expect(source.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
  const queues = propertiesOf('AWS::SQS::Queue', /Queue[0-9A-F]{8}$/)
  expect(queues.map(({ VisibilityTimeout }) => VisibilityTimeout).sort()).toEqual([6 * 300, 6 * 60, 6 * 120].sort())
  // Publishing returns columns for which it had no time.
  for (const { RedrivePolicy, VisibilityTimeout } of queues)
    expect(RedrivePolicy).toMatchObject({ maxReceiveCount: VisibilityTimeout === 6 * 300 ? 20 : 5 })
})

test('publishing receives every message, dispatching only events', () => {
  expect(propertiesOf('AWS::SNS::Subscription', /Publish/)[0]).not.toHaveProperty('FilterPolicy')
  expect(propertiesOf('AWS::SNS::Subscription', /Dispatch/)[0]?.FilterPolicy).toEqual({ type: [...EVENT_TYPES] })
  const queues = propertiesOf('AWS::SNS::Subscription').filter(({ Protocol }) => Protocol === 'sqs')
  for (const subscription of queues) expect(subscription).toHaveProperty('RedrivePolicy')
})

type Statement = { Action: string | string[]; Resource: unknown; Condition?: object }

/** What the role of a function may do: one line for each statement and resource, with the rows or files to which it is limited. */
function allowed(name: string): string[] {
  const policies = propertiesOf('AWS::IAM::Policy', new RegExp(`${name}role`), name === 'schedule' ? many : template)
  const statements = policies.flatMap(({ PolicyDocument }) => (PolicyDocument as { Statement: Statement[] }).Statement)
  return statements.flatMap(({ Action, Resource, Condition }) => {
    const rows = /(\[.*\]|"[a-z.]+")\}\}$/.exec(JSON.stringify(Condition ?? ''))?.[1] ?? ''
    const actions = [Action].flat().join(' ').replace(LOG, 'log').replace(CONSUME, 'sqs:consume')
    return [Resource].flat().map((resource) => `${actions}: ${pathOf(resource)} ${rows.replace(/[["\]]/g, '')}`.trim())
  })
}
const LOG = 'logs:CreateLogStream logs:PutLogEvents'
const CONSUME = 'sqs:ReceiveMessage sqs:ChangeMessageVisibility sqs:GetQueueUrl sqs:DeleteMessage sqs:GetQueueAttributes'

type Part = string | { 'Fn::Sub'?: string }

/** A resource by the path of its construct, with the part that is allowed; one that is not part of this stack by its own name. */
function pathOf(resource: unknown): string {
  const text = JSON.stringify(resource)
  const id = /"(?:Ref|Fn::GetAtt)":\[?"(\w+?)[0-9A-F]{8}"/.exec(text)?.[1]
  if (id !== undefined) return id + (/"(\/[^"]*)"/.exec(text)?.[1] ?? '')
  const parts = typeof resource === 'string' ? [resource] : (resource as { 'Fn::Join': [string, Part[]] })['Fn::Join'][1]
  const named = parts.map((part) => (typeof part === 'string' ? part : (part['Fn::Sub'] ?? '').replace(/\$\{.*\}/, '…')))
  return named.join('').replace(/^.*:/, '')
}

/** Every action that each role may do, on which resource, and on which rows of the table. A new function does not compile without its lines. */
const ALLOWED: Record<FunctionName, string[]> = {
  crawl: [
    'log: Crawlingcrawllog',
    'dynamodb:GetItem dynamodb:Query dynamodb:PutItem: ArchiveTable',
    'dynamodb:DeleteItem: ArchiveTable waiting#*',
    's3:GetObject s3:PutObject: ArchiveSnapshots/sha256/*.zst',
    's3:ListBucket: ArchiveSnapshots',
    'sns:Publish: AnnouncementsEvents',
    'sns:Publish: AnnouncementsMail',
    'sns:Publish: AnnouncementsAudiences',
  ],
  publish: [
    'log: Publishingpublishlog',
    'dynamodb:GetItem dynamodb:Query: ArchiveTable',
    'dynamodb:PutItem: ArchiveTable site-manifests,site-parts#*',
    's3:GetObject: ArchiveSnapshots/sha256/*.zst',
    's3:ListBucket: ArchiveSnapshots',
    's3:GetObject s3:PutObject: RecordBucket/*',
    's3:ListBucket: RecordBucket',
    'sqs:consume: PublishingPublishQueue',
  ],
  dispatch: [
    'log: Webhooksdispatchlog',
    'dynamodb:Query: ArchiveTable endpoints',
    'dynamodb:PutItem: ArchiveTable deliveries#*',
    'sqs:SendMessage: WebhooksDeliveriesQueue',
    'sqs:consume: WebhooksDispatchQueue',
  ],
  deliver: [
    'log: Webhooksdeliverlog',
    'dynamodb:GetItem: ArchiveTable ledger#*,deliveries#*,endpoints',
    'dynamodb:PutItem: ArchiveTable deliveries#*,endpoints',
    'secretsmanager:GetSecretValue: SigningKey',
    'sns:Publish: OperatorsTopic',
    'sqs:consume: WebhooksDeliveriesQueue',
  ],
  sweep: [
    'log: Webhookssweeplog',
    'dynamodb:Query: ArchiveTable/index/due',
    'lambda:InvokeFunction: Crawlingcrawl',
    'sqs:SendMessage: WebhooksDeliveriesQueue',
  ],
  digest: [
    'log: Digestsdigestlog',
    'dynamodb:Query: ArchiveTable subscribers,crawl-reports,ledger#*,digests',
    'dynamodb:PutItem: ArchiveTable digests',
    'sns:Publish: AnnouncementsAudiences',
  ],
  checkpoint: [
    'log: Checkpointscheckpointlog',
    'dynamodb:Query: ArchiveTable crawl-reports,ledger#*,checkpoints',
    'dynamodb:PutItem: ArchiveTable checkpoints,checkpoint-keys,checkpoint-timestamps',
    'secretsmanager:GetSecretValue: SigningKey',
  ],
  overdue: [
    'log: Overdueoverduelog',
    'dynamodb:Query: ArchiveTable crawl-reports',
    'dynamodb:GetItem dynamodb:PutItem: ArchiveTable overdue',
    's3:GetObject: cdk-hnb659fds-assets-…/*.json',
    'sns:Publish: OperatorsTopic',
  ],
  schedule: [
    'log: CrawlingSchedulesschedulelog',
    's3:GetObject: cdk-hnb659fds-assets-…/*.json',
    'scheduler:CreateSchedule scheduler:DeleteSchedule: schedule/letterwatch-Crawling-Schedules-Columns-8368C88E/*',
    'scheduler:ListSchedules: *',
    'iam:PassRole: CrawlingcrawlSchedulerRole scheduler.amazonaws.com',
  ],
  canary: ['log: Canarycanarylog', 's3:GetObject s3:PutObject: RecordBucket/canary/source/*', 's3:ListBucket: RecordBucket'],
}

test.each(Object.entries(ALLOWED))('%s may do what is listed here, and no more', (name, lines) => {
  expect(allowed(name)).toEqual(lines)
})

test('only a crawl writes a ledger, and no function deletes from one', () => {
  for (const [name, lines] of Object.entries(ALLOWED)) {
    const writes = lines.filter((line) => /PutItem.*ArchiveTable$|PutItem.*ledger/.test(line))
    expect(writes.length > 0, name).toBe(name === 'crawl')
    expect(lines.filter((line) => line.includes('Delete')).join(), name).not.toMatch(/ArchiveTable$|ledger|s3:Delete/)
  }
})

test('no text names a partition, a region or an account', () => {
  const text = JSON.stringify([template, stackTemplate(inChina, CHINA)].map((each) => each.toJSON()))
  expect(text).not.toMatch(/arn:aws/)
  expect(text).not.toMatch(/\b(us|eu|ap|cn)-[a-z]+-\d\b/)
  expect(text).not.toMatch(/\b\d{12}\b/)
})

const CHINA: Stage = STAGES.china
const inChina = { settings: { publicUrl: 'https://record.example' } }

test('in China the stack has no CloudFront, and everything else is the same', () => {
  const typesIn = (of: Template) => Object.values(resourcesOf(of)).map(({ Type }) => Type)
  const [here, there] = [typesIn(template), typesIn(stackTemplate(inChina, CHINA))]
  expect(new Set(here.filter((type) => !there.includes(type)))).toEqual(
    new Set([
      'AWS::CloudFront::Distribution',
      'AWS::CloudFront::Function',
      'AWS::CloudFront::OriginAccessControl',
      'AWS::CloudFront::ResponseHeadersPolicy',
    ]),
  )
  expect(there).toEqual(here.filter((type) => !type.startsWith('AWS::CloudFront::')))
})

test('crawls and deliveries leave from one retained address where the stage says so, and other stages do not pay for it', () => {
  template.resourceCountIs('AWS::EC2::NatGateway', 0)
  template.resourceCountIs('AWS::EC2::VPC', 0)
  const fixed = stackTemplate({}, { fixedAddress: true })
  fixed.resourceCountIs('AWS::EC2::NatGateway', 1)
  fixed.hasResource('AWS::EC2::EIP', { DeletionPolicy: 'Retain' })
  const inNetwork = propertiesOf('AWS::Lambda::Function', /./, fixed).filter(({ VpcConfig }) => VpcConfig !== undefined)
  expect(inNetwork.map(({ FunctionName }) => FunctionName).sort()).toEqual(['letterwatch-crawl', 'letterwatch-deliver'])
})

test('a stage that does not serve the record needs the address of its server, and an unknown stage is refused', () => {
  expect(() => stackTemplate({}, CHINA)).toThrow('"publicUrl" is missing from the configuration')
  expect(() => stageCalled('prod')).toThrow('Cannot deploy the stage "prod": infra/aws/stages.ts has production, trial, china')
})

test('the stack has every output that the command line reads', () => {
  expect(Object.keys(template.findOutputs('*')).sort()).toEqual(Object.values(OUTPUTS).sort())
})

test('a function with too few or too many variables does not compile', () => {
  const stack = new Stack(new App(UNBUNDLED))
  const given = binding('given')
  const limits = { timeout: Duration.seconds(1), memorySize: 128 }
  // @ts-expect-error DELIVERIES_QUEUE and CRAWL are missing
  lambdaFunction(new Construct(stack, 'few'), 'sweep', { TABLE: given }, limits)
  const all = { TABLE: given, DELIVERIES_QUEUE: given, CRAWL_FUNCTION: given }
  // @ts-expect-error the sweep does not read SETTINGS
  lambdaFunction(new Construct(stack, 'many'), 'sweep', { ...all, SETTINGS: given }, limits)
  Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 2)
})
