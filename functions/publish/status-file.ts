import type { ColumnCard } from '../../shared/ledger/site-state.ts'
import type { RecordFile } from '../../shared/record.ts'
import type { ColumnCoverage } from '../archive/crawl-reports.ts'

/** `status.json`: for each column when we looked and how complete that was, gaps as gaps, what we hold, and where its ledger ends. */
export function statusFile(cards: ColumnCard[], looked: Map<string, ColumnCoverage>): RecordFile {
  const held = new Map(cards.map((card) => [card.column, heldOf(card)] as const))
  const ids = [...new Set([...held.keys(), ...looked.keys()])].sort()
  const columns = ids.map((column) => {
    const { report = null, looks = [], gaps = [] } = looked.get(column) ?? {}
    return { column, ...held.get(column), lastCrawl: report, looks, gaps }
  })
  return { path: 'status.json', body: `${JSON.stringify({ columns }, null, 1)}\n` }
}

function heldOf({ opened, letters, edited, delisted, withdrawn, held, sequence, hash }: ColumnCard) {
  const { name, authority, url } = opened
  return { name, authority, url, letters, edited, delisted, withdrawn, held, ledger: { sequence, hash } }
}
