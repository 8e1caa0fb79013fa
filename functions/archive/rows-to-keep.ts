import type { Archive } from './open.ts'
import { pack } from './pack.ts'
import { partsOf } from './snapshot-parts.ts'
import type { Row } from '../ports/store/store.ts'

/** Who may ask a host now, and who waits for that: says nothing once it is read. */
const OF_THE_MOMENT = /^(lease$|waiting#)/
const LEDGERS = 'ledger#'
const SNAPSHOTS = 'snapshot#'

/**
 * Every row that a back-up keeps, while crawls may go on. What is made of the ledgers comes first, then the ledgers, then the snapshots on
 * which they rest, those first that are packed with others: whatever is in the back-up, what it rests on was written before and comes later.
 * Snapshots that lie in a bucket become rows.
 */
export async function* rowsToKeep(archive: Archive): AsyncGenerator<Row> {
  for await (const row of archive.store.scan())
    if (!OF_THE_MOMENT.test(row.pk) && !row.pk.startsWith(LEDGERS) && !isSnapshot(row)) yield row
  for await (const row of archive.store.scan()) if (row.pk.startsWith(LEDGERS)) yield row
  for await (const row of archive.store.scan()) if (isSnapshot(row) && row.dictionary) yield row
  for await (const row of archive.store.scan())
    if (isSnapshot(row) && !row.dictionary) yield* row.bytes ? [row] : await inRows(row, archive)
}

const isSnapshot = ({ pk }: Row) => pk.startsWith(SNAPSHOTS)

async function inRows({ pk, how }: Row, { snapshots }: Archive): Promise<Row[]> {
  const id = pk.slice(SNAPSHOTS.length)
  const snapshot = await snapshots.find(id)
  if (!snapshot) throw new Error(`Cannot back up: the snapshot ${id} is not whole`)
  const [first, ...others] = partsOf(id, pack(snapshot.body))
  return [...others, { ...first, how }]
}
