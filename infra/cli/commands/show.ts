import type { Command } from 'commander'
import { eventOf, isEvent } from '../../../shared/event.ts'
import { describeEvent } from '../../describe-event.ts'
import { describeTemplate } from '../../describe-template.ts'
import type { Archive } from '../../../functions/archive/archive.ts'
import type { Entry } from '../../../shared/entry.ts'
import { UsageError } from '../../errors.ts'
import { withExisting } from '../session.ts'

export function addShowCommand(program: Command): void {
  program
    .command('show')
    .argument('<event>', 'its column and sequence, as in cppcc/7')
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
          throw new UsageError(`Cannot show "${id}": ${entry ? notAnEvent(entry) : await whyNone(installation.archive, id)}`)
        const event = eventOf(entry, configuration.publicUrl)
        answer(event)
        say(describeEvent(event, process.stdout.isTTY))
      }),
    )
}

const notAnEvent = ({ type }: Entry) => `it is an entry ${type}, which is not an event`

async function whyNone({ ledger }: Archive, id: string): Promise<string> {
  const [column = '', rest] = id.split('/')
  if (rest === undefined) return 'write the column and the sequence, as in cppcc/7'
  for await (const { data } of ledger(column).entries())
    if ('letter' in data && data.letter === id) return `it is a letter; use: letterwatch history ${id}`
  return 'no ledger has that entry'
}
