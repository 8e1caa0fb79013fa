import { basename } from 'node:path'
import type { Command } from 'commander'
import type { Archive } from '../../../functions/archive/archive.ts'
import { isoInstant } from '../../../shared/text/instant.ts'
import { ledgerLines } from '../export/ledger-lines.ts'
import { warcChunks } from '../export/warc-chunks.ts'
import { writeWhole } from '../export/write-whole.ts'
import { UsageError } from '../../errors.ts'
import { chosenColumns, withKept } from '../session.ts'

type Chunks = (archive: Archive, columns: string[], filename: string, now: string) => AsyncIterable<string | Buffer>

/** What a file is made of, by its ending. */
const FORMATS: Record<string, Chunks> = { '.warc.gz': warcChunks, '.jsonl': ledgerLines }

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .argument('[column]', 'the one to export; all of them when absent')
    .requiredOption('--out <file>', 'FILE.warc.gz: the pages as they were served; FILE.jsonl: the ledger, an entry a line')
    .description('writes what the archive holds into one file; raw pages hold what the record masks')
    .action((column: string | undefined, { out }: { out: string }, command: Command) => {
      const chunks = Object.entries(FORMATS).find(([ending]) => out.endsWith(ending))?.[1]
      if (!chunks) throw new UsageError(`Cannot export to ${out}: its name must end in ${Object.keys(FORMATS).join(' or ')}`)
      return withKept(command, async ({ installation, configuration, say, answer }) => {
        const columns = chosenColumns(configuration, column).map(({ id }) => id)
        const bytes = await writeWhole(out, chunks(installation.archive, columns, basename(out), isoInstant(new Date())))
        answer({ file: out, columns, bytes })
        say(`${out}: ${bytes} bytes of ${columns.join(', ')}`)
      })
    })
}
