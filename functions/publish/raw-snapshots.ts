import { mayShowMobile } from '../../shared/extract/phone-mask.ts'
import type { RawPage } from '../../shared/site/evidence.ts'
import { type RecordFile, snapshotPath } from '../../shared/record.ts'
import type { Snapshots } from '../archive/snapshots.ts'

export type RawSnapshots = ReturnType<typeof openRawSnapshots>

/** The raw pages as the record shows them: bytes that may show a person's mobile number are withheld. Looked at once a publishing. */
export function openRawSnapshots(snapshots: Snapshots) {
  const known = new Map<string, RawPage | undefined>()
  const look = async (id: string) => {
    const snapshot = await snapshots.find(id)
    known.set(id, snapshot && (mayShowMobile(snapshot) ? 'withheld' : 'published'))
    return snapshot
  }
  return {
    /** What became of the snapshot called `id`; undefined when it is not kept. */
    async of(id: string): Promise<RawPage | undefined> {
      if (!known.has(id)) await look(id)
      return known.get(id)
    },

    /** The bytes of those of the snapshots called `ids` that are published, as they were served. */
    async *files(ids: Iterable<string>): AsyncGenerator<RecordFile> {
      for (const id of ids) {
        const snapshot = await look(id)
        if (snapshot && known.get(id) === 'published') yield { path: snapshotPath(id), body: snapshot.body, settled: true }
      }
    },
  }
}
