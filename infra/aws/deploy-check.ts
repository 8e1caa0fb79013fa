import { parseArgs } from 'node:util'
import { App } from 'aws-cdk-lib'
import * as z from 'zod/mini'
import { Settings } from '../../shared/settings.ts'
import { hostsWithoutContact } from '../contact.ts'
import { counted } from '../../shared/text/counted.ts'
import { type Configuration, readConfigurationFile } from './configuration.ts'
import { LetterwatchStack } from './stack.ts'
import { stageCalled } from './stages.ts'

/** More columns are counted, not listed. */
const MAX_LISTED_COLUMNS = 20

/**
 * The report of `npm run deploy:check`: what a deployment with the options `args` would create, and what each function may do. It creates
 * nothing and needs no account. Throws one line when the stage or the configuration is wrong.
 */
export function deployCheck(args: string[]): string {
  const { values } = parseArgs({
    args,
    options: {
      stage: { type: 'string', default: 'production' },
      configuration: { type: 'string', default: 'letterwatch.json' },
    },
  })
  const stage = stageCalled(values.stage)
  const configuration = readConfigurationFile(values.configuration)
  // It bundles and validates nothing: `cdk synth` checks against CloudFormation's schemas and cdk-nag's rules.
  const app = new App({
    context: { 'aws:cdk:bundling-stacks': [], 'aws:cdk:enable-path-metadata': true, '@aws-cdk/aws-iam:minimizePolicies': true },
    builtinCloudFormationValidation: false,
  })
  new LetterwatchStack(app, configuration, stage)
  const template = Template.parse(app.synth().getStackByName(stage.stack).template)
  const listed = configuration.columns.slice(0, MAX_LISTED_COLUMNS).map(({ id, name, url }) => `  ${id}: ${name}, ${url}`)
  const others = configuration.columns.length - listed.length
  const lines = [
    `${stage.stack}: what deploying the stage ${values.stage} with ${values.configuration} creates. Nothing has been created.`,
    ...contactLines(configuration),
    `Watches every ${configuration.everyMs / 60_000} minutes:`,
    ...listed,
    ...(others > 0 ? [`  and ${counted(others, 'other')}`] : []),
    ...reportOn(template),
  ]
  return `${lines.join('\n')}\n`
}

function contactLines({ settings, columns }: Configuration): string[] {
  const [host] = hostsWithoutContact(
    Settings.parse(settings),
    columns.map(({ url }) => url),
  )
  if (host === undefined) return []
  return [
    `Before deploying, set "contact" to an address of your own: it is still the placeholder, and ${host} cannot reach you.`,
  ]
}

const Resource = z.looseObject({
  Type: z.string(),
  DeletionPolicy: z.optional(z.string()),
  Metadata: z.optional(z.looseObject({ 'aws:cdk:path': z.optional(z.string()) })),
  Properties: z._default(z.record(z.string(), z.unknown()), {}),
})
const Template = z.looseObject({ Resources: z.record(z.string(), Resource) })
type Template = z.infer<typeof Template>

/** What `template` creates, what stays when the stack is removed, and what each function may do: one line for each. */
function reportOn(template: Template): string[] {
  const resources = Object.entries(template.Resources)
  const ofType = (type: string) => resources.filter(([, { Type }]) => Type === type)
  const counts = [...Map.groupBy(resources, ([, { Type }]) => Type)].map(
    ([type, all]) => `  ${String(all.length).padStart(4)} ${type}`,
  )
  const retained = resources.filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
  const isServed = ofType('AWS::CloudFront::Distribution').length > 0
  return [
    `Creates ${resources.length} resources (a stack holds 500):`,
    ...counts.sort(),
    'Stays when the stack is removed:',
    ...retained.map(([id]) => `  ${pathOf(template, id)}`),
    'Public:',
    isServed ? '  the record, through CloudFront; nothing else' : '  nothing: a server of your own serves the record',
    'Runs on a schedule:',
    ...ofType('AWS::Scheduler::Schedule').map(
      ([id, { Properties }]) =>
        `  ${pathOf(template, id)}: ${String(Properties.ScheduleExpression)}, ${String(Properties.ScheduleExpressionTimezone)}`,
    ),
    ...ofType('Custom::LetterwatchSchedules').map(
      ([id, { Properties }]) => `  ${pathOf(template, id)}: every column, every ${String(Properties.everyMinutes)} minutes`,
    ),
    ...functionsIn(template).flatMap(([name, role]) => [`The function ${name} may`, ...permissionsOf(template, role)]),
  ]
}

