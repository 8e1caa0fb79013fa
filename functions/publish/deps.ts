import { EVENTS_A_FEED } from '../../shared/feed/feed.ts'
import { LAYOUT } from '../../shared/record.ts'
import { openSiteStates, type SiteStates } from '../archive/site-state.ts'
import { openSnapshots, type Snapshots } from '../archive/snapshots.ts'
import type { Files } from '../ports/files/files.ts'
import type { Ports } from '../ports/ports.ts'
import type { Store } from '../ports/store/store.ts'

/** What publishing uses. */
export type PublishPorts = Pick<Ports, 'store' | 'snapshotBucket' | 'files' | 'settings'>

/** What its steps use: also the public address of the record, the topics that have a feed, and whether checkpoints are timestamped. */
export type PublishDeps = {
  store: Store
  snapshots: Snapshots
  record: Files
  publicUrl: string
  topics: string[]
  areStamped?: boolean
}

export function openDeps({ store, snapshotBucket, files, settings }: PublishPorts): PublishDeps {
  const { publicUrl, topics, timestampAuthority } = settings
  return {
    store,
    snapshots: openSnapshots(store, snapshotBucket),
    record: files,
    publicUrl,
    topics: Object.keys(topics).sort(),
    areStamped: timestampAuthority !== null,
  }
}

/** Identifies the layout, the place and the address for which a record was made. When it changes, every file is written again. */
export function basisOf({ record, publicUrl }: PublishDeps): string {
  return `${LAYOUT} ${record.address} ${publicUrl}`
}

/** The stored states of the published columns. */
export function siteStatesOf({ store }: PublishDeps): SiteStates {
  return openSiteStates(store, EVENTS_A_FEED)
}
