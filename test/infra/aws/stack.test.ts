import { App, Duration, Stack } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { Construct } from 'constructs'
import { expect, test } from 'vitest'
import { bundledFunction } from '../../../infra/aws/bundled-function.ts'
import { LetterwatchStack } from '../../../infra/aws/stack.ts'
import { type Stage, stageCalled, STAGES } from '../../../infra/aws/stages.ts'
import { use } from '../../../infra/aws/use.ts'
import type { Watched } from '../../../infra/aws/watched.ts'
import { OUTPUTS } from '../../../infra/outputs.ts'
import type { FunctionName } from '../../../shared/environment.ts'
import { EVENT_TYPES } from '../../../shared/event.ts'

const column = (id: string) => ({ id, name: '虚构栏目', authority: '虚构委员会', url: `http://127.0.0.1/${id}/` })
const WATCHED: Watched = { columns: [column('one'), column('two')], everyMs: 15 * 60_000, settings: {} }

/** Bundles and validates nothing, which is slow: what `cdk synth` makes is held to both in another test. */
const unbundled = () => new App({ context: { 'aws:cdk:bundling-stacks': [] }, builtinCloudFormationValidation: false })

/** The template of production, watching two columns every quarter of an hour, or of what is told. */
const templateOf = (watched: Partial<Watched> = {}, stage: Partial<Stage> = {}): Template =>
  Template.fromStack(new LetterwatchStack(unbundled(), { ...WATCHED, ...watched }, { ...STAGES.production, ...stage }))

const template = templateOf()

/** The template of one column more than its own schedules are for. */
const many = templateOf({ columns: Array.from({ length: 151 }, (_, index) => column(`c${index}`)) })

const resourcesOf = (of: Template) =>
  (of.toJSON() as { Resources: Record<string, { Type: string; DeletionPolicy?: string }> }).Resources

/** The properties of the resources of a type whose logical ids fit `like`. */
const propertiesOf = (type: string, like = /./, of = template) =>
  Object.entries(of.findResources(type) as Record<string, { Properties: Record<string, unknown> }>)
    .filter(([id]) => like.test(id))
    .map(([, { Properties }]) => Properties)

