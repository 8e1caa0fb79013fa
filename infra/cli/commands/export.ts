import { basename } from 'node:path'
import type { Command } from 'commander'
import type { Archive } from '../../../functions/archive/archive.ts'
import { isoInstant } from '../../../shared/text/instant.ts'
import { warcChunks } from '../export/warc-chunks.ts'
import { writeAtomically } from '../export/write-atomically.ts'
import { counted } from '../../../shared/text/counted.ts'
import { UsageError } from '../../errors.ts'
import { chosenLedgers, withExisting } from '../session.ts'

type Chunks = (archive: Archive, columns: string[], filename: string, now: string) => AsyncIterable<string | Buffer>

/** The content of an export file, by its extension. */
const FORMATS: Record<string, Chunks> = { '.warc.gz': warcChunks, '.jsonl': ledgerLines }

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .argument('[column]', 'the column to export; every ledger in the store when absent')
    .requiredOption('--out <file>', 'FILE.warc.gz: the pages as served; FILE.jsonl: the ledger, one entry per line')
    .description('exports the archive into one file; raw pages include what the record masks')
    .action((column: string | undefined, { out }: { out: string }, command: Command) => {
      const chunks = Object.entries(FORMATS).find(([ending]) => out.endsWith(ending))?.[1]
      if (!chunks) throw new UsageError(`Cannot export to ${out}: its name must end in ${Object.keys(FORMATS).join(' or ')}`)
      return withExisting(command, async (session) => {
        const { installation, say, answer } = session
        const columns = await chosenLedgers(session, column)
        const bytes = await writeAtomically(out, chunks(installation.archive, columns, basename(out), isoInstant(new Date())))
        answer({ file: out, columns, bytes })
        say(`${out}: ${counted(bytes, 'byte')} of ${columns.join(', ')}`)
      })
    })
}

/** The ledgers of `columns`, one after another, one entry per line. */
export async function* ledgerLines(archive: Archive, columns: string[]): AsyncGenerator<string> {
  for (const column of columns)
    for await (const { entry } of archive.ledger(column).written()) yield `${JSON.stringify(entry)}\n`
}
