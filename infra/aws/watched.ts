import { readFileSync } from 'node:fs'
import type { Column } from '../../shared/column.ts'
import { readConfiguration } from '../../shared/configuration.ts'
import { asciiJson } from './ascii-json.ts'

/** What a stack watches: the columns, how often in milliseconds, and the settings of the functions as JSON. */
export type Watched = { columns: Column[]; everyMs: number; settings: string }

/** Lambda holds 4 KB of environment; what is left of it is for the names of tables, topics and queues. */
const SETTINGS_BYTES = 3400

/** What the configuration in `file` asks to watch. Throws one line that names the field at fault. */
export function readWatched(file: string): Watched {
  const text = readFileSync(file, 'utf8')
  const read = readConfiguration(text)
  if ('problem' in read) throw new Error(`Cannot deploy the configuration ${file}: ${read.problem}`)
  const { columns, every } = read.configuration
  return { columns, everyMs: every, settings: settingsIn(text, file) }
}

/** The settings as they stand in `text`. Mail leaves through SNS on AWS, so the password of a mail server stays out of the template. */
function settingsIn(text: string, file: string): string {
  const { columns: _, smtp: __, ...settings } = JSON.parse(text) as Record<string, unknown>
  const json = asciiJson(settings)
  if (json.length <= SETTINGS_BYTES) return json
  throw new Error(
    `Cannot deploy the configuration ${file}: its settings have ${json.length} bytes, and ${SETTINGS_BYTES} fit a function`,
  )
}