test('the table keeps its past, cannot be deleted, and stays when the stack goes', () => {
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

test('the buckets and the signing key stay when the stack goes, and nobody reads a bucket but by permission', () => {
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

test('a large snapshot is never written over, and not deleted either for as long as a stage says', () => {
  const [bucket] = propertiesOf('AWS::S3::Bucket', /Snapshots/)
  expect(bucket).toMatchObject({ VersioningConfiguration: { Status: 'Enabled' } })
  expect(bucket).not.toHaveProperty('ObjectLockEnabled')
  const [locked] = propertiesOf('AWS::S3::Bucket', /Snapshots/, templateOf({}, { snapshotsLockedDays: 400 }))
  expect(locked).toMatchObject({
    ObjectLockEnabled: true,
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 400 } } },
  })
})

/** Logical ids as CloudFormation knows them: another id is another, empty resource, and the one before is left behind. */
test('what holds what cannot be made again keeps its logical id', () => {
  const kept = Object.entries(resourcesOf(template)).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
  expect(kept.map(([id, { Type }]) => `${id}: ${Type}`)).toEqual([
    'ArchiveTable7F4812CA: AWS::DynamoDB::GlobalTable',
    'ArchiveSnapshotsE2573B88: AWS::S3::Bucket',
    'RecordBucketD375E838: AWS::S3::Bucket',
    'SigningKey70710D41: AWS::SecretsManager::Secret',
  ])
})

test('buckets, topics and queues are spoken to under TLS only', () => {
  const policies = ['AWS::S3::BucketPolicy', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy'].flatMap((type) =>
    propertiesOf(type),
  )
  expect(policies).toHaveLength(2 + 4 + 6)
  for (const policy of policies)
    expect(JSON.stringify(policy)).toContain('"Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"')
})

test('one schedule for each column starts the crawl with it, by the clock of the offices, not all in the same minute', () => {
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

test('digests are made one at a time, every hour by the clock of the offices, which ends the days', () => {
  expect(propertiesOf('AWS::Lambda::Function', /digest/)[0]).toMatchObject({ ReservedConcurrentExecutions: 1 })
  expect(propertiesOf('AWS::Scheduler::Schedule', /Digests/)[0]).toMatchObject({
    ScheduleExpression: 'cron(10 * * * ? *)',
    ScheduleExpressionTimezone: 'Asia/Shanghai',
  })
})

test('the checkpoint of a day is made just after midnight by the clock of the offices', () => {
  expect(propertiesOf('AWS::Scheduler::Schedule', /Checkpoints/)[0]).toMatchObject({
    ScheduleExpression: 'cron(5 0 * * ? *)',
    ScheduleExpressionTimezone: 'Asia/Shanghai',
  })
})

test('the canary edits its page every half past, and has it crawled where readers read it, like any other column', () => {
  const [crawl, edit] = propertiesOf('AWS::Scheduler::Schedule', /Canary/).sort((a, b) =>
    JSON.stringify(a) < JSON.stringify(b) ? 1 : -1,
  )
  expect([edit?.ScheduleExpression, crawl?.ScheduleExpression]).toEqual(['cron(30 * * * ? *)', 'cron(45 * * * ? *)'])
  const input = JSON.stringify((crawl?.Target as { Input: unknown }).Input)
  expect(input).toMatch(/canary.*https:\/\/.*RecordFrontDistribution.*\/canary\/source\//)
})

test('schedules of more columns than a template holds are made by a function, from a list, in a group that goes with the stack', () => {
  many.resourceCountIs('AWS::Scheduler::Schedule', propertiesOf('AWS::Scheduler::Schedule', /^(?!.*column)/).length)
  expect(Object.keys(resourcesOf(many)).length).toBeLessThan(Object.keys(resourcesOf(template)).length + 10)
  many.hasResource('AWS::Scheduler::ScheduleGroup', { DeletionPolicy: 'Delete' })
  const [asked] = propertiesOf('Custom::LetterwatchSchedules', /./, many)
  expect(asked).toMatchObject({ everyMinutes: '15', group: expect.stringMatching(/Schedules-Columns/) as unknown })
  const [group] = Object.keys(many.findResources('AWS::Scheduler::ScheduleGroup'))
  many.hasResource('Custom::LetterwatchSchedules', { DependsOn: [group] })
  expect(JSON.stringify(asked?.columns)).toMatch(/s3:\/\/.*\/[0-9a-f]{64}\.json/)
})

test('a period of a minute leaves no room for a window, and one that is no whole minute is refused', () => {
  const [schedule] = propertiesOf('AWS::Scheduler::Schedule', /column/, templateOf({ everyMs: 60_000 }))
  expect(schedule).toMatchObject({ ScheduleExpression: 'rate(1 minute)', FlexibleTimeWindow: { Mode: 'OFF' } })
  expect(() => templateOf({ everyMs: 90_000 })).toThrow('Cannot schedule a crawl every 90 seconds')
})

test('as many crawls run as there are columns and the canary, up to what the stage says, one publishes, and the sweep has ended before its next turn', () => {
  const [crawl] = propertiesOf('AWS::Lambda::Function', /crawl/)
  const [publish] = propertiesOf('AWS::Lambda::Function', /publish/)
  const [sweep] = propertiesOf('AWS::Lambda::Function', /sweep/)
  expect(crawl).toMatchObject({ ReservedConcurrentExecutions: 3, Timeout: 900 })
  const [bounded] = propertiesOf('AWS::Lambda::Function', /crawl/, templateOf({}, { crawlsAtOnce: 2 }))
  expect(bounded).toMatchObject({ ReservedConcurrentExecutions: 2 })
  expect(publish).toMatchObject({ ReservedConcurrentExecutions: 1 })
  expect(sweep?.Timeout).toBeLessThan(60)
})

test('all functions run on Node 24, on arm64, and log JSON that is not kept for ever', () => {
  template.resourceCountIs('AWS::Lambda::Function', 9)
  template.allResourcesProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    LoggingConfig: Match.objectLike({ LogFormat: 'JSON' }),
  })
  template.resourceCountIs('AWS::Logs::LogGroup', 9)
  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 })
})

