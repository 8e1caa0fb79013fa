import { type Command, InvalidArgumentError } from 'commander'
import { deliveryLog, replay } from '../../../functions/deliver/replay.ts'
import { openDeps } from '../../../functions/deliver/deps.ts'
import { CANARY } from '../../../shared/column.ts'
import type { Delivery } from '../../../shared/webhooks/delivery.ts'
import { counted } from '../../../shared/text/counted.ts'
import { UsageError } from '../../errors.ts'
import { chosenLedgers, type Session, withExisting } from '../session.ts'

export function addDeliveryCommand(program: Command): void {
  const delivery = program.command('delivery').description('the deliveries to webhooks')
  delivery
    .command('list')
    .description('the delivery log')
    .option('--endpoint <id>', 'only those to this webhook')
    .option('--dead', 'only dead deliveries, which are not retried')
    .action((options: { endpoint?: string; dead?: true }, command: Command) =>
      withExisting(command, async ({ installation, say, answer }) => {
        const deps = await openDeps(installation.ports)
        const deliveries = await Array.fromAsync(deliveryLog(deps, options))
        answer(deliveries)
        say(deliveries.length === 0 ? 'no delivery' : deliveries.map(describe).join('\n'))
      }),
    )
  delivery
    .command('replay')
    .argument('[event]', 'its column and sequence, as in cppcc/7')
    .description('delivers again, under the same ids: one event, or every event since a time')
    .option('--since <time>', 'ISO 8601, as 2026-11-23T08:00:00+08:00', instantIn)
    .option('--endpoint <id>', 'only to this webhook')
    .action((event: string | undefined, options: { since?: Date; endpoint?: string }, command: Command) =>
      withExisting(command, async (session) => {
        const { installation, say, answer } = session
        const { since, endpoint } = options
        if ((event === undefined) === (since === undefined))
          throw new UsageError('Cannot replay: give either an event or --since')
        const wanted =
          event === undefined
            ? { since: since ?? new Date(0), columns: await announcing(session), endpoint }
            : { event, endpoint }
        const replayed = await replay(await openDeps(installation.ports), wanted)
        if (replayed.outcome === 'refused') throw new UsageError(`Cannot replay: ${replayed.why}`)
        const { events, deliveries } = replayed
        const done = await installation.deliverDue()
        answer({ events, deliveries, ...(done && { made: done.made, failed: done.failed }) })
        say(
          `${counted(events, 'event')}, made due for webhooks: ${deliveries}; ${done ? `${done.made} made, ${done.failed} failed` : 'sent to the queue'}`,
        )
      }),
    )
}

/** The columns whose events receivers get: also those that were taken out of the configuration. */
async function announcing(session: Session): Promise<string[]> {
  return (await chosenLedgers(session, undefined)).filter((column) => column !== CANARY)
}

function describe({ endpoint, event, state, attempts, due }: Delivery): string {
  const last = attempts.at(-1)
  const came =
    last &&
    `${counted(attempts.length, 'attempt')}, last ${last.at}: ${last.error ?? last.status ?? ''} in ${last.latencyMs} ms`
  return [endpoint, event, state, came, due && `next ${due}`].filter(Boolean).join('  ')
}

function instantIn(text: string): Date {
  const instant = new Date(text)
  if (Number.isNaN(instant.getTime())) throw new InvalidArgumentError('It is not an instant, as 2026-11-23T08:00:00+08:00.')
  return instant
}
