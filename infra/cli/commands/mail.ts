import type { Command } from 'commander'
import { addSubscriber, type Asked, removeSubscriber, type SubscribePorts } from '../../../functions/subscribe.ts'
import { audienceKey, type Subscriber } from '../../../shared/mail/audience.ts'
import type { Configuration } from '../../../shared/settings.ts'
import { EVENT_TYPES } from '../../../shared/event.ts'
import { UsageError } from '../../errors.ts'
import { type Session, withInstallation } from '../session.ts'
import { validateChoice, listIn, typesIn } from './words.ts'

type AddOptions = { types?: string[]; significance?: string; topics?: string[]; columns?: string[]; digest?: string }

export function addMailCommand(program: Command): void {
  const mail = program.command('mail').description('mail subscribers: who receives which events, at once or in a digest')
  mail
    .command('add')
    .argument('<address>', 'who gets mail')
    .description('adds a subscriber, who receives everything or the chosen events')
    .option('--types <types>', `only these, separated by commas: ${EVENT_TYPES.join(', ')}`, typesIn)
    .option('--significance <significance>', 'substantive: no cosmetic edits')
    .option('--topics <topics>', 'only letters of these topics of the configuration', listIn)
    .option('--columns <columns>', 'only these columns', listIn)
    .option('--digest <period>', 'daily or weekly: one message with all events of the period')
    .action((address: string, options: AddOptions, command: Command) =>
      withInstallation(command, (session) => add({ address, ...choiceIn(options, session.configuration) }, session)),
    )
  mail
    .command('list')
    .description('lists the subscribers')
    .action((_options: unknown, command: Command) => withInstallation(command, list))
  mail
    .command('remove')
    .argument('<id or address>')
    .description('removes a subscriber')
    .action((whom: string, _options: unknown, command: Command) =>
      withInstallation(command, async (session) => {
        const removed = await removeSubscriber(whom, portsOf(session))
        if (removed.outcome === 'refused') throw new UsageError(`Cannot remove ${whom}: ${removed.why}`)
        const { id, address } = removed.subscriber
        session.answer({ id, address })
        session.say(`removed ${id}  ${address}`)
      }),
    )
}

function portsOf({ installation: { archive, ports, subscriptions } }: Session): SubscribePorts {
  return { subscribers: archive.subscribers, subscriptions, clock: ports.clock }
}

async function add(asked: Asked, session: Session): Promise<void> {
  const added = await addSubscriber(asked, portsOf(session))
  if (added.outcome === 'refused') throw new UsageError(`Cannot add ${asked.address}: ${added.why}`)
  session.answer(shown(added.subscriber))
  session.say(`added ${describe(added.subscriber)}`)
  if (added.subscriber.subscription !== undefined)
    session.say('Amazon SNS sends a confirmation request to the address; until it is confirmed, nothing else is sent')
  else if (session.configuration.smtp === null)
    session.say('No mail is sent: the configuration has no "smtp"; each message is a file in mail/ of the data folder')
}

async function list({ installation, answer, say }: Session): Promise<void> {
  const all = await installation.archive.subscribers.list()
  answer(all.map(shown))
  say(all.length === 0 ? 'no subscriber was added' : all.map(describe).join('\n'))
}

/** A subscriber as `--json` shows it. */
const shown = (subscriber: Subscriber) => ({ ...subscriber, audience: audienceKey(subscriber) })

function describe({ id, address, types, significance, topics, columns, digest }: Subscriber): string {
  const choice = [types?.join(','), significance, topics?.join(','), columns?.join(',')].filter(Boolean)
  return [id, address, choice.length > 0 ? choice.join('  ') : 'everything', digest ?? 'at once'].join('  ')
}

function choiceIn(options: AddOptions, configuration: Configuration): Omit<Asked, 'address'> {
  validateChoice(options, configuration)
  const { types, significance, topics, columns, digest } = options
  return { types, significance, topics, columns, digest }
}