test('every queue that feeds a function says which messages failed, hides a batch six times as long as it may take, and has dead letters', () => {
  const sources = propertiesOf('AWS::Lambda::EventSourceMapping')
  expect(sources).toHaveLength(3)
  for (const source of sources) expect(source.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
  const queues = propertiesOf('AWS::SQS::Queue', /Queue[0-9A-F]{8}$/)
  expect(queues.map(({ VisibilityTimeout }) => VisibilityTimeout).sort()).toEqual([6 * 300, 6 * 60, 6 * 120].sort())
  // Publishing has columns come again for which it had no time.
  for (const { RedrivePolicy, VisibilityTimeout } of queues)
    expect(RedrivePolicy).toMatchObject({ maxReceiveCount: VisibilityTimeout === 6 * 300 ? 20 : 5 })
})

test('publishing hears of everything, dispatching of events alone', () => {
  expect(propertiesOf('AWS::SNS::Subscription', /Publish/)[0]).not.toHaveProperty('FilterPolicy')
  expect(propertiesOf('AWS::SNS::Subscription', /Dispatch/)[0]?.FilterPolicy).toEqual({ type: [...EVENT_TYPES] })
  const queues = propertiesOf('AWS::SNS::Subscription').filter(({ Protocol }) => Protocol === 'sqs')
  for (const subscription of queues) expect(subscription).toHaveProperty('RedrivePolicy')
})

type Statement = { Action: string | string[]; Resource: unknown; Condition?: object }

/** What the role of a function may do: one line for each statement and resource, with the rows or files to which it is bound. */
function allowed(name: string): string[] {
  const policies = propertiesOf('AWS::IAM::Policy', new RegExp(`${name}role`), name === 'schedule' ? many : template)
  const statements = policies.flatMap(({ PolicyDocument }) => (PolicyDocument as { Statement: Statement[] }).Statement)
  return statements.flatMap(({ Action, Resource, Condition }) => {
    const rows = /(\[.*\]|"[a-z.]+")\}\}$/.exec(JSON.stringify(Condition ?? ''))?.[1] ?? ''
    const does = [Action].flat().join(' ').replace(LOG, 'log').replace(CONSUME, 'sqs:consume')
    return [Resource].flat().map((resource) => `${does}: ${placeOf(resource)} ${rows.replace(/[["\]]/g, '')}`.trim())
  })
}
const LOG = 'logs:CreateLogStream logs:PutLogEvents'
const CONSUME = 'sqs:ReceiveMessage sqs:ChangeMessageVisibility sqs:GetQueueUrl sqs:DeleteMessage sqs:GetQueueAttributes'

type Part = string | { 'Fn::Sub'?: string }

/** A resource by the construct that makes it, with what follows its name; one that this stack does not make by its own name. */
function placeOf(resource: unknown): string {
  const text = JSON.stringify(resource)
  const id = /"(?:Ref|Fn::GetAtt)":\[?"(\w+?)[0-9A-F]{8}"/.exec(text)?.[1]
  if (id !== undefined) return id + (/"(\/[^"]*)"/.exec(text)?.[1] ?? '')
  const parts = typeof resource === 'string' ? [resource] : (resource as { 'Fn::Join': [string, Part[]] })['Fn::Join'][1]
  const named = parts.map((part) => (typeof part === 'string' ? part : (part['Fn::Sub'] ?? '').replace(/\$\{.*\}/, '…')))
  return named.join('').replace(/^.*:/, '')
}

/** Every action that each role may do, on what, and of the table on which rows: a new function does not compile without its lines. */
const MAY: Record<FunctionName, string[]> = {
  crawl: [
    'log: Crawlingcrawllog',
    'dynamodb:GetItem dynamodb:Query dynamodb:PutItem: ArchiveTable',
    'dynamodb:DeleteItem: ArchiveTable waiting#*',
    's3:GetObject s3:PutObject: ArchiveSnapshots/sha256/*',
    's3:ListBucket: ArchiveSnapshots',
    'sns:Publish: AnnouncementsEvents',
    'sns:Publish: AnnouncementsMail',
    'sns:Publish: AnnouncementsAudiences',
  ],
  publish: [
    'log: Publishingpublishlog',
    'dynamodb:GetItem dynamodb:Query: ArchiveTable',
    'dynamodb:PutItem: ArchiveTable record-heads,record-parts#*',
    's3:GetObject: ArchiveSnapshots/sha256/*',
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
    'sqs:SendMessage: WebhooksDeliveriesQueue',
    'lambda:InvokeFunction: Crawlingcrawl',
  ],
  digest: [
    'log: Digestsdigestlog',
    'dynamodb:Query: ArchiveTable subscribers,status,ledger#*,digests',
    'dynamodb:PutItem: ArchiveTable digests',
    'sns:Publish: AnnouncementsAudiences',
  ],
  checkpoint: [
    'log: Checkpointscheckpointlog',
    'dynamodb:Query: ArchiveTable status,ledger#*,checkpoints',
    'dynamodb:PutItem: ArchiveTable checkpoints,checkpoint-keys,checkpoint-timestamps',
    'secretsmanager:GetSecretValue: SigningKey',
  ],
  overdue: [
    'log: Overdueoverduelog',
    'dynamodb:Query: ArchiveTable status',
    'dynamodb:GetItem dynamodb:PutItem: ArchiveTable overdue',
    's3:GetObject: cdk-hnb659fds-assets-…/*.json',
    'sns:Publish: OperatorsTopic',
  ],
  schedule: [
    'log: CrawlingSchedulesschedulelog',
    's3:GetObject: cdk-hnb659fds-assets-…/*.json',
    'scheduler:CreateSchedule scheduler:DeleteSchedule: schedule/letterwatch-Crawling-Schedules-Columns-8368C88E/*',
    'scheduler:ListSchedules: *',
    'iam:PassRole: CrawlingcrawlStarter scheduler.amazonaws.com',
  ],
  canary: ['log: Canarycanarylog', 's3:GetObject s3:PutObject: RecordBucket/canary/source/*', 's3:ListBucket: RecordBucket'],
}

