import type { Row } from '../ports/store/store.ts'
import type { Archive } from './archive.ts'
import { compress } from './compress.ts'
import { idIn, PARTITIONS } from './keys.ts'
import { snapshotRows } from './snapshots.ts'

/**
 * Every row that a back-up holds, while crawls may go on: first what is made from the ledgers, then the ledgers, then the snapshots. So a
 * row comes before the rows that it depends on, which were written before it: the back-up has them. Snapshots in a bucket become rows.
 */
export async function* rowsToBackUp({ store, snapshots }: Archive): AsyncGenerator<Row> {
  for await (const row of store.scan()) if (!isMomentary(row) && !isLedger(row) && !isSnapshot(row)) yield row
  for await (const row of store.scan()) if (isLedger(row)) yield row
  for await (const row of store.scan())
    if (isSnapshot(row)) yield* row.rows === 0 ? await snapshotInBucket(row, snapshots) : [row]
}

const isLedger = ({ pk }: Row) => idIn('ledger', pk) !== undefined
const isSnapshot = ({ pk }: Row) => idIn('snapshot', pk) !== undefined
/** Who may send requests to a host now, who waits for it, and what processes do: meaningless in a back-up. */
const isMomentary = ({ pk }: Row) => pk === PARTITIONS.leases || pk === PARTITIONS.locks || idIn('waiting', pk) !== undefined

async function snapshotInBucket({ pk }: Row, snapshots: Archive['snapshots']): Promise<Row[]> {
  const snapshot = await snapshots.find(idIn('snapshot', pk) ?? '')
  if (!snapshot) throw new Error(`Cannot back up: the object of ${pk} is missing from the bucket of snapshots, or was altered`)
  const { id, body, ...served } = snapshot
  return snapshotRows(id, served, compress(body)).reverse()
}
