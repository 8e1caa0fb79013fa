import type { Environment } from '../../shared/environment.ts'
import { openTable } from '../archive/table.ts'
import type { Edges } from './publish-column.ts'
import { openRecordStore } from './record-store.ts'

/** The edges of `environment`. */
export async function openEdges({ TABLE, RECORD, SETTINGS }: Environment<'publish'>): Promise<Edges> {
  return {
    table: openTable(TABLE),
    record: await openRecordStore(RECORD),
    recordAddress: RECORD,
    publicUrl: SETTINGS.publicUrl,
  }
}
