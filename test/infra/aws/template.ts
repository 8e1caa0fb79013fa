import { readFileSync } from 'node:fs'
import * as z from 'zod/mini'
import { ENVIRONMENTS, type FunctionName } from '../../../shared/environment.ts'

const Resource = z.looseObject({ Type: z.string(), Properties: z._default(z.record(z.string(), z.unknown()), {}) })
const Template = z.object({ Resources: z.record(z.string(), Resource) })
export type Template = z.infer<typeof Template>

/** What the resource of a logical id is called, or one of its attributes; `id` may be a pseudo parameter too, such as AWS::Region. */
export type Called = (id: string, attribute?: string) => string

/** What one statement of a role allows: actions on resources, and on the rows of which partitions of the table only. */
const Statement = z.strictObject({
  Effect: z.literal('Allow'),
  Action: z.pipe(
    z.union([z.array(z.string()), z.string()]),
    z.transform((given) => [given].flat()),
  ),
  Resource: z.pipe(
    z.unknown(),
    z.transform((given): unknown[] => (Array.isArray(given) ? given : [given])),
  ),
  Condition: z.optional(
    z.strictObject({
      'ForAllValues:StringLike': z.optional(z.strictObject({ 'dynamodb:LeadingKeys': z.array(z.string()) })),
      StringEquals: z.optional(z.strictObject({ 'iam:PassedToService': z.literal('scheduler.amazonaws.com') })),
    }),
  ),
})
export type Statement = z.infer<typeof Statement>

const Policy = z.object({
  Roles: z.array(z.strictObject({ Ref: z.string() })),
  PolicyDocument: z.object({ Statement: z.array(Statement) }),
})
const Role = z.object({
  AssumeRolePolicyDocument: z.object({
    Statement: z.array(z.looseObject({ Principal: z.object({ Service: z.string() }) })),
  }),
  Policies: z._default(z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) })), []),
})
const GetArn = z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) })
const Lambda = z.object({
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  FunctionName: z.string(),
  Role: GetArn,
  Environment: z._default(z.object({ Variables: z.record(z.string(), z.unknown()) }), { Variables: {} }),
})

/** A function as the template declares it: its name, where its asset lies, which export is called, its variables, and what its role allows. */
export type Declared = {
  functionName: string
  asset: string
  handler: string
  variables: Record<string, unknown>
  statements: Statement[]
}

/** The functions that are there however many columns there are. */
export const FUNCTION_NAMES = (Object.keys(ENVIRONMENTS) as FunctionName[]).filter((name) => name !== 'schedule')

export function readTemplate(file: string): Template {
  return Template.parse(JSON.parse(readFileSync(file, 'utf8')))
}

/** The properties of the resources of one type, by their logical ids. */
export function declared<T extends z.ZodMiniType>(template: Template, type: string, shape: T): [string, z.infer<T>][] {
  const ofType = Object.entries(template.Resources).filter(([, { Type }]) => Type === type)
  return ofType.map(([id, { Properties }]) => [id, shape.parse(Properties)])
}

/** The logical id of the function called `name`. */
export function functionId({ Resources }: Template, name: FunctionName): string {
  const id = Object.keys(Resources).find(
    (candidate) => Resources[candidate]?.Type === 'AWS::Lambda::Function' && new RegExp(`${name}[0-9A-F]{8}$`).test(candidate),
  )
  if (id === undefined) throw new Error(`Cannot find the function ${name} in the template`)
  return id
}

/** The function called `name`, whose assets lie in `folder`. */
export function declaredFunction(template: Template, name: FunctionName, folder: string): Declared {
  const properties = Lambda.parse(template.Resources[functionId(template, name)]?.Properties)
  return {
    functionName: properties.FunctionName,
    asset: `${folder}/asset.${properties.Code.S3Key.replace(/\.zip$/, '')}`,
    handler: properties.Handler,
    variables: properties.Environment.Variables,
    statements: roleOf(template, properties.Role['Fn::GetAtt'][0]).statements,
  }
}

/** Who may take the role of a logical id, and what it allows. */
export function roleOf(template: Template, id: string): { services: string[]; statements: Statement[] } {
  const { AssumeRolePolicyDocument, Policies } = Role.parse(template.Resources[id]?.Properties)
  const attached = declared(template, 'AWS::IAM::Policy', Policy).filter(([, { Roles }]) => Roles.some(({ Ref }) => Ref === id))
  return {
    services: AssumeRolePolicyDocument.Statement.map(({ Principal }) => Principal.Service),
    statements: [...Policies, ...attached.map(([, policy]) => policy)].flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement,
    ),
  }
}

/** `value` once deployed: every intrinsic function in it replaced by what it comes to. */
export function resolve(value: unknown, called: Called): unknown {
  if (Array.isArray(value)) return value.map((each) => resolve(each, called))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [[intrinsic, given] = ['', undefined]] = entries
  if (intrinsic === 'Ref') return called(String(given))
  if (intrinsic === 'Fn::GetAtt') return called(...(given as [string, string]))
  if (intrinsic === 'Fn::Join') {
    const [separator, parts] = given as [string, unknown[]]
    return parts.map((part) => String(resolve(part, called))).join(separator)
  }
  if (intrinsic === 'Fn::Sub') return String(given).replace(/\$\{(.*?)\}/g, (_, id: string) => called(id))
  if (intrinsic.startsWith('Fn::')) throw new Error(`Cannot resolve ${intrinsic}: nothing here does what it does`)
  return Object.fromEntries(entries.map(([name, each]) => [name, resolve(each, called)]))
}
