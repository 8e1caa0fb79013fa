import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Column } from '../../shared/column.ts'
import { type Configuration, readConfiguration } from '../../shared/settings.ts'
import type { Machine, MachineOptions, openMachine } from '../local/machine.ts'
import { UsageError } from '../errors.ts'
import type { Installation } from '../installation.ts'
import type { openStack, StackInstallation } from './open-stack.ts'

/** What every command works with. `say` is for people and silent under `--json`; `answer` is what `--json` prints. */
export type Session<I extends Installation = Installation> = {
  configuration: Configuration
  installation: I
  isJson: boolean
  say: (text: string) => void
  answer: (value: unknown) => void
}

type Globals = { config: string; data: string; stack?: string; table?: string; json?: boolean }

/** Does the `work` of one command on the installation that the command line names: a stack, or else this machine's data folder. */
export function withInstallation<T>(command: Command, work: (session: Session) => Promise<T>): Promise<T> {
  const { data, stack, table } = command.optsWithGlobals<Globals>()
  if (table !== undefined && stack === undefined) throw new UsageError('Cannot use --table without --stack')
  return within<Installation, T>(command, work, (configuration) =>
    stack === undefined ? machineIn(data, configuration, { notice }) : stackCalled(stack, configuration, table),
  )
}

/** The same for a command that asks of what is kept: of a folder that is not there it would say that all is well and nothing held. */
export function withKept<T>(command: Command, work: (session: Session) => Promise<T>): Promise<T> {
  const { data, stack } = command.optsWithGlobals<Globals>()
  if (stack === undefined && !existsSync(data))
    throw new UsageError(`Cannot use the data folder ${data}: there is none; crawl first, or give another --data`)
  return withInstallation(command, work)
}

/** Does the `work` of a command that only one machine can do. */
export function withMachine<T>(
  command: Command,
  work: (session: Session<Machine>) => Promise<T>,
  options: Pick<MachineOptions, 'checkAll'> = {},
): Promise<T> {
  const { data, stack } = command.optsWithGlobals<Globals>()
  if (stack !== undefined)
    throw new UsageError(`Cannot ${command.name()} with --stack: the schedules of ${stack} do that on AWS`)
  return within(command, work, (configuration) => machineIn(data, configuration, { notice, ...options }))
}

/** Does the `work` of a command that only a stack can do. */
export async function withStack<T>(command: Command, work: (session: Session<StackInstallation>) => Promise<T>): Promise<T> {
  const { stack, table } = command.optsWithGlobals<Globals>()
  if (stack === undefined) throw new UsageError(`Cannot ${command.name()} without --stack: one machine has nothing of the kind`)
  return within(command, work, (configuration) => stackCalled(stack, configuration, table))
}

/** What an installation is made of is loaded once it is known to be wanted: each has libraries that the other has not. */
const machineIn = async (...where: Parameters<typeof openMachine>) =>
  (await import('../local/machine.ts')).openMachine(...where)
const stackCalled = async (...where: Parameters<typeof openStack>) => (await import('./open-stack.ts')).openStack(...where)

/** Reads the configuration, opens the installation, does the work and closes again. */
async function within<I extends Installation, T>(
  command: Command,
  work: (session: Session<I>) => Promise<T>,
  open: (configuration: Configuration) => Promise<I>,
): Promise<T> {
  const { config, json = false } = command.optsWithGlobals<Globals>()
  const configuration = await loadConfiguration(config)
  const installation = await open(configuration)
  const print = (text: string) => void process.stdout.write(`${text}\n`)
  const say = (text: string) => {
    if (!json) print(text)
  }
  const answer = (value: unknown) => {
    if (json) print(JSON.stringify(value))
  }
  try {
    return await work({ configuration, installation, isJson: json, say, answer })
  } finally {
    await installation.close()
  }
}

/** What takes its time, for a person: on stderr, so that `--json` is alone on stdout. */
const notice = (line: string) => void process.stderr.write(`letterwatch: ${line}\n`)

/** The configuration in `file`. Throws a UsageError that names the field at fault. */
async function loadConfiguration(file: string): Promise<Configuration> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`Cannot read the configuration ${file}: ${(cause as Error).message}`, { cause })
  })
  const read = readConfiguration(text)
  if ('problem' in read) throw new UsageError(`Cannot use the configuration ${file}: ${read.problem}`)
  return read.configuration
}

/** The configured columns, or the one called `id`. */
export function chosenColumns({ columns }: Configuration, id: string | undefined): Column[] {
  const chosen = columns.filter((column) => id === undefined || column.id === id)
  if (chosen.length > 0) return chosen
  throw new UsageError(
    `Cannot find the column "${id ?? ''}": the configuration has ${columns.map((column) => column.id).join(', ')}`,
  )
}
