import type { Environment } from '../../shared/environment.ts'
import { openOverflow } from '../archive/overflow.ts'
import { openSnapshots, type Snapshots } from '../archive/snapshots.ts'
import { openTable, type Table } from '../archive/table.ts'
import { openRecordStore, type RecordStore } from '../record-store.ts'

/** What publishing touches, the address under which the record will be read, and the topics that have a feed. */
export type Edges = {
  table: Table
  snapshots: Snapshots
  record: RecordStore
  recordAddress: string
  publicUrl: string
  topics: string[]
}

/** The edges of publishing in `environment`. */
export async function openEdges({ TABLE, SNAPSHOTS, RECORD, SETTINGS }: Environment<'publish'>): Promise<Edges> {
  const { publicUrl, topics } = SETTINGS
  const record = await openRecordStore(RECORD)
  const table = openTable(TABLE)
  const snapshots = openSnapshots(table, openOverflow(SNAPSHOTS, table))
  return { table, snapshots, record, recordAddress: RECORD, publicUrl, topics: Object.keys(topics).sort() }
}
