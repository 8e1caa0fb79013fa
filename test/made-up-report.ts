import type { CrawlReport } from '../shared/crawl/report.ts'

/** The report of a complete crawl that found nothing, changed by `fields`. */
export function madeUpReport(fields: Partial<CrawlReport> = {}): CrawlReport {
  return {
    column: 'cppcc',
    outcome: 'complete',
    startedAt: '2026-11-01T08:00:00+08:00',
    endedAt: '2026-11-01T08:05:00+08:00',
    sequence: 1,
    listed: 0,
    whole: true,
    shrunk: false,
    otherWay: 0,
    held: 0,
    requests: 0,
    bytes: 0,
    outcomes: {},
    baseline: 0,
    reread: 0,
    events: [],
    problems: [],
    coverage: { letters: 0, wholeEveryMs: 0 },
    ...fields,
  }
}
