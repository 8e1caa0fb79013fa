import type { Command } from 'commander'
import { eventOf, isEvent } from '../../../shared/event.ts'
import { describeEvent } from '../../describe-event.ts'
import { describeTemplate } from '../../describe-template.ts'
import { UsageError } from '../../errors.ts'
import { withExisting } from '../session.ts'

export function addShowCommand(program: Command): void {
  program
    .command('show')
    .argument('<event>', 'as cppcc/123')
    .description('one event with its diff, or how a column is read')
    .action((id: string, _options: unknown, command: Command) =>
      withExisting(command, async ({ installation, configuration, say, answer }) => {
        const [column = '', sequence = ''] = id.split('/')
        const entry = /^\d+$/.test(sequence) ? await installation.archive.ledger(column).entry(Number(sequence)) : undefined
        if (entry?.type === 'column.template') {
          answer(entry)
          say(describeTemplate(entry))
          return
        }
        if (!entry || !isEvent(entry))
          throw new UsageError(
            `Cannot show "${id}": ${entry ? `it is an entry ${entry.type}, which is not an event` : 'no ledger has that entry'}`,
          )
        const event = eventOf(entry, configuration.publicUrl)
        answer(event)
        say(describeEvent(event, process.stdout.isTTY))
      }),
    )
}
