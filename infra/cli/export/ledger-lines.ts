import type { Archive } from '../../../functions/archive/archive.ts'

/** The ledgers of `columns`, one after another, an entry a line. */
export async function* ledgerLines(archive: Archive, columns: string[]): AsyncGenerator<string> {
  for (const column of columns)
    for await (const { entry } of archive.ledger(column).written()) yield `${JSON.stringify(entry)}\n`
}
