import { CANARY } from '../../shared/column.ts'
import type { SiteState } from '../../shared/ledger/site-state.ts'
import type { RecordFile } from '../../shared/record.ts'
import { openLedger } from '../archive/ledger.ts'
import type { PublishDeps } from './deps.ts'
import type { Portion } from './portions.ts'
import { ledgerFiles } from './ledger-files.ts'
import { letterFiles } from './letter-files.ts'
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
