import { readFile } from 'node:fs/promises'
import { format, resolveConfig } from 'prettier'
import { expect, test } from 'vitest'
import { configurationSchema } from '../../shared/settings.ts'

/** As far as the schema of the configuration uses JSON Schema. */
type Schema = {
  type?: string
  description?: string
  default?: unknown
  pattern?: string
  format?: string
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  minItems?: number
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
}

const schema = configurationSchema() as Schema

test('docs/configuration.md has every setting with its value, default and meaning (vitest run test/docs --update writes the tables)', async () => {
  const file = 'docs/configuration.md'
  const written = await readFile(file, 'utf8')
  const filled = written.replace(
    /(<!-- table: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, start: string, name: string, end: string) => `${start}\n${tableOf(name)}\n\n${end}`,
  )
  await expect(await pretty(file, filled)).toMatchFileSnapshot(`../../${file}`)
})

test('letterwatch.schema.json is the schema that configurations are checked against (vitest run test/docs --update writes it)', async () => {
  const file = 'letterwatch.schema.json'
  const text = JSON.stringify({ ...schema, title: 'letterwatch.json' })
  await expect(await pretty(file, text)).toMatchFileSnapshot(`../../${file}`)
})

test('every setting is described', () => {
  expect(settingsIn(schema).filter(({ description }) => description === '')).toEqual([])
})

async function pretty(file: string, text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(file)), filepath: file })
}

type Setting = { name: string; value: string; fallback: string; description: string }

function tableOf(name: string): string {
  const rows = settingsIn(schema).filter((setting) => groupOf(setting.name) === name)
  const lines = rows.map(
    (setting) => `| \`${setting.name}\` | ${setting.value} | ${setting.fallback} | ${setting.description} |`,
  )
  return ['| Setting | Value | Default | Meaning |', '| --- | --- | --- | --- |', ...lines].join('\n')
}

function groupOf(name: string): string {
  if (name.startsWith('columns')) return 'columns'
  return name.startsWith('smtp.') ? 'smtp' : 'settings'
}

/** The settings in `object` and below, in order. */
function settingsIn(object: Schema, prefix = ''): Setting[] {
  return Object.entries(object.properties ?? {}).flatMap(([key, property]) => {
    const name = prefix + key
    if (name === '$schema') return []
    const inner = property.anyOf?.find(({ type }) => type !== 'null') ?? property
    if (inner.properties) return settingsIn(inner, `${name}.`)
    const isRequired = object.required?.includes(key) ?? false
    const fallback = property.default ?? inner.default
    const setting: Setting = {
      name,
      value: valueOf(inner),
      fallback: isRequired ? 'required' : fallback === undefined || fallback === null ? 'none' : code(fallback),
      description: property.description ?? inner.description ?? '',
    }
    return [setting, ...(inner.items?.properties ? settingsIn(inner.items, `${name}[].`) : [])]
  })
}

const code = (value: unknown) => `\`${JSON.stringify(value)}\``

/** What a setting can be, with its bounds. */
function valueOf({ type, format, pattern = '', items, ...bounds }: Schema): string {
  switch (type) {
    case 'integer':
    case 'number':
      return `${type}, ${range(bounds)}`
    case 'array':
      return items?.properties ? 'list' : 'list of strings'
    case 'object':
      return 'lists of strings by name'
    case 'string':
      if (format === 'uri') return 'URL'
      if (pattern.endsWith('[smhd]$')) return pattern.startsWith('^(?!0') ? 'duration above `0s`' : 'duration'
      return 'string'
    case undefined:
    default:
      throw new Error(`Cannot describe a setting of type ${type ?? 'unknown'}`)
  }
}

const MAX_INTEGER = Number.MAX_SAFE_INTEGER

function range({ minimum = 0, maximum = MAX_INTEGER }: Schema): string {
  return maximum === MAX_INTEGER ? `at least ${minimum}` : `${minimum} to ${maximum.toLocaleString('en')}`
}
