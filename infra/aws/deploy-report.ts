import * as z from 'zod/mini'

const Resource = z.looseObject({
  Type: z.string(),
  DeletionPolicy: z.optional(z.string()),
  Metadata: z.optional(z.looseObject({ 'aws:cdk:path': z.optional(z.string()) })),
  Properties: z._default(z.record(z.string(), z.unknown()), {}),
})
export const Template = z.looseObject({ Resources: z.record(z.string(), Resource) })
export type Template = z.infer<typeof Template>

const texts = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((given) => [given].flat()),
)
const Policy = z.object({
  Roles: z.array(z.object({ Ref: z.string() })),
  PolicyDocument: z.object({
    Statement: z.array(z.looseObject({ Action: texts, Resource: z.unknown(), Condition: z.optional(z.unknown()) })),
  }),
})

/** What an action does, for people. What is not here is called by its own name. */
const WORDS: Record<string, string> = {
  'dynamodb:GetItem': 'read rows',
  'dynamodb:Query': 'list rows',
  'dynamodb:PutItem': 'write rows',
  'dynamodb:DeleteItem': 'delete rows',
  's3:GetObject': 'read files',
  's3:PutObject': 'write files',
  's3:ListBucket': 'see which files there are',
  'sns:Publish': 'send to it',
  'sqs:SendMessage': 'send messages',
  'sqs:ReceiveMessage': 'take messages',
  'secretsmanager:GetSecretValue': 'read the secret',
  'logs:PutLogEvents': 'write its log',
  'lambda:InvokeFunction': 'start it',
  'scheduler:CreateSchedule': 'make schedules',
  'scheduler:DeleteSchedule': 'delete schedules',
  'scheduler:ListSchedules': 'list schedules',
  'iam:PassRole': 'give the role to schedules',
}
/** What goes without saying where something else is said. */
const WITH_OTHERS = /^(logs:CreateLogStream|sqs:(ChangeMessageVisibility|GetQueueUrl|DeleteMessage|GetQueueAttributes))$/

/** What would be created of `template`, what would stay when the stack is removed, and what each function may do: one line for each. */
export function deployReport(template: Template): string[] {
  const resources = Object.entries(template.Resources)
  const kinds = [...Map.groupBy(resources, ([, { Type }]) => Type)].map(
    ([type, all]) => `  ${String(all.length).padStart(4)} ${type}`,
  )
  const kept = resources
    .filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
    .map(([id]) => `  ${nameOf(template, id)}`)
  const isShown = resources.some(([, { Type }]) => Type === 'AWS::CloudFront::Distribution')
  return [
    `Creates ${resources.length} resources (a stack holds 500):`,
    ...kinds.sort(),
    'Stays when the stack is removed:',
    ...kept,
    'Can be read by everybody:',
    isShown
      ? '  the public record, through CloudFront; nothing else'
      : '  nothing: something of your own must show the public record',
    'Starts by itself:',
    ...resources
      .filter(([, { Type }]) => Type === 'AWS::Scheduler::Schedule')
      .map(([id, { Properties }]) => schedule(template, id, Properties)),
    ...resources
      .filter(([, { Type }]) => Type === 'Custom::LetterwatchSchedules')
      .map(
        ([id, { Properties }]) => `  ${nameOf(template, id)}: every column, every ${String(Properties.everyMinutes)} minutes`,
      ),
    ...functionsIn(template).flatMap(([name, role]) => [`The function ${name} may`, ...permissionsOf(template, role)]),
  ]
}

function schedule(
  template: Template,
  id: string,
  { ScheduleExpression, ScheduleExpressionTimezone }: Record<string, unknown>,
): string {
  return `  ${nameOf(template, id)}: ${String(ScheduleExpression)}, ${String(ScheduleExpressionTimezone)}`
}

/** The functions of a template, each with the logical id of its role. */
function functionsIn({ Resources }: Template): [name: string, role: string][] {
  const Function = z.object({ FunctionName: z.string(), Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }) })
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => Function.parse(Properties))
    .map(({ FunctionName, Role }) => [FunctionName, Role['Fn::GetAtt'][0]])
}

/** What a role may do, one line for each statement and resource, in plain words. */
export function permissionsOf(template: Template, role: string): string[] {
  const policies = Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .map(({ Properties }) => Policy.parse(Properties))
    .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === role))
  return policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Action, Resource, Condition }) => {
      const does = Action.filter((action) => !WITH_OTHERS.test(action)).map((action) => WORDS[action] ?? action)
      const only = /\[.*\]/.exec(JSON.stringify(Condition ?? ''))?.[0]
      const bound = only === undefined ? '' : `, only ${(JSON.parse(only) as string[]).join(', ')}`
      return [Resource].flat().map((each) => `  ${does.join(', ')}: ${targetOf(template, each)}${bound}`)
    })
}

/** The resource that a statement names, by where it stands in the stack, with what of it alone: the files of a bucket, the index of a table. */
function targetOf(template: Template, resource: unknown): string {
  const text = JSON.stringify(resource)
  const id = /"(?:Ref|Fn::GetAtt)":\[?"(?!AWS::)([^"]+)"/.exec(text)?.[1]
  const part = /"(\/[^"]+)"/.exec(text)?.[1] ?? ''
  return id === undefined ? ownName(resource) : nameOf(template, id) + part
}

const Joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) })

/** What a resource that the stack does not make is called, without its partition, region and account. */
function ownName(resource: unknown): string {
  const parts = typeof resource === 'string' ? [resource] : Joined.parse(resource)['Fn::Join'][1]
  const named = parts.map((part) => (typeof part === 'string' ? part : /"Fn::Sub":"([^"$]*)/.exec(JSON.stringify(part))?.[1]))
  return named.join('').replace(/^.*:/, '')
}

const nameOf = ({ Resources }: Template, id: string) =>
  Resources[id]?.Metadata?.['aws:cdk:path']?.replace(/^[^/]+\//, '').replace(/\/(Default|Resource)$/, '') ?? id
