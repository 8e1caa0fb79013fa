import type { ColumnCard } from '../../shared/record-book.ts'
import type { RecordFile } from '../../shared/record.ts'
import { unpackJson } from '../archive/pack.ts'
import type { Table } from '../archive/table.ts'

/** `status.json`: for each column when we last looked and how complete that was, what we hold, and where its ledger ends. */
export async function statusFile(cards: ColumnCard[], table: Table): Promise<RecordFile> {
  const crawls = new Map<string, unknown>()
  for await (const { sk, report } of table.query('status')) crawls.set(sk, unpackJson(report))
  const known = cards.map((card) => [card.column, heldOf(card)] as const)
  const ids = [...new Set([...known.map(([column]) => column), ...crawls.keys()])].sort()
  const held = new Map(known)
  const columns = ids.map((column) => ({ column, ...held.get(column), lastCrawl: crawls.get(column) ?? null }))
  return { path: 'status.json', body: `${JSON.stringify({ columns }, null, 1)}\n` }
}

function heldOf({ opened, letters, edited, delisted, withdrawn, held, sequence, hash }: ColumnCard) {
  const { name, authority, url } = opened
  return { name, authority, url, letters, edited, delisted, withdrawn, held, ledger: { sequence, hash } }
}
