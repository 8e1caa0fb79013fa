import { readFileSync } from 'node:fs'
import type { Column } from '../../shared/column.ts'
import { readConfiguration } from '../../shared/settings.ts'
import { asciiJson } from './ascii-json.ts'

/** What a stack watches: the columns, how often in milliseconds, and the settings of the functions as they are written. */
export type Watched = { columns: Column[]; everyMs: number; settings: Record<string, unknown> }

/** Lambda holds 4 KB of environment; what is left of it is for the names of tables, topics and queues. */
const SETTINGS_BYTES = 3400

/** Their schedules are made within the quarter of an hour that a function has, at 250 a second in the smaller regions. */
const MOST_COLUMNS = 100_000

/** What the configuration in `file` asks to watch. Throws one line that names the field at fault. */
export function readWatched(file: string): Watched {
  const text = readFileSync(file, 'utf8')
  const read = readConfiguration(text)
  if ('problem' in read) throw new Error(`Cannot deploy the configuration ${file}: ${read.problem}`)
  const { columns, every } = read.configuration
  if (columns.length > MOST_COLUMNS)
    throw new Error(
      `Cannot deploy the configuration ${file}: it has ${columns.length} columns, and a stack schedules ${MOST_COLUMNS}. Deploy several, each with its own columns`,
    )
  // Mail leaves through SNS on AWS, so the password of a mail server stays out of the template.
  const { columns: _, smtp: __, ...settings } = read.written
  return { columns, everyMs: every, settings }
}

/** Where the record is read: where the settings say, else at `address`, where this stage shows it. Throws one line when it is nowhere. */
export function publicUrlOf({ settings }: Watched, address: string | undefined): string {
  if (typeof settings.publicUrl === 'string') return settings.publicUrl
  if (address !== undefined) return address
  throw new Error(
    'Cannot deploy: "publicUrl" is missing from the configuration, and this stage shows the record to nobody itself',
  )
}

/** The settings as the functions are given them. Throws one line when they do not fit. */
export function settingsText({ settings }: Watched, publicUrl: string): string {
  const json = asciiJson({ ...settings, publicUrl })
  if (json.length <= SETTINGS_BYTES) return json
  throw new Error(`Cannot deploy: the settings have ${json.length} bytes, and ${SETTINGS_BYTES} fit a function`)
}
