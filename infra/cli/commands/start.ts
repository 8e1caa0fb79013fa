import { type Command, InvalidArgumentError } from 'commander'
import { describeProcess } from '../../../functions/ports/sqlite/processes.ts'
import type { Column } from '../../../shared/column.ts'
import { Settings } from '../../../shared/settings.ts'
import { isoInstant } from '../../../shared/text/instant.ts'
import { counted } from '../../../shared/text/counted.ts'
import { serveRecord } from '../../local/record-server.ts'
import type { Machine } from '../../local/machine.ts'
import { type Session, withMachine } from '../session.ts'
import { crawlRound, describeRound, refuseMissingContact } from './crawl.ts'

/** How often due retries are sent between crawls. */
const SWEEP_EVERY_MS = 5_000

export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('crawls on a schedule and serves the public record on loopback, until SIGTERM or Ctrl-C')
    .option('--port <port>', 'the port of the record on loopback', portIn, 8787)
    .option(
      '--every <time>',
      'time from the start of one crawl to the next, as 15m (default: "every" of the configuration)',
      timeIn,
    )
    .action((options: Options, command: Command) =>
      withMachine(command, (session) => runUntilStopped(session, options), {
        checkAll: true,
        refuse: (configuration) => refuseMissingContact(configuration, configuration.columns),
      }),
    )
}

type Options = { port: number; every?: number }

async function runUntilStopped(
  { installation: machine, configuration, isJson, say, answer }: Session<Machine>,
  options: Options,
): Promise<void> {
  const { clock } = machine.ports
  const other = await machine.locks.take('start')
  if (other !== undefined) throw new Error(`Cannot start: ${describeProcess(other)}, has started already; stop it first`)
  const server = await serveRecord(machine.folder.site, options.port)
  const stop = stopSignal()
  say(`The public record: ${server.url}  (Ctrl-C stops)`)
  const every = options.every ?? configuration.every
  say(`crawling ${namesOf(configuration.columns)}…`)
  do {
    const next = clock.monotonic() + every
    const before = await machine.archive.reports.lastComplete()
    const round = await unlessStopped(crawlRound(machine, configuration.columns, isJson, stop), stop)
    if (!round) break
    answer(round)
    say(`${isoInstant(clock.now())} ${describeRound(round, before)}`)
    while (!stop.aborted && clock.monotonic() < next) {
      await unlessStopped(clock.pause(Math.min(SWEEP_EVERY_MS, next - clock.monotonic()), stop), stop)
      await machine.deliverDue()
    }
  } while (!stop.aborted)
  await server.close()
  await machine.locks.release('start')
  say('stopped')
}

/** More columns are counted, not named. */
const MAX_NAMED_COLUMNS = 5

function namesOf(columns: Column[]): string {
  if (columns.length > MAX_NAMED_COLUMNS) return counted(columns.length, 'column')
  return columns.map(({ id }) => id).join(', ')
}

function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
  return stop.signal
}

/** The result of `work`; undefined when `stop` interrupted it. */
async function unlessStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (stop.aborted && error instanceof Error && error.name === 'AbortError') return undefined
    throw error
  }
}

function portIn(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('It is not a port from 0 to 65535.')
  return port
}

function timeIn(text: string): number {
  const parsed = Settings.shape.every.safeParse(text)
  if (!parsed.success) throw new InvalidArgumentError('It is a whole number above 0 followed by s, m, h or d, as in 15m.')
  return parsed.data
}
