import * as z from 'zod/mini'
import { CrawlReport } from '../../shared/crawl-report.ts'
import type { LastLook } from '../../shared/pages/home-page.ts'
import { unpackJson } from '../archive/pack.ts'
import type { Table } from '../archive/table.ts'

const Look = z.pick(CrawlReport, { outcome: true, endedAt: true, problems: true })

/** What the latest crawl of each column came to; a report in which that cannot be read counts as none. */
export async function lastCrawls(table: Table): Promise<Map<string, LastLook>> {
  const looks = new Map<string, LastLook>()
  for await (const { sk, report } of table.query('status')) {
    const { data } = Look.safeParse(unpackJson(report))
    if (data) looks.set(sk, data)
  }
  return looks
}
