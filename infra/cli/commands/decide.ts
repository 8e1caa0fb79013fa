import type { Command } from 'commander'
import { decideHold, heldEvents } from '../../../functions/crawl/decide-hold.ts'
import { counted } from '../../../shared/text/counted.ts'
import { UsageError } from '../../errors.ts'
import { chosenColumns, withExisting } from '../session.ts'

/** `held`, `release` and `discard`: operators' decisions on held events. */
export function addDecisionCommands(program: Command): void {
  program
    .command('held')
    .description('lists the held events, which wait for a decision')
    .action((_options: unknown, command: Command) =>
      withExisting(command, async ({ installation, configuration, say, answer }) => {
        const held = []
        for (const { id } of configuration.columns)
          for await (const event of heldEvents(installation.archive, id)) held.push(event)
        answer(held.map(({ type, data }) => ({ id: data.id, type, letter: data.letter, title: data.title })))
        say(
          held.length === 0 ? 'nothing is held' : held.map(({ type, data }) => `${data.id}  ${type}  ${data.title}`).join('\n'),
        )
      }),
    )
  for (const [name, decision, description] of [
    ['release', 'column.released', "announces a column's held events"],
    ['discard', 'column.discarded', "never announces a column's held events; the ledger keeps them"],
  ] as const)
    program
      .command(name)
      .argument('<column>')
      .description(description)
      .action((id: string, _options: unknown, command: Command) =>
        withExisting(command, async ({ installation, configuration, say, answer }) => {
          const [column] = chosenColumns(configuration, id)
          const decided = column && (await decideHold(installation.archive, column.id, decision, new Date()))
          if (!column || !decided) throw new UsageError(`Cannot ${name} ${id}: it has no held events`)
          const announced = await installation.announce(column)
          const made = await installation.deliverDue()
          const deliveries = made && { made: made.made, failed: made.failed }
          answer({ column: id, [name]: decided.data.events, announced, ...(deliveries && { deliveries }) })
          say(`${id}: ${counted(decided.data.events, 'event')} ${decision.replace('column.', '')}, ${announced} announced`)
        }),
      )
}
