import { type Check, type CheckBook, emptyCheckBook } from '../../shared/ledger/crawl-state.ts'
import { foldIntoCheckBook } from '../../shared/ledger/crawl-state-reducer.ts'
import { type Head, partitionOf, readCheckBook, rowKey, rowsOf, type Written } from './check-book-rows.ts'
import type { Ledger } from './ledger.ts'
import { packJson, packTightly } from './pack.ts'
import { isSame, layOut, packChecks } from './pack-checks.ts'
import { orderOf, runsOf } from './runs.ts'
import type { Range, Store } from '../ports/store/store.ts'

type Saved = { book: CheckBook; save: () => Promise<void> }

/**
 * The check book of a column: a cache of its ledger, kept with the sequence it reflects. Loading brings it up to date with the ledger, of
 * which an `eventuallyConsistent` answer may lack the newest entries: whoever then appends is too late, and loads once more.
 * `save` writes the rows that changed since. A check book that is lost, or does not fit its form, starts empty: one full read mends it.
 */
export async function loadCheckBook(
  store: Store,
  column: string,
  ledger: Ledger,
  { eventuallyConsistent = false }: Pick<Range, 'eventuallyConsistent'> = {},
): Promise<Saved> {
  const partition = partitionOf(column)
  const kept = await readCheckBook(store, partition)
  const { book, laid, written } = kept ?? { book: emptyCheckBook(), laid: [], written: { save: 0, rows: [] } }
  let { listing } = book
  for await (const entry of ledger.entries(book.sequence + 1, undefined, { eventuallyConsistent })) {
    foldIntoCheckBook(book, entry)
    // Whoever recorded it saw a listing of which we know nothing.
    book.listing = undefined
  }

  const save = async () => {
    written.save++
    const checks = [...book.checks.values()]
    const rows = rowsOf(checks)
    for (const [row, letters] of rows.entries()) {
      const now = layOut(letters)
      if (isSame(now, laid[row])) continue
      await store.put({ pk: partition, sk: rowKey(row), save: written.save, ...packChecks(now) })
      laid[row] = now
      written.rows[row] = written.save
    }
    written.rows.length = laid.length = rows.length
    if (book.listing !== listing) {
      listing = book.listing
      written.listing = listing && written.save
      if (listing)
        await store.put({ pk: partition, sk: 'listing', save: written.save, listing: packTightly(JSON.stringify(listing)) })
    }
    await store.put({ pk: partition, sk: 'head', head: packJson({ ...written, ...headOf(book, checks) }) })
  }
  return { book, save }
}

function headOf(book: CheckBook, checks: Check[]): Omit<Head, keyof Written> {
  const { sequence, hash, baselined, pending, hold, listed, jsonAskedAt, dictionary } = book
  return {
    ...(jsonAskedAt !== undefined && { jsonAskedAt }),
    ...(dictionary !== undefined && { dictionary }),
    sequence,
    hash,
    baselined,
    pending: [...pending],
    ...(hold && { hold }),
    listed,
    order: orderOf(book.checks.keys()),
    runs: runsOf(checks),
  }
}
