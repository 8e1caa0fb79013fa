import * as z from 'zod/mini'
import { addLook, gapsIn, Look, Stretch, type Gap } from '../../shared/looks.ts'
import { packJson, unpackJson } from './pack.ts'
import type { Row, Table } from './table.ts'

const PARTITION = 'status'
const Looks = z.object({ everyMs: z.number(), stretches: z.array(Stretch) })

/** What the last crawl of a column came to, as it was reported, and when we looked, with the gaps in between. */
export type Looked = { report: unknown; looks: Stretch[]; gaps: Gap[] }

/** Keeps what the last crawl of a column came to over the one before, and adds it to when we looked: one small row. */
export async function keepStatus(table: Table, column: string, report: unknown, everyMs: number): Promise<void> {
  const key = { pk: PARTITION, sk: column }
  const look = Look.safeParse(report).data
  const before = looksIn(await table.get(key))
  const stretches = look ? addLook(before.stretches, look, everyMs) : before.stretches
  await table.put({ ...key, report: packJson(report), looks: packJson({ everyMs, stretches }) })
}

/** What is known of when we looked at each column, in the order of their ids. */
export async function readStatus(table: Table): Promise<Map<string, Looked>> {
  const columns = new Map<string, Looked>()
  for await (const row of table.query(PARTITION)) {
    const { stretches, everyMs } = looksIn(row)
    columns.set(row.sk, { report: unpackJson(row.report), looks: stretches, gaps: gapsIn(stretches, everyMs) })
  }
  return columns
}

function looksIn(row: Row | undefined): z.infer<typeof Looks> {
  const looks = row?.looks === undefined ? undefined : Looks.safeParse(unpackJson(row.looks)).data
  return looks ?? { everyMs: 0, stretches: [] }
}
