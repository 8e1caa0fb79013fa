import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { Column } from '../../shared/column.ts'
import type { Configuration } from '../../shared/settings.ts'
import type { Machine, MachineOptions, openMachine } from '../local/machine.ts'
import { UsageError } from '../errors.ts'
import type { Installation } from '../installation.ts'
import { loadBegunConfiguration, loadConfiguration } from './configuration-file.ts'
import type { openStack, StackInstallation } from './open-stack.ts'

/** What every command uses. `say` prints text for people, except with `--json`; `answer` prints a value with `--json` only. */
export type Session<I extends Installation | undefined = Installation> = {
  configuration: Configuration
  installation: I
  isJson: boolean
  say: (text: string) => void
  answer: (value: unknown) => void
}

type Globals = { config: string; data: string; stack?: string; table?: string; json?: boolean }

/** Runs `work` on the installation that the command line names: a stack, or the data folder of this machine. */
export function withInstallation<T>(command: Command, work: (session: Session) => Promise<T>): Promise<T> {
  const { data, stack, table } = command.optsWithGlobals<Globals>()
  if (table !== undefined && stack === undefined) throw new UsageError('Cannot use --table without --stack')
  return within<Installation, T>(command, work, (configuration) =>
    stack === undefined ? machineIn(data, configuration, { notice }) : stackCalled(stack, configuration, table),
  )
}

/** The same for a command that only makes sense with existing data: for a missing folder it would report that all is well. */
export function withExisting<T>(command: Command, work: (session: Session) => Promise<T>): Promise<T> {
  const { data, stack } = command.optsWithGlobals<Globals>()
  if (stack === undefined && !existsSync(data))
    throw new UsageError(`Cannot use the data folder ${data}: it does not exist; crawl first, or give another --data`)
  return withInstallation(command, work)
}

/** The same for a command that has an answer before the first crawl: without a data folder there is no installation, and none is created. */
export function withPossible<T>(
  command: Command,
  work: (session: Session<Installation | undefined>) => Promise<T>,
): Promise<T> {
  const { data, stack } = command.optsWithGlobals<Globals>()
  if (stack === undefined && !existsSync(data)) return within(command, work, () => Promise.resolve(undefined))
  return withInstallation(command, work)
}

/**
 * Runs `work` of a command that looks at a site and stores nothing of its columns: in the data folder, so that it waits for the crawls of
 * the host, or without one in a temporary folder. The configuration may have no column yet, and its file may be missing.
 */
export function withVisitor<T>(command: Command, work: (session: Session<Machine>) => Promise<T>): Promise<T> {
  const { data, stack } = command.optsWithGlobals<Globals>()
  if (stack !== undefined)
    throw new UsageError(
      `Cannot ${command.name()} with --stack: it fetches from this machine, and the stack takes no part in it`,
    )
  const open = (configuration: Configuration) =>
    existsSync(data) ? machineIn(data, configuration, { notice }) : temporaryMachine(configuration)
  return within(command, work, open, loadBegunConfiguration)
}

async function temporaryMachine(configuration: Configuration): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), 'letterwatch-'))
  const machine = await machineIn(folder, configuration, { notice })
  return {
    ...machine,
    async close() {
      await machine.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** Runs `work` of a command that exists on one machine only. `refuse` may throw a UsageError before the data folder is created. */
export function withMachine<T>(
  command: Command,
  work: (session: Session<Machine>) => Promise<T>,
  { refuse, ...options }: Pick<MachineOptions, 'checkAll'> & { refuse?: (configuration: Configuration) => void } = {},
): Promise<T> {
  const { data, stack } = command.optsWithGlobals<Globals>()
  if (stack !== undefined)
    throw new UsageError(`Cannot ${command.name()} with --stack: the schedules of ${stack} do that on AWS`)
  return within(command, work, (configuration) => {
    refuse?.(configuration)
    return machineIn(data, configuration, { notice, ...options })
  })
}

/** Runs `work` of a command that exists with a stack only. */
export async function withStack<T>(command: Command, work: (session: Session<StackInstallation>) => Promise<T>): Promise<T> {
  const { stack, table } = command.optsWithGlobals<Globals>()
  if (stack === undefined) throw new UsageError(`Cannot ${command.name()} without --stack: it works on a stack on AWS only`)
  return within(command, work, (configuration) => stackCalled(stack, configuration, table))
}

/** Loaded on demand: each kind of installation needs libraries that the other does not. */
const machineIn = async (...where: Parameters<typeof openMachine>) =>
  (await import('../local/machine.ts')).openMachine(...where)
const stackCalled = async (...where: Parameters<typeof openStack>) => (await import('./open-stack.ts')).openStack(...where)

/** Reads the configuration, opens the installation, runs `work` and closes the installation. */
async function within<I extends Installation | undefined, T>(
  command: Command,
  work: (session: Session<I>) => Promise<T>,
  open: (configuration: Configuration) => Promise<I>,
  load = loadConfiguration,
): Promise<T> {
  const { config, json = false } = command.optsWithGlobals<Globals>()
  const configuration = await load(config)
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
    await installation?.close()
  }
}

/** Notices about waiting go to stderr, so that with `--json` stdout is one JSON value. */
export const notice = (line: string) => void process.stderr.write(`letterwatch: ${line}\n`)

/**
 * The columns whose ledgers a command reads: the configured ones, then those that were taken out of the configuration and are still in the
 * store, or the one called `id`.
 */
export async function chosenLedgers({ configuration, installation }: Session, id: string | undefined): Promise<string[]> {
  const all = new Set([...configuration.columns.map((column) => column.id), ...(await installation.archive.columns())])
  const chosen = [...all].filter((column) => id === undefined || column === id)
  if (chosen.length > 0) return chosen
  throw new UsageError(
    `Cannot find the column "${id ?? ''}": the configuration and the store have ${[...all].join(', ') || 'none'}`,
  )
}

/** The configured columns, or the one called `id`. */
export function chosenColumns({ columns }: Configuration, id: string | undefined): Column[] {
  const chosen = columns.filter((column) => id === undefined || column.id === id)
  if (chosen.length > 0) return chosen
  throw new UsageError(
    `Cannot find the column "${id ?? ''}": the configuration has ${columns.map((column) => column.id).join(', ')}`,
  )
}
