import type { Environment } from '../../shared/environment.ts'
import { openTable, type Table } from '../archive/table.ts'
import { openRecordStore, type RecordStore } from './record-store.ts'

/** What publishing touches, the address under which the record will be read, and the topics that have a feed. */
export type Edges = { table: Table; record: RecordStore; recordAddress: string; publicUrl: string; topics: string[] }

/** The edges of publishing in `environment`. */
export async function openEdges({ TABLE, RECORD, SETTINGS }: Environment<'publish'>): Promise<Edges> {
  const { publicUrl, topics } = SETTINGS
  const record = await openRecordStore(RECORD)
  return { table: openTable(TABLE), record, recordAddress: RECORD, publicUrl, topics: Object.keys(topics).sort() }
}
