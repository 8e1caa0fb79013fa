import * as z from 'zod/mini'
import { CrawlReport, isComplete } from '../../shared/crawl/report.ts'
import { addLook, gapsIn, Look, Stretch, type Gap } from '../../shared/crawl/coverage.ts'
import { packJson, unpackJson } from './pack.ts'
import type { Row, Store } from '../ports/store/store.ts'

const PARTITION = 'status'
const Looks = z.object({ everyMs: z.number(), stretches: z.array(Stretch) })

/** What the last crawl of a column came to, as it was reported, and when we looked, with the gaps in between. */
export type Looked = { report: unknown; looks: Stretch[]; gaps: Gap[] }

/**
 * Keeps what the last crawl of a column came to over the one before, and adds it to when we looked: one small row. `kept` counts the times:
 * an answer that lags, at half the price, is found out when the row is written over another count than it said.
 */
export async function keepStatus(store: Store, column: string, report: unknown, everyMs: number): Promise<void> {
  const key = { pk: PARTITION, sk: column }
  const [look, crawl] = [Look.safeParse(report).data, CrawlReport.safeParse(report).data]
  const after = (row: Row | undefined) => {
    const before = looksIn(row)
    const stretches = look ? addLook(before.stretches, look, everyMs) : before.stretches
    const kept = Number(row?.kept ?? 0) + 1
    const completeAt = crawl && isComplete(crawl) ? crawl.endedAt : row?.completeAt
    return { ...key, kept, report: packJson(report), looks: packJson({ everyMs, stretches }), completeAt }
  }
  const lagging = await store.get(key, { eventuallyConsistent: true })
  const isWritten = lagging?.kept !== undefined && (await store.replace(after(lagging), 'kept', Number(lagging.kept)))
  if (!isWritten) await store.put(after(await store.get(key)))
}

/** When the last complete crawl of each column ended; of a column whose row does not say so, its last complete look. */
export async function lastComplete(store: Store): Promise<Map<string, string>> {
  const columns = new Map<string, string>()
  for await (const row of store.query(PARTITION, { eventuallyConsistent: true })) {
    const at = row.completeAt ?? looksIn(row).stretches.findLast(({ outcome }) => outcome === 'complete')?.to
    if (typeof at === 'string') columns.set(row.sk, at)
  }
  return columns
}

/** For each column, the instant at which a crawl began that is known of. */
export type Crawled = Map<string, string>

/** What is known of when we looked at each column, in the order of their ids: at half the price where that knows of what was `crawled`. */
export async function readStatus(store: Store, crawled: Crawled = new Map()): Promise<Map<string, Looked>> {
  const lagging = crawled.size > 0 ? await readRows(store, true) : undefined
  return lagging && knowsOf(lagging, crawled) ? lagging : readRows(store, false)
}

async function readRows(store: Store, eventuallyConsistent: boolean): Promise<Map<string, Looked>> {
  const columns = new Map<string, Looked>()
  for await (const row of store.query(PARTITION, { eventuallyConsistent })) {
    const { stretches, everyMs } = looksIn(row)
    columns.set(row.sk, { report: unpackJson(row.report), looks: stretches, gaps: gapsIn(stretches, everyMs) })
  }
  return columns
}

function knowsOf(looked: Map<string, Looked>, crawled: Crawled): boolean {
  return [...crawled].every(([column, at]) => {
    const { data } = Look.safeParse(looked.get(column)?.report)
    return data !== undefined && data.startedAt >= at
  })
}

function looksIn(row: Row | undefined): z.infer<typeof Looks> {
  const looks = row?.looks === undefined ? undefined : Looks.safeParse(unpackJson(row.looks)).data
  return looks ?? { everyMs: 0, stretches: [] }
}
