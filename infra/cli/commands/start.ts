import { setTimeout } from 'node:timers/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { Settings } from '../../../shared/settings.ts'
import { isoInstant } from '../../../shared/text/instant.ts'
import { serveRecord } from '../../local/record-server.ts'
import { withMachine } from '../session.ts'
import { crawlRound, describeRound } from './crawl.ts'

/** How often retries that have become due are looked for between crawls. */
const SWEEP_EVERY_MS = 5_000

export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('crawls on a schedule and serves the public record on loopback, until SIGTERM or Ctrl-C')
    .option('--port <port>', 'where the record is served', portIn, 8787)
    .option('--every <time>', 'time from the start of one crawl to the next, as 15m (default: the configuration says)', timeIn)
    .action((options: { port: number; every?: number }, command: Command) =>
      withMachine(command, async ({ installation: machine, configuration, isJson, say, answer }) => {
        const server = await serveRecord(machine.folder.site, options.port)
        const stop = stopSignal()
        say(`The public record: ${server.url}  (Ctrl-C stops)`)
        const every = options.every ?? configuration.every
        do {
          const next = Date.now() + every
          const round = await crawlRound(machine, configuration.columns, isJson)
          answer(round)
          say(`${isoInstant(new Date())} ${describeRound(round)}`)
          while (!stop.aborted && Date.now() < next) {
            await pause(Math.min(SWEEP_EVERY_MS, next - Date.now()), stop)
            await machine.deliverDue()
          }
        } while (!stop.aborted)
        await server.close()
        say('stopped')
      }),
    )
}

function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
  return stop.signal
}

/** Waits so long, or until `stop`. */
async function pause(ms: number, stop: AbortSignal): Promise<void> {
  await setTimeout(Math.max(0, ms), undefined, { signal: stop }).catch((error: unknown) => {
    if (!stop.aborted) throw error
  })
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
