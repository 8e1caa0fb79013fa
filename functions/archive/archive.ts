import type { SnapshotBucket } from '../ports/files/snapshot-bucket.ts'
import type { Range, Store } from '../ports/store/store.ts'
import { openCrawlReports } from './crawl-reports.ts'
import { loadCrawlState } from './crawl-state.ts'
import { openCursors } from './cursors.ts'
import { openHosts } from './hosts.ts'
import { openLedger, openLedgers } from './ledger.ts'
import { openSnapshots } from './snapshots.ts'
import { openSubscribers } from './subscribers.ts'

export type Archive = ReturnType<typeof openArchive>

/** What a crawl and most commands use of the store: the ledgers, the snapshots, in `bucket` if they are large, and what is kept beside them. */
export function openArchive(store: Store, bucket?: SnapshotBucket) {
  return {
    store,
    ...openLedgers(store),
    snapshots: openSnapshots(store, bucket),
    hosts: openHosts(store),
    subscribers: openSubscribers(store),
    cursors: openCursors(store),
    reports: openCrawlReports(store),
    crawlState: (column: string, options?: Pick<Range, 'eventuallyConsistent'>) =>
      loadCrawlState(store, column, openLedger(store, column), options),
  }
}
