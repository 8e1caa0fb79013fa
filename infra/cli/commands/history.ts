import type { Command } from 'commander'
import type { Archive } from '../../../functions/archive/archive.ts'
import type { Ledger } from '../../../functions/archive/ledger.ts'
import { visible } from '../../../shared/text/escape.ts'
import { isEvent, summaryOf } from '../../../shared/event.ts'
import type { Entry } from '../../../shared/entry.ts'
import { UsageError } from '../../errors.ts'
import { withExisting } from '../session.ts'

type OfLetter = Extract<Entry, { type: `letter.${string}` }>

export function addHistoryCommand(program: Command): void {
  program
    .command('history')
    .argument('<letter>', 'its column and id, as in cppcc/10961674')
    .description("a letter's versions and its other events")
    .action((letter: string, _options: unknown, command: Command) =>
      withExisting(command, async ({ installation, say, answer }) => {
        const [column = ''] = letter.split('/')
        const entries = await entriesOf(installation.archive.ledger(column), letter)
        if (entries.length === 0)
          throw new UsageError(`Cannot find the letter "${letter}": ${await whyNone(installation.archive, letter)}`)
        answer(entries)
        say(
          [entries.at(-1)?.data.title ?? '', entries.at(-1)?.data.url ?? '', ...entries.map(describe)].map(visible).join('\n'),
        )
      }),
    )
}

async function entriesOf(ledger: Ledger, letter: string): Promise<OfLetter[]> {
  const entries: OfLetter[] = []
  for await (const entry of ledger.entries())
    if ('letter' in entry.data && entry.data.letter === letter) entries.push(entry as OfLetter)
  return entries
}

async function whyNone({ ledger }: Archive, letter: string): Promise<string> {
  const [column = '', rest] = letter.split('/')
  if (rest === undefined) return 'write the column and the id of the letter, as in cppcc/10961674'
  const entry = /^\d+$/.test(rest) ? await ledger(column).entry(Number(rest)) : undefined
  return entry && isEvent(entry) ? `it is an event; use: letterwatch show ${letter}` : 'no ledger entry is about it'
}

function describe(entry: OfLetter): string {
  const { type, timestamp, data } = entry
  const significance = 'significance' in data ? data.significance : undefined
  const baseline = 'baseline' in data && data.baseline && 'baseline'
  const held = data.held && 'held'
  const summary = isEvent(entry)
    ? summaryOf(entry).summary
    : 'parsed again by a later revision of the reader or by another template; the letter did not change'
  return `${timestamp}  version ${data.version}  ${[type, baseline, significance, held].filter(Boolean).join(' ')}  ${summary}  (show ${data.id})`
}
