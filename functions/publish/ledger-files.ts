import type { Entry } from '../../shared/ledger.ts'
import { ENTRIES_A_PAGE, ledgerPageOf, ledgerPath, type RecordFile } from '../../shared/record.ts'
import type { Ledger } from '../archive/ledger.ts'

/** The pages of a ledger that hold entries after `since`, up to the entry `sequence`, and its last page once more as `latest.json`. */
export async function* ledgerFiles(
  column: string,
  since: number,
  sequence: number,
  ledger: Ledger,
): AsyncGenerator<RecordFile> {
  let entries: Entry[] = []
  const first = (ledgerPageOf(since + 1) - 1) * ENTRIES_A_PAGE + 1
  for await (const entry of ledger.entries(first, sequence)) {
    entries.push(entry)
    const full = entry.sequence % ENTRIES_A_PAGE === 0
    if (!full && entry.sequence !== sequence) continue
    const page = ledgerPageOf(entry.sequence)
    const body = pageBody(column, page, entries)
    yield { path: ledgerPath(column, page), body, ...(full && { settled: true }) }
    if (entry.sequence === sequence) yield { path: `${column}/ledger/latest.json`, body }
    entries = []
  }
}

/** An entry a line, so that a page can be read and compared by line as well. */
function pageBody(column: string, page: number, entries: Entry[]): string {
  const lines = entries.map((entry) => JSON.stringify(entry)).join(',\n')
  return `{"column":${JSON.stringify(column)},"page":${page},"entries":[\n${lines}\n]}\n`
}
