import { gzipSync } from 'node:zlib'
import type { Archive } from '../../../functions/archive/archive.ts'
import type { Entry, Evidence } from '../../../shared/entry.ts'
import {
  infoRecord,
  responseRecord,
  revisitRecord,
  type Serving,
  servingOf,
  warcBytes,
  type WarcRecord,
} from '../../../shared/site/warc.ts'

/**
 * The snapshots in the evidence of the ledgers of `columns` as a WARC file, one gzip member per record: a response record for each snapshot,
 * and a revisit record for each further time that the same bytes were served. Memory holds the ids of the snapshots, not their bytes. Throws
 * when the archive lacks a snapshot.
 */
export async function* warcChunks(archive: Archive, columns: string[], filename: string, now: string): AsyncGenerator<Buffer> {
  const firsts = new Map<string, Serving>()
  const revisited = new Set<string>()
  yield compressed(infoRecord(filename, now))
  for (const column of columns)
    for await (const entry of archive.ledger(column).entries())
      for (const evidence of evidenceOf(entry)) yield* recordsOf(evidence, archive, firsts, revisited)
}

/** The evidence of an entry: its page, and the ids of the letter's other parts and of the listing pages from which its letter is missing. */
function evidenceOf({ data }: Entry): (Evidence | { snapshot: string })[] {
  if (!('evidence' in data)) return []
  const { parts = [], listing = [] } = data.evidence
  return [data.evidence, ...[...parts, ...listing].map((snapshot) => ({ snapshot }))]
}

async function* recordsOf(
  evidence: Evidence | { snapshot: string },
  { snapshots }: Archive,
  firsts: Map<string, Serving>,
  revisited: Set<string>,
): AsyncGenerator<Buffer> {
  const id = evidence.snapshot
  if (!firsts.has(id)) {
    const snapshot = await snapshots.find(id)
    if (!snapshot) throw new Error(`Cannot export: the snapshot ${id} is missing; verify names the entry that refers to it`)
    firsts.set(id, servingOf(snapshot))
    yield compressed(responseRecord(snapshot))
  }
  const first = firsts.get(id)
  if (!first || !('url' in evidence)) return
  const { address, fetchedAt } = servingOf(evidence)
  const name = `${id} ${address} ${fetchedAt}`
  if ((address === first.address && fetchedAt === first.fetchedAt) || revisited.has(name)) return
  revisited.add(name)
  yield compressed(revisitRecord(evidence, first))
}

const compressed = (record: WarcRecord) => gzipSync(warcBytes(record))
