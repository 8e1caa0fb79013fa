import type { Template } from './template.ts'

/** What somebody may forget or mistake in a template: the change, made to a copy. */
export type Mutation = (template: Template) => void

/** Takes away what lies at `path` of the resource that is like this, or the resource itself. */
export const forgotten =
  (type: string, like: RegExp, path?: string): Mutation =>
  ({ Resources }) => {
    const id = Object.keys(Resources).find((each) => Resources[each]?.Type === type && like.test(each)) ?? ''
    if (path === undefined) Reflect.deleteProperty(Resources, id)
    else change(Resources[id]?.Properties, path.split('.'), () => undefined)
  }

/** Puts another value at `path` of the resource that is like this. */
export const mistaken =
  (type: string, like: RegExp, path: string, into: (value: unknown) => unknown): Mutation =>
  ({ Resources }) => {
    const id = Object.keys(Resources).find((each) => Resources[each]?.Type === type && like.test(each)) ?? ''
    change(Resources[id]?.Properties, path.split('.'), into)
  }

/** Takes an action out of the policy of the role that is like this. */
export const forbidden = (like: RegExp, action: string): Mutation =>
  mistaken('AWS::IAM::Policy', like, 'PolicyDocument.Statement', (statements) =>
    (statements as { Action: string | string[] }[]).map((statement) => ({
      ...statement,
      Action: [statement.Action].flat().filter((each) => each !== action),
    })),
  )

/** `template` with one thing changed. Throws when the change changes nothing: it would prove nothing. */
export function mutated(template: Template, mutation: Mutation): Template {
  const copy = structuredClone(template)
  mutation(copy)
  if (JSON.stringify(copy) === JSON.stringify(template)) throw new Error('Cannot mutate: nothing in the template is like that')
  return copy
}

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
