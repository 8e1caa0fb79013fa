import { readFileSync } from 'node:fs'
import type { Column } from '../../shared/column.ts'
import { findWrongSelector } from '../../shared/extract/selector.ts'
import { readConfiguration } from '../../shared/settings.ts'

/** What a stack takes from the configuration: the columns, the period in milliseconds, and the settings of the functions as written. */
export type Configuration = { columns: Column[]; everyMs: number; settings: Record<string, unknown> }

/** Lambda holds 4 KB of environment; the rest is for the names of tables, topics and queues. */
const MAX_SETTINGS_BYTES = 3400

/** The schedules of so many are created within the 15 minutes of a function, at 250 a second in the smaller regions. */
const MAX_COLUMNS = 100_000

/** Reads the configuration in `file`. Throws one line that names the field at fault. */
export function readConfigurationFile(file: string): Configuration {
  const text = readFileSync(file, 'utf8')
  const read = readConfiguration(text)
  if ('problem' in read) throw new Error(`Cannot deploy the configuration ${file}: ${read.problem}`)
  const { columns, every } = read.configuration
  const wrong = findWrongSelector(columns)
  if (wrong !== undefined) throw new Error(`Cannot deploy the configuration ${file}: ${wrong}`)
  if (columns.length > MAX_COLUMNS)
    throw new Error(
      `Cannot deploy the configuration ${file}: it has ${columns.length} columns, and a stack schedules at most ${MAX_COLUMNS}. Deploy several stacks, each with its own columns`,
    )
  // Mail leaves through SNS on AWS, so the password of a mail server stays out of the template.
  const { columns: _, smtp: __, ...settings } = read.written
  return { columns, everyMs: every, settings }
}

/** The public address of the record: as configured, else `address`, where this stage serves it. Throws one line when there is neither. */
export function publicUrlOf({ settings }: Configuration, address: string | undefined): string {
  if (typeof settings.publicUrl === 'string') return settings.publicUrl
  if (address !== undefined) return address
  throw new Error(
    'Cannot deploy: "publicUrl" is missing from the configuration, and this stage does not serve the record itself. Set "publicUrl"',
  )
}

/** The settings as the functions receive them. Throws one line when they do not fit. */
export function settingsJson({ settings }: Configuration, publicUrl: string): string {
  const json = asciiJson({ ...settings, publicUrl })
  if (json.length <= MAX_SETTINGS_BYTES) return json
  throw new Error(
    `Cannot deploy: the settings have ${json.length} bytes, and a function holds ${MAX_SETTINGS_BYTES}. Shorten "topics"`,
  )
}

/**
 * `value` as JSON in ASCII. CloudFormation deploys other characters but returns them as question marks, so that `cdk diff` would not show
 * that a topic changed from one Chinese word to another.
 */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
