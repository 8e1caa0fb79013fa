import { mayShowMobile } from '../../shared/extract/phone-mask.ts'
import type { RawPage } from '../../shared/site/evidence.ts'
import { type RecordFile, snapshotPath } from '../../shared/record.ts'
import type { Snapshots } from '../archive/snapshots.ts'

export type RawSnapshots = ReturnType<typeof openRawSnapshots>

/** The raw pages in the record. Pages that may show a person's mobile number are withheld. Each is classified once per publication. */
export function openRawSnapshots(snapshots: Snapshots) {
  const known = new Map<string, RawPage | undefined>()
  const read = async (id: string) => {
    const snapshot = await snapshots.find(id)
    known.set(id, snapshot && (mayShowMobile(snapshot) ? 'withheld' : 'published'))
    return snapshot
  }
  return {
    /** Whether the snapshot `id` is published or withheld; undefined when it is not stored. */
    async of(id: string): Promise<RawPage | undefined> {
      if (!known.has(id)) await read(id)
      return known.get(id)
    },

    /** The files of the snapshots in `ids` that are published, with their bytes as served. */
    async *files(ids: Iterable<string>): AsyncGenerator<RecordFile> {
      for (const id of ids) {
        const snapshot = await read(id)
        if (snapshot && known.get(id) === 'published') yield { path: snapshotPath(id), body: snapshot.body, settled: true }
      }
    },
  }
}
