import { CANARY } from '../../shared/column.ts'
import type { SiteState } from '../../shared/ledger/site-state.ts'
import { ENTRIES_A_PAGE, ledgerPageOf, ledgerPath, type RecordFile } from '../../shared/record.ts'
import { type Ledger, openLedger } from '../archive/ledger.ts'
import type { PublishDeps } from './deps.ts'
import { letterFiles } from './letter-files.ts'
import type { Batch } from './changes.ts'
import type { RawSnapshots } from './raw-snapshots.ts'
import { searchFiles } from './search-files.ts'

/**
 * The files of a column's record that change with the entries of one batch. Their content is that of `state`, after all entries and not only
 * those of the batch: no file is written twice, and none goes back to an older state.
 */
export async function* batchFiles(
  state: SiteState,
  batch: Batch,
  { store, publicUrl }: PublishDeps,
  raw: RawSnapshots,
): AsyncGenerator<RecordFile> {
  const ledger = openLedger(store, state.column)
  yield* raw.files(batch.snapshots.keys())
  yield* letterFiles(state, batch, ledger, publicUrl, raw)
  // The canary is not searchable: the index would be two thirds of what its hourly edit writes, and it has no readers.
  if (state.column !== CANARY) yield* searchFiles(state, batch, ledger)
  yield* ledgerFiles(state, batch, ledger)
}

/** The ledger pages that end with an entry of the batch, with the entries as they were written; the last page also as `latest.json`. */
async function* ledgerFiles(
  { column, sequence }: SiteState,
  { from, to }: Pick<Batch, 'from' | 'to'>,
  ledger: Ledger,
): AsyncGenerator<RecordFile> {
  let entries: object[] = []
  const first = (ledgerPageOf(from + 1) - 1) * ENTRIES_A_PAGE + 1
  for await (const { sequence: place, entry } of ledger.written(first, to)) {
    entries.push(entry)
    const full = place % ENTRIES_A_PAGE === 0
    if (!full && place !== sequence) continue
    const page = ledgerPageOf(place)
    const body = pageBody(column, page, entries)
    yield { path: ledgerPath(column, page), body, ...(full && { settled: true }) }
    if (place === sequence) yield { path: `${column}/ledger/latest.json`, body }
    entries = []
  }
}

/** One entry per line, so that pages can be compared by line. */
function pageBody(column: string, page: number, entries: object[]): string {
  const lines = entries.map((entry) => JSON.stringify(entry)).join(',\n')
  return `{"column":${JSON.stringify(column)},"page":${page},"entries":[\n${lines}\n]}\n`
}
