import type { Command } from 'commander'
import { diffTerminal, diffText } from '../../../shared/render/inline.ts'
import { visible } from '../../../shared/text/escape.ts'
import { type Event, eventOf, isEvent } from '../../../shared/event.ts'
import { UsageError } from '../../usage-error.ts'
import { withKept } from '../session.ts'

export function addShowCommand(program: Command): void {
  program
    .command('show')
    .argument('<event>', 'as cppcc/123')
    .description('one event with its diff')
    .action((id: string, _options: unknown, command: Command) =>
      withKept(command, async ({ installation, configuration, say, answer }) => {
        const [column = '', sequence = ''] = id.split('/')
        const entry = /^\d+$/.test(sequence) ? await installation.archive.ledger(column).entry(Number(sequence)) : undefined
        if (!entry || !isEvent(entry))
          throw new UsageError(`Cannot show "${id}": ${entry ? `it is ${entry.type}, no event` : 'no ledger has that entry'}`)
        const event = eventOf(entry, configuration.publicUrl)
        answer(event)
        say(describeEvent(event, process.stdout.isTTY))
      }),
    )
}

/** An event for a person: what happened to which letter, the diff (in colour where `isColoured`), and where it stands. */
export function describeEvent({ type, timestamp, data }: Event, isColoured: boolean): string {
  const isLetter = 'letter' in data
  const figures = isLetter ? (data.figures ?? []) : []
  const diff = isLetter ? data.diff : undefined
  const said = [
    `${data.id}  ${type}  ${timestamp}`,
    ...(data.summary.includes(data.title) ? [] : [data.title]),
    data.summary,
    data.summaryEn,
    ...(isLetter && data.significance ? [`${data.significance}: ${data.tags?.join(', ') ?? ''}`] : []),
    ...figures.map(({ of = '', before, after }) => `  ${of}${of && ' '}${before} → ${after}`),
  ]
  return [
    ...said.map(visible),
    ...(diff ? ['', (isColoured ? diffTerminal : diffText)(diff), ''] : []),
    ...(isLetter ? [visible(data.url)] : []),
    data.recordUrl,
  ].join('\n')
}
