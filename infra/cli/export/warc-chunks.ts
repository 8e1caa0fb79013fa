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
 * The snapshots that the ledgers of `columns` rest on as a WARC file, a gzip member for each record: one answer for each snapshot, and a
 * revisit for each other time that an entry says the same bytes were served. In memory stay the names of the snapshots and nothing of
 * their bytes. Throws for a snapshot that an entry names and the archive lacks.
 */
export async function* warcChunks(archive: Archive, columns: string[], filename: string, now: string): AsyncGenerator<Buffer> {
  const firsts = new Map<string, Serving>()
  const revisited = new Set<string>()
  yield compressed(infoRecord(filename, now))
  for (const column of columns)
    for await (const entry of archive.ledger(column).entries())
      for (const evidence of evidenceOf(entry)) yield* recordsOf(evidence, archive, firsts, revisited)
}

/** What an entry rests on: its page, and, by their names alone, the pages of the listing that its letter is missing from. */
function evidenceOf({ data }: Entry): (Evidence | { snapshot: string })[] {
  if (!('evidence' in data)) return []
  return [data.evidence, ...(data.evidence.listing ?? []).map((snapshot) => ({ snapshot }))]
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
    if (!snapshot) throw new Error(`Cannot export: the snapshot ${id} is not kept; verify says which entry rests on it`)
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
