import { CANARY } from '../../shared/column.ts'
import type { SiteState } from '../../shared/ledger/site-state.ts'
import { ENTRIES_A_PAGE, ledgerPageOf, ledgerPath, type RecordFile } from '../../shared/record.ts'
import { type Ledger, openLedger } from '../archive/ledger.ts'
import type { PublishDeps } from './deps.ts'
import { letterFiles } from './letter-files.ts'
import type { Portion } from './changes.ts'
import type { RawSnapshots } from './raw-snapshots.ts'
import { searchFiles } from './search-files.ts'

/**
 * The files of a column's record that are written for the sake of some of its entries. They say what `state` says, the whole ledger, and
 * not what was true after those entries: none is written twice, and none takes back what the record told before.
 */
export async function* portionFiles(
  state: SiteState,
  portion: Portion,
  { store, publicUrl }: PublishDeps,
  raw: RawSnapshots,
): AsyncGenerator<RecordFile> {
  const ledger = openLedger(store, state.column)
  yield* raw.files(portion.snapshots.keys())
  yield* letterFiles(state, portion, ledger, publicUrl, raw)
  // The search knows nothing of the canary: its index would be two thirds of what an edit every hour writes, for nobody.
  if (state.column !== CANARY) yield* searchFiles(state, portion, ledger)
  yield* ledgerFiles(state, portion, ledger)
}

/** The pages of a ledger, with its entries as they were written, that end with an entry of a portion, and its last page once more as `latest.json`. */
async function* ledgerFiles(
  { column, sequence }: SiteState,
  { from, to }: Pick<Portion, 'from' | 'to'>,
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

/** An entry a line, so that a page can be read and compared by line as well. */
function pageBody(column: string, page: number, entries: object[]): string {
  const lines = entries.map((entry) => JSON.stringify(entry)).join(',\n')
  return `{"column":${JSON.stringify(column)},"page":${page},"entries":[\n${lines}\n]}\n`
}