const LambdaFunction = z.object({
  FunctionName: z.string(),
  Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }),
})

/** The functions of a template, each with the logical id of its role. */
function functionsIn({ Resources }: Template): [name: string, role: string][] {
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => LambdaFunction.parse(Properties))
    .map(({ FunctionName, Role }) => [FunctionName, Role['Fn::GetAtt'][0]])
}

const strings = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((given) => [given].flat()),
)
/** The two conditions that statements have: rows of the table, and the service that receives a role. */
const Condition = z.strictObject({
  'ForAllValues:StringLike': z.optional(z.strictObject({ 'dynamodb:LeadingKeys': z.array(z.string()) })),
  StringEquals: z.optional(z.strictObject({ 'iam:PassedToService': z.string() })),
})
const Policy = z.object({
  Roles: z.array(z.object({ Ref: z.string() })),
  PolicyDocument: z.object({
    Statement: z.array(z.looseObject({ Action: strings, Resource: z.unknown(), Condition: z.optional(Condition) })),
  }),
})

/** Actions in plain words. An action that is not here is shown by its own name. */
const ACTIONS: Record<string, string> = {
  'dynamodb:GetItem': 'read rows',
  'dynamodb:Query': 'list rows',
  'dynamodb:PutItem': 'write rows',
  'dynamodb:DeleteItem': 'delete rows',
  's3:GetObject': 'read files',
  's3:PutObject': 'write files',
  's3:ListBucket': 'list files',
  'sns:Publish': 'publish',
  'sqs:SendMessage': 'send messages',
  'sqs:ReceiveMessage': 'receive messages',
  'secretsmanager:GetSecretValue': 'read the secret',
  'logs:PutLogEvents': 'write its log',
  'lambda:InvokeFunction': 'start it',
  'scheduler:CreateSchedule': 'create schedules',
  'scheduler:DeleteSchedule': 'delete schedules',
  'scheduler:ListSchedules': 'list schedules',
  'iam:PassRole': 'pass the role to schedules',
}
/** Actions that always come with one of the others. */
const IMPLIED = /^(logs:CreateLogStream|sqs:(ChangeMessageVisibility|GetQueueUrl|DeleteMessage|GetQueueAttributes))$/

/** What a role may do: one line for each statement and resource. */
function permissionsOf(template: Template, role: string): string[] {
  const policies = Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .map(({ Properties }) => Policy.parse(Properties))
    .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === role))
  return policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Action, Resource, Condition }) => {
      const actions = Action.filter((action) => !IMPLIED.test(action)).map((action) => ACTIONS[action] ?? action)
      const rows = Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']
      const only = rows === undefined ? '' : `, only ${rows.join(', ')}`
      return [Resource].flat().map((each) => `  ${actions.join(', ')}: ${targetOf(template, each)}${only}`)
    })
}

/** The resource of a statement by its path in the stack, with the part that is allowed: the files of a bucket, the index of a table. */
function targetOf(template: Template, resource: unknown): string {
  const text = JSON.stringify(resource)
  const id = /"(?:Ref|Fn::GetAtt)":\[?"(?!AWS::)([^"]+)"/.exec(text)?.[1]
  const part = /"(\/[^"]+)"/.exec(text)?.[1] ?? ''
  return id === undefined ? externalName(resource) : pathOf(template, id) + part
}

const Joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) })

/** The name of a resource that is not part of the stack, without its partition, region and account. */
function externalName(resource: unknown): string {
  const parts = typeof resource === 'string' ? [resource] : Joined.parse(resource)['Fn::Join'][1]
  const texts = parts.map((part) => (typeof part === 'string' ? part : /"Fn::Sub":"([^"$]*)/.exec(JSON.stringify(part))?.[1]))
  return texts.join('').replace(/^.*:/, '')
}

const pathOf = ({ Resources }: Template, id: string) =>
  Resources[id]?.Metadata?.['aws:cdk:path']?.replace(/^[^/]+\//, '').replace(/\/(Default|Resource)$/, '') ?? id

if (import.meta.main) {
  try {
    process.stdout.write(deployCheck(process.argv.slice(2)))
  } catch (error) {
    process.stderr.write(`letterwatch: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 2
  }
}
