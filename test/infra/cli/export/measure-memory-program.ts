import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { openLedger } from '../../../../functions/archive/ledger.ts'
import { openArchive } from '../../../../functions/archive/archive.ts'
import { openSnapshots } from '../../../../functions/archive/snapshots.ts'
import type { Row, Store } from '../../../../functions/ports/store/store.ts'
import { ledgerLines } from '../../../../infra/cli/commands/export.ts'
import { warcChunks } from '../../../../infra/cli/export/warc-chunks.ts'
import { writeAtomically } from '../../../../infra/cli/export/write-atomically.ts'
import { NOTHING_BEFORE } from '../../../../shared/ledger/chain.ts'
import type { Fact } from '../../../../shared/entry.ts'
import { snapshotId } from '../../../../shared/snapshot.ts'
import { opened, published, recordedAt } from '../../../shared/ledger/made-up-entries.ts'

/**
 * Exports a column of so many letters into a folder both ways; prints the lengths and the peak memory of this process in bytes. Its table
 * makes every row when it is asked for, so that nothing but the export can fill the memory.
 */
const [folder = '', letters = '0'] = process.argv.slice(2)

const nothing: Store = {
  get: () => Promise.resolve(undefined),
  put: () => Promise.resolve(),
  insert: () => Promise.resolve(true),
  replace: () => Promise.resolve(true),
  remove: () => Promise.resolve(),
  query: async function* () {},
  scan: async function* () {},
  due: async function* () {},
}

/** The rows that the archive writes when it does `work`. */
async function written(work: (store: Store) => Promise<unknown>): Promise<Row[]> {
  const rows: Row[] = []
  await work({ ...nothing, insert: (row) => Promise.resolve(rows.push(row) > 0) })
  return rows
}

const indexes = new Map<string, number>()
/** 16 KB that compress to half. */
const bodyOf = (index: number) => {
  const random = createHash('shake256', { outputLength: 8000 }).update(String(index)).digest('hex')
  return Buffer.from(random)
}
const evidenceOf = (index: number) => {
  const body = bodyOf(index)
  indexes.set(snapshotId(body), index)
  const url = `https://www.example.gov.test/tadf/content/post_${index}.html`
  return { url, scheme: 'https' as const, status: 200, fetchedAt: recordedAt(index), body }
}

async function* ledgerRows(): AsyncGenerator<Row> {
  let head = { column: 'cppcc', sequence: 0, hash: NOTHING_BEFORE }
  for (let index = 0; index <= Number(letters); index++) {
    const [row] = await written((store) => openLedger(store, 'cppcc').append(factOf(index), head, recordedAt(index)))
    if (!row) throw new Error('Cannot make up a row')
    head = { column: 'cppcc', sequence: Number(row.sequence), hash: String(row.hash) }
    yield row
  }
}

function factOf(index: number): Fact {
  const fact = index === 0 ? opened() : published(String(index))
  if (fact.type !== 'letter.published') return fact
  const { body, ...evidence } = evidenceOf(index)
  return { ...fact, data: { ...fact.data, evidence: { ...evidence, snapshot: snapshotId(body) } } }
}

const archive = openArchive({
  ...nothing,
  query: ledgerRows,
  get: async ({ pk }) => {
    const served = evidenceOf(indexes.get(pk.slice('snapshot#'.length)) ?? 0)
    return (await written((store) => openSnapshots(store).keep({ ...served, finalUrl: served.url, headers: {} })))[0]
  },
})
const now = recordedAt(1)
const lines = await writeAtomically(join(folder, 'all.jsonl'), ledgerLines(archive, ['cppcc']))
const warc = await writeAtomically(join(folder, 'all.warc.gz'), warcChunks(archive, ['cppcc'], 'all.warc.gz', now))
process.stdout.write(JSON.stringify({ lines, warc, peakBytes: process.resourceUsage().maxRSS * 1024 }))
