import type { Environment } from '../../shared/environment.ts'
import { EVENTS_A_FEED } from '../../shared/feed/feed.ts'
import { LAYOUT } from '../../shared/record.ts'
import { snapshotBucketAt } from '../archive/overflow.ts'
import { openSiteStates, type SiteStates } from '../archive/site-state.ts'
import { openSnapshots, type Snapshots } from '../archive/snapshots.ts'
import { openTable } from '../archive/table.ts'
import type { Store } from '../ports/store/store.ts'
import { openRecordStore, type RecordStore } from '../record-store.ts'

/** What publishing touches, the address under which the record will be read, the topics that have a feed, and whether checkpoints are stamped. */
export type Edges = {
  store: Store
  snapshots: Snapshots
  record: RecordStore
  recordAddress: string
  publicUrl: string
  topics: string[]
  areStamped?: boolean
}

/** The edges of publishing in `environment`. */
export async function openEdges({ TABLE, SNAPSHOTS, RECORD, SETTINGS }: Environment<'publish'>): Promise<Edges> {
  const { publicUrl, topics, timestampAuthority } = SETTINGS
  const record = await openRecordStore(RECORD)
  const store = openTable(TABLE)
  const snapshots = openSnapshots(store, snapshotBucketAt(SNAPSHOTS))
  return {
    store,
    snapshots,
    record,
    recordAddress: RECORD,
    publicUrl,
    topics: Object.keys(topics).sort(),
    areStamped: timestampAuthority !== null,
  }
}

/** For which record something was made: in another one its files may be missing, look otherwise or say other addresses. */
export function basisOf({ recordAddress, publicUrl }: Edges): string {
  return `${LAYOUT} ${recordAddress} ${publicUrl}`
}

/** What publishing has made of the ledgers so far. */
export function siteStatesOf({ store }: Edges): SiteStates {
  return openSiteStates(store, EVENTS_A_FEED)
}
