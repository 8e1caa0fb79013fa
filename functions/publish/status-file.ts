import type { ColumnSummary } from '../../shared/ledger/site-state.ts'
import type { RecordFile } from '../../shared/record.ts'
import type { ColumnCoverage } from '../archive/crawl-reports.ts'

/** `status.json`: for each column when we looked and how complete that was, gaps as gaps, what we hold, and where its ledger ends. */
export function statusFile(summaries: ColumnSummary[], looked: Map<string, ColumnCoverage>): RecordFile {
  const held = new Map(summaries.map((summary) => [summary.column, heldOf(summary)] as const))
  const ids = [...new Set([...held.keys(), ...looked.keys()])].sort()
  const columns = ids.map((column) => {
    const { report = null, looks = [], gaps = [] } = looked.get(column) ?? {}
    return { column, ...held.get(column), lastCrawl: report, looks, gaps }
  })
  return { path: 'status.json', body: `${JSON.stringify({ columns }, null, 1)}\n` }
}

function heldOf({ opened, letters, edited, delisted, withdrawn, held, sequence, hash }: ColumnSummary) {
  const { name, authority, url } = opened
  return { name, authority, url, letters, edited, delisted, withdrawn, held, ledger: { sequence, hash } }
}
