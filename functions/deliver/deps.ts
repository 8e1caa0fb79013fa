import type { Settings } from '../../shared/settings.ts'
import { type Deliveries, openDeliveries } from '../archive/deliveries.ts'
import { type Endpoints, openEndpoints } from '../archive/endpoints.ts'
import { type Ledger, openLedger } from '../archive/ledger.ts'
import type { Clock } from '../ports/clock.ts'
import type { MailTopics, Ports } from '../ports/ports.ts'
import type { Random } from '../ports/random.ts'
import { type Resolve, systemResolve } from '../ports/http/guarded-lookup.ts'
import type { Http } from '../ports/http/http.ts'
import { openPost, type Post } from './post.ts'

/** What delivering, registering webhooks and replaying use. */
export type DeliverPorts = Pick<Ports, 'store' | 'secrets' | 'clock' | 'random' | 'settings'> & {
  bus: MailTopics
  http: Pick<Http, 'request'>
}

/** What their steps use: the rows of the archive that they read and write, and the key from which secrets are derived. */
export type DeliverDeps = {
  endpoints: Endpoints
  deliveries: Deliveries
  ledger: (column: string) => Ledger
  key: Uint8Array
  settings: Settings
  bus: MailTopics
  resolve: Resolve
  post: Post
  clock: Clock
  random: Random
}

export async function openDeps({ store, secrets, http, ...ports }: DeliverPorts): Promise<DeliverDeps> {
  return {
    ...ports,
    endpoints: openEndpoints(store),
    deliveries: openDeliveries(store),
    ledger: (column) => openLedger(store, column),
    key: await secrets.key('webhooks'),
    resolve: systemResolve,
    post: openPost(http),
  }
}
