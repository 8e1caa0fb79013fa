import type { Settings } from '../../shared/settings.ts'
import type { SnapshotBucket } from './files/snapshot-bucket.ts'
import type { Bus } from './bus/bus.ts'
import type { Clock } from './clock.ts'
import type { Files } from './files/files.ts'
import type { Http } from './http/http.ts'
import type { Random } from './random.ts'
import type { Secrets } from './secrets/secrets.ts'
import type { Store } from './store/store.ts'

/**
 * Everything outside of this process that functions work with, and the settings. A composition root opens the adapters: the handler of a
 * function on AWS, `infra/local/` on one machine. Each function names what it uses of them.
 */
export type Ports = {
  settings: Settings
  store: Store
  /** Where snapshots are stored that are too large for a row; without it they are several rows of the store. */
  snapshotBucket?: SnapshotBucket
  bus: Bus
  files: Files
  secrets: Secrets
  http: Http
  clock: Clock
  random: Random
}

/** The part of the bus that publishes to topics, and the one that publishes mail only. */
export type Topics = Pick<Bus, 'publishEvents' | 'publishMail'>
export type MailTopics = Pick<Bus, 'publishMail'>
/** The part of the bus that sends to queues. */
export type Queues = Pick<Bus, 'send'>