test.each(Object.entries(MAY))('%s may do what stands here and no more', (name, lines) => {
  expect(allowed(name)).toEqual(lines)
})

test('only a crawl writes a ledger, and nobody deletes from one', () => {
  for (const [name, lines] of Object.entries(MAY)) {
    const writes = lines.filter((line) => /PutItem.*ArchiveTable$|PutItem.*ledger/.test(line))
    expect(writes.length > 0, name).toBe(name === 'crawl')
    expect(lines.filter((line) => line.includes('Delete')).join(), name).not.toMatch(/ArchiveTable$|ledger|s3:Delete/)
  }
})

test('nothing names a partition, a region or an account', () => {
  const text = JSON.stringify([template, templateOf(inChina, CHINA)].map((each) => each.toJSON()))
  expect(text).not.toMatch(/arn:aws/)
  expect(text).not.toMatch(/\b(us|eu|ap|cn)-[a-z]+-\d\b/)
  expect(text).not.toMatch(/\b\d{12}\b/)
})

const CHINA: Stage = STAGES.china
const inChina = { ...WATCHED, settings: { publicUrl: 'https://record.example' } }

test('in China there is no CloudFront, and all the rest is the same', () => {
  const typesIn = (of: Template) => Object.values(resourcesOf(of)).map(({ Type }) => Type)
  const [here, there] = [typesIn(template), typesIn(templateOf(inChina, CHINA))]
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

test('crawls and deliveries leave from one address that stays, where a stage says so, and nobody pays for it elsewhere', () => {
  template.resourceCountIs('AWS::EC2::NatGateway', 0)
  template.resourceCountIs('AWS::EC2::VPC', 0)
  const fixed = templateOf({}, { fixedAddress: true })
  fixed.resourceCountIs('AWS::EC2::NatGateway', 1)
  fixed.hasResource('AWS::EC2::EIP', { DeletionPolicy: 'Retain' })
  const inNetwork = propertiesOf('AWS::Lambda::Function', /./, fixed).filter(({ VpcConfig }) => VpcConfig !== undefined)
  expect(inNetwork.map(({ FunctionName }) => FunctionName).sort()).toEqual(['letterwatch-crawl', 'letterwatch-deliver'])
})

test('a stage that shows the record to nobody needs an address where it is read, and a stage that is none is refused', () => {
  expect(() => templateOf({}, CHINA)).toThrow('"publicUrl" is missing from the configuration')
  expect(() => stageCalled('prod')).toThrow('Cannot deploy the stage "prod": infra/aws/stages.ts has production, trial, china')
})

test('the stack says what its parts are called', () => {
  expect(Object.keys(template.findOutputs('*')).sort()).toEqual(Object.values(OUTPUTS).sort())
})

test('a function that is given too few or too many variables does not compile', () => {
  const stack = new Stack(unbundled())
  const given = use('given')
  const limits = { timeout: Duration.seconds(1), memorySize: 128 }
  // @ts-expect-error DELIVERIES_QUEUE and CRAWL are forgotten
  bundledFunction(new Construct(stack, 'few'), 'sweep', { TABLE: given }, limits)
  const many = { TABLE: given, DELIVERIES_QUEUE: given, CRAWL: given }
  // @ts-expect-error the sweep reads no SETTINGS
  bundledFunction(new Construct(stack, 'many'), 'sweep', { ...many, SETTINGS: given }, limits)
  Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 2)
})
