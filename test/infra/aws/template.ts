import { execFile } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as z from 'zod/mini'
import { ENVIRONMENTS, type FunctionName } from '../../../functions/environment.ts'

const Resource = z.looseObject({ Type: z.string(), Properties: z._default(z.record(z.string(), z.unknown()), {}) })
const Template = z.object({ Resources: z.record(z.string(), Resource) })
export type Template = z.infer<typeof Template>

/** A template, and the folder in which the assets that it names are. */
export type Assembly = { folder: string; template: Template }

/** The output of `npx cdk synth` for `configuration`, run without credentials. `environment` is added to the environment of the command. */
export async function synthesize(configuration: object, environment: Record<string, string> = {}): Promise<Assembly> {
  const folder = await mkdtemp(join(tmpdir(), 'letterwatch-assembly-'))
  const file = join(folder, 'letterwatch.json')
  await writeFile(file, JSON.stringify(configuration))
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')))
  const args = ['synth', '--quiet', '--output', folder, '--context', `configuration=${file}`]
  await promisify(execFile)('node_modules/.bin/cdk', args, { env: { ...own, ...environment } })
  const template = Template.parse(JSON.parse(await readFile(join(folder, 'letterwatch.template.json'), 'utf8')))
  return { folder, template }
}

/** The functions of every stack. A stack has `schedule` only if it has many columns. */
export const FUNCTION_NAMES = (Object.keys(ENVIRONMENTS) as FunctionName[]).filter((name) => name !== 'schedule')

/** The properties of the resources of one type, by their logical ids. */
export function declared<T extends z.ZodMiniType>(template: Template, type: string, shape: T): [string, z.infer<T>][] {
  const ofType = Object.entries(template.Resources).filter(([, { Type }]) => Type === type)
  return ofType.map(([id, { Properties }]) => [id, shape.parse(Properties)])
}

/** The logical id of the only resource of a type that matches `like`. */
export function idLike(template: Template, type: string, like = /./): string {
  const [found, another] = declared(template, type, z.unknown()).filter(([id]) => like.test(id))
  if (found === undefined || another !== undefined)
    throw new Error(`Cannot find the one ${type} that matches ${String(like)}: there is none, or more than one`)
  return found[0]
}

/** What one statement of a role allows: actions on resources, and on the rows of which partitions of the table. */
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

/** The services that may assume the role of a logical id, and what it allows. */
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

/** The logical id of the function called `name`. */
export function functionId({ Resources }: Template, name: FunctionName): string {
  const id = Object.keys(Resources).find(
    (candidate) => Resources[candidate]?.Type === 'AWS::Lambda::Function' && new RegExp(`${name}[0-9A-F]{8}$`).test(candidate),
  )
  if (id === undefined) throw new Error(`Cannot find the function ${name} in the template`)
  return id
}

const GetArn = z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) })
const LambdaFunction = z.object({
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  FunctionName: z.string(),
  Role: GetArn,
  Environment: z._default(z.object({ Variables: z.record(z.string(), z.unknown()) }), { Variables: {} }),
})

/** A function as the template declares it: its name, the path of its asset, its handler, its variables, and what its role allows. */
export type DeclaredFunction = {
  functionName: string
  asset: string
  handler: string
  variables: Record<string, unknown>
  statements: Statement[]
}

/** The function called `name`. */
export function declaredFunction({ folder, template }: Assembly, name: FunctionName): DeclaredFunction {
  const properties = LambdaFunction.parse(template.Resources[functionId(template, name)]?.Properties)
  return {
    functionName: properties.FunctionName,
    asset: join(folder, `asset.${properties.Code.S3Key.replace(/\.zip$/, '')}`),
    handler: properties.Handler,
    variables: properties.Environment.Variables,
    statements: roleOf(template, properties.Role['Fn::GetAtt'][0]).statements,
  }
}

/** The name of the resource with a logical id after deployment, or one of its attributes; `id` may be a pseudo parameter such as AWS::Region. */
export type NameOf = (id: string, attribute?: string) => string

/** `value` after deployment: every intrinsic function in it replaced by its result. */
export function resolve(value: unknown, nameOf: NameOf): unknown {
  if (Array.isArray(value)) return value.map((each) => resolve(each, nameOf))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [[intrinsic, given] = ['', undefined]] = entries
  if (intrinsic === 'Ref') return nameOf(String(given))
  if (intrinsic === 'Fn::GetAtt') return nameOf(...(given as [string, string]))
  if (intrinsic === 'Fn::Join') {
    const [separator, parts] = given as [string, unknown[]]
    return parts.map((part) => String(resolve(part, nameOf))).join(separator)
  }
  if (intrinsic === 'Fn::Sub') return String(given).replace(/\$\{(.*?)\}/g, (_, id: string) => nameOf(id))
  if (intrinsic.startsWith('Fn::')) throw new Error(`Cannot resolve ${intrinsic}: the tests do not implement it`)
  return Object.fromEntries(entries.map(([name, each]) => [name, resolve(each, nameOf)]))
}

/** One mistake that somebody could make in a template. It changes the template that it is given. */
export type Mutation = (template: Template) => void

/** `template` with one mistake in it. Throws when the mutation changes nothing: the test would prove nothing. */
export function mutated(template: Template, mutation: Mutation): Template {
  const copy = structuredClone(template)
  mutation(copy)
  if (JSON.stringify(copy) === JSON.stringify(template))
    throw new Error('Cannot mutate the template: nothing in it matches the mutation')
  return copy
}

/** Removes the property at `path` of the resource that matches `like`, or the resource itself. */
export const removed =
  (type: string, like: RegExp, path?: string): Mutation =>
  (template) => {
    const id = firstLike(template, type, like)
    if (path === undefined) Reflect.deleteProperty(template.Resources, id)
    else change(template.Resources[id]?.Properties, path.split('.'), () => undefined)
  }

/** Replaces the property at `path` of the resource that matches `like`. */
export const replaced =
  (type: string, like: RegExp, path: string, into: (value: unknown) => unknown): Mutation =>
  (template) => {
    change(template.Resources[firstLike(template, type, like)]?.Properties, path.split('.'), into)
  }

/** Removes an action from the policy of the role that matches `like`. */
export const forbidden = (like: RegExp, action: string): Mutation =>
  replaced('AWS::IAM::Policy', like, 'PolicyDocument.Statement', (statements) =>
    (statements as { Action: string | string[] }[]).map((statement) => ({
      ...statement,
      Action: [statement.Action].flat().filter((each) => each !== action),
    })),
  )

const firstLike = ({ Resources }: Template, type: string, like: RegExp) =>
  Object.keys(Resources).find((each) => Resources[each]?.Type === type && like.test(each)) ?? ''

function change(at: unknown, [name = '', ...rest]: string[], into: (value: unknown) => unknown): void {
  const fields = (at ?? {}) as Record<string, unknown>
  if (rest.length > 0) {
    change(fields[name], rest, into)
    return
  }
  const value = into(fields[name])
  if (value === undefined) Reflect.deleteProperty(fields, name)
  else fields[name] = value
}
