import { readFileSync } from 'node:fs'
import * as z from 'zod/mini'
import { ENVIRONMENTS, type FunctionName } from '../../../shared/environment.ts'

/** What a template says in place of a name that is only known once it is deployed. */
type Intrinsic = { Ref: string } | { 'Fn::GetAtt': [string, string] } | { 'Fn::Join': [string, Value[]] }
type Value = string | Intrinsic

const Value: z.ZodMiniType<Value> = z.lazy(() =>
  z.union([
    z.string(),
    z.strictObject({ Ref: z.string() }),
    z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }),
    z.strictObject({ 'Fn::Join': z.tuple([z.string(), z.array(Value)]) }),
  ]),
)
/** What one statement of a role allows: actions on resources, and on the rows of which partitions of the table only. */
const Statement = z.object({
  Action: z.pipe(
    z.union([z.array(z.string()), z.string()]),
    z.transform((given) => [given].flat()),
  ),
  Resource: z.pipe(
    z.union([z.array(Value), Value]),
    z.transform((given) => (Array.isArray(given) ? given : [given])),
  ),
  Condition: z.optional(
    z.strictObject({ 'ForAllValues:StringLike': z.strictObject({ 'dynamodb:LeadingKeys': z.array(z.string()) }) }),
  ),
})
export type Statement = z.infer<typeof Statement>

const Policy = z.object({
  Properties: z.object({
    Roles: z.array(z.strictObject({ Ref: z.string() })),
    PolicyDocument: z.object({ Statement: z.array(Statement) }),
  }),
})
const Lambda = z.object({
  Properties: z.object({
    Code: z.object({ S3Key: z.string() }),
    Handler: z.string(),
    Role: z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }),
    Environment: z.object({ Variables: z.record(z.string(), Value) }),
  }),
})
const Template = z.object({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) })
export type Template = z.infer<typeof Template>

/** A function as the template declares it: where its asset lies, which export is called, its variables, and what its role allows. */
export type Declared = { asset: string; handler: string; variables: Record<string, Value>; statements: Statement[] }

export const FUNCTION_NAMES = Object.keys(ENVIRONMENTS) as FunctionName[]

export function readTemplate(file: string): Template {
  return Template.parse(JSON.parse(readFileSync(file, 'utf8')))
}

/** The logical ids of the resources of one type. */
export function idsOf({ Resources }: Template, type: string): string[] {
  return Object.keys(Resources).filter((id) => Resources[id]?.Type === type)
}

/** The function called `name`, whose assets lie in `folder`. */
export function declaredFunction(template: Template, name: FunctionName, folder: string): Declared {
  const id = idsOf(template, 'AWS::Lambda::Function').find((candidate) => new RegExp(`${name}[0-9A-F]{8}$`).test(candidate))
  const { Code, Handler, Role, Environment } = Lambda.parse(template.Resources[id ?? '']).Properties
  const policies = idsOf(template, 'AWS::IAM::Policy').map((policy) => Policy.parse(template.Resources[policy]).Properties)
  const own = policies.filter(({ Roles }) => Roles.some(({ Ref }) => Ref === Role['Fn::GetAtt'][0]))
  return {
    asset: `${folder}/asset.${Code.S3Key.replace(/\.zip$/, '')}`,
    handler: Handler,
    variables: Environment.Variables,
    statements: own.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
  }
}

/** `value` once deployed, where the resource of a logical id is called what `names` says. */
export function resolve(value: Value, names: Record<string, string>): string {
  if (typeof value === 'string') return value
  if ('Fn::Join' in value) return value['Fn::Join'][1].map((part) => resolve(part, names)).join(value['Fn::Join'][0])
  const id = 'Ref' in value ? value.Ref : value['Fn::GetAtt'][0]
  const name = names[id]
  if (name === undefined) throw new Error(`Cannot resolve ${id}: nothing on this machine stands for it`)
  return name
}
