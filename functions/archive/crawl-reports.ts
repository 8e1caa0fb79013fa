import * as z from 'zod/mini'
import { addCrawl, type CoverageGap, CoverageSpan, FinishedCrawl, gapsIn } from '../../shared/crawl/coverage.ts'
import { type CrawlReport, isComplete } from '../../shared/crawl/report.ts'
import type { Row, Store } from '../ports/store/store.ts'
import { compressJson, decompressJson } from './compress.ts'
import { PARTITIONS } from './keys.ts'

/** The report of a column's last crawl as it was kept, the spans in which the column was crawled, and the gaps between them. */
export type ColumnCoverage = { report: unknown; looks: CoverageSpan[]; gaps: CoverageGap[] }

/** For each column the instant at which a crawl started. */
export type CrawlBegins = Map<string, string>

/** The last report of each column and when the column was crawled: one small row a column. */
export function openCrawlReports(store: Store) {
  return {
    /**
     * Keeps the report of a column's last crawl instead of the one before, and adds the crawl to the column's coverage; crawls are
     * scheduled every `everyMs`.
     */
    async keep(column: string, report: CrawlReport, everyMs: number): Promise<void> {
      const key = { pk: PARTITIONS.crawlReports, sk: column }
      // Read eventually consistent, for half the price: when the answer is out of date, the conditional write fails.
      const recent = await store.get(key, { eventuallyConsistent: true })
      const isWritten = recent && (await store.replace(withCrawl(recent, report, everyMs), 'revision', Number(recent.revision)))
      if (!isWritten) await store.put(withCrawl((await store.get(key)) ?? key, report, everyMs))
    },

    /** The coverage of each column, in the order of their ids. Read for half the price if the answer includes the crawls that `started`. */
    async read(started: CrawlBegins = new Map()): Promise<Map<string, ColumnCoverage>> {
      const recent = started.size > 0 ? await readAll(store, true) : undefined
      return recent && includesCrawls(recent, started) ? recent : readAll(store, false)
    },

    /** When the last complete crawl of each column ended. */
    async lastComplete(): Promise<Map<string, string>> {
      const columns = new Map<string, string>()
      for await (const { sk, completeAt } of store.query(PARTITIONS.crawlReports, { eventuallyConsistent: true }))
        if (typeof completeAt === 'string') columns.set(sk, completeAt)
      return columns
    },
  }
}

function withCrawl({ pk, sk, ...before }: Row, report: CrawlReport, everyMs: number): Row {
  const { spans } = coverageIn(before)
  const coverage = { everyMs, spans: addCrawl(spans, report, everyMs) }
  const completeAt = isComplete(report) ? report.endedAt : before.completeAt
  const revision = Number(before.revision ?? 0) + 1
  return { pk, sk, revision, report: compressJson(report), coverage: compressJson(coverage), completeAt }
}

async function readAll(store: Store, eventuallyConsistent: boolean): Promise<Map<string, ColumnCoverage>> {
  const columns = new Map<string, ColumnCoverage>()
  for await (const row of store.query(PARTITIONS.crawlReports, { eventuallyConsistent })) {
    const { spans, everyMs } = coverageIn(row)
    columns.set(row.sk, { report: decompressJson(row.report), looks: spans, gaps: gapsIn(spans, everyMs) })
  }
  return columns
}

function includesCrawls(columns: Map<string, ColumnCoverage>, started: CrawlBegins): boolean {
  return [...started].every(([column, at]) => {
    const { data } = FinishedCrawl.safeParse(columns.get(column)?.report)
    return data !== undefined && data.startedAt >= at
  })
}

const Coverage = z.object({ everyMs: z.number(), spans: z.array(CoverageSpan) })

function coverageIn({ coverage }: Record<string, unknown>): z.infer<typeof Coverage> {
  return Coverage.safeParse(decompressJson(coverage)).data ?? { everyMs: 0, spans: [] }
}
