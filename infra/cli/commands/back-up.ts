import type { Command } from 'commander'
import { rowsToBackUp } from '../../../functions/archive/back-up.ts'
import type { Row, Store } from '../../../functions/ports/store/store.ts'
import { counted } from '../../../shared/text/counted.ts'
import { UsageError } from '../../errors.ts'
import { linesOf, rowsIn } from '../back-up/row-lines.ts'
import { writeAtomically } from '../export/write-atomically.ts'
import { withInstallation, withExisting } from '../session.ts'

/** How many rows are written at once. */
const AT_ONCE = 25

/** `backup` and `restore`: the whole archive as one file. */
export function addBackUpCommands(program: Command): void {
  program
    .command('backup')
    .requiredOption('--out <file>', 'the file to write, as FILE.jsonl.gz; it appears when it is complete')
    .description('writes the whole archive into one file; crawls may run meanwhile')
    .action(({ out }: { out: string }, command: Command) =>
      withExisting(command, async ({ installation, say, answer }) => {
        let rows = 0
        const bytes = await writeAtomically(out, linesOf(counting(rowsToBackUp(installation.archive), () => rows++)))
        answer({ file: out, rows, bytes })
        say(`${out}: ${counted(rows, 'row')}, ${counted(bytes, 'byte')}`)
      }),
    )
  program
    .command('restore')
    .argument('<file>', 'a file that `backup` wrote')
    .description('restores the whole archive into an empty data folder or table')
    .action((file: string, _options: unknown, command: Command) =>
      withInstallation(command, async ({ installation, say, answer }) => {
        const { store } = installation.archive
        for await (const { pk } of store.scan())
          throw new UsageError(`Cannot restore: the table is not empty, it has rows of ${pk}. Nothing was changed`)
        await checkComplete(file)
        const rows = await writeRows(store, rowsIn(file))
        answer({ file, rows })
        say(`${counted(rows, 'row')} restored. Now: letterwatch verify, then letterwatch rebuild`)
      }),
    )
}

async function* counting(rows: AsyncIterable<Row>, count: () => void): AsyncGenerator<Row> {
  for await (const row of rows) {
    count()
    yield row
  }
}

/** Reads the file to its end before anything is written. */
async function checkComplete(file: string): Promise<void> {
  try {
    for await (const _ of rowsIn(file)) continue
  } catch (cause) {
    throw new UsageError(`Cannot restore ${file}: ${(cause as Error).message}. Nothing was changed`, { cause })
  }
}

async function writeRows(store: Store, rows: AsyncIterable<Row>): Promise<number> {
  let written = 0
  let together: Row[] = []
  const write = async () => {
    await Promise.all(together.map((row) => store.put(row)))
    written += together.length
    together = []
  }
  for await (const row of rows) if (together.push(row) === AT_ONCE) await write()
  await write()
  return written
}
