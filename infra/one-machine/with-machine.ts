import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Column } from '../../shared/column.ts'
import { type Configuration, readConfiguration } from '../../shared/configuration.ts'
import { type Machine, openMachine } from './machine.ts'
import { UsageError } from './usage-error.ts'

/** What every command works with. `say` is for people and silent under `--json`; `answer` is what `--json` prints. */
export type Session = {
  configuration: Configuration
  machine: Machine
  isJson: boolean
  say: (text: string) => void
  answer: (value: unknown) => void
}

/** Reads the configuration, opens the data folder, does the `work` of one command and closes again. */
export async function withMachine<T>(command: Command, work: (session: Session) => Promise<T>): Promise<T> {
  const { config, data, json = false } = command.optsWithGlobals<{ config: string; data: string; json?: boolean }>()
  const { configuration, settingsText } = await loadConfiguration(config)
  const machine = await openMachine(data, configuration, settingsText)
  const say = (text: string) => {
    if (!json)
      process.stdout.write(`${text}
`)
  }
  const answer = (value: unknown) => {
    if (json)
      process.stdout.write(`${JSON.stringify(value)}
`)
  }
  try {
    return await work({ configuration, machine, isJson: json, say, answer })
  } finally {
    await machine.close()
  }
}

/** The configuration in `file`, and its settings as JSON without the columns. Throws a UsageError that names the field at fault. */
export async function loadConfiguration(file: string): Promise<{ configuration: Configuration; settingsText: string }> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`Cannot read the configuration ${file}: ${(cause as Error).message}`, { cause })
  })
  const read = readConfiguration(text)
  if ('problem' in read) throw new UsageError(`Cannot use the configuration ${file}: ${read.problem}`)
  const { columns: _, ...settings } = JSON.parse(text) as { columns: unknown }
  return { configuration: read.configuration, settingsText: JSON.stringify(settings) }
}

/** The configured columns, or the one called `id`. */
export function chosenColumns({ columns }: Configuration, id: string | undefined): Column[] {
  const chosen = columns.filter((column) => id === undefined || column.id === id)
  if (chosen.length > 0) return chosen
  throw new UsageError(
    `Cannot find the column "${id ?? ''}": the configuration has ${columns.map((column) => column.id).join(', ')}`,
  )
}
