import { randomBytes } from 'node:crypto'
import type { Settings } from '../../shared/settings.ts'
import type { Environment } from '../../shared/environment.ts'
import { type Deliveries, openDeliveries } from '../archive/deliveries.ts'
import { type Endpoints, openEndpoints } from '../archive/endpoints.ts'
import { type Ledger, openLedger } from '../archive/ledger.ts'
import { openTable } from '../archive/table.ts'
import { readSigningKey } from '../signing-key.ts'
import { type Resolve, systemResolve } from '../ports/http/guarded-lookup.ts'
import { openHttp } from '../ports/http/http.ts'
import { openPost, type Post } from './post.ts'

/** Where registering webhooks, looking at their log and replaying touch the world. `newName` gives a name nobody has. */
export type WebhookEdges = {
  endpoints: Endpoints
  deliveries: Deliveries
  ledger: (column: string) => Ledger
  key: Uint8Array
  settings: Settings
  resolve: Resolve
  post: Post
  clock: () => Date
  newName: () => string
}

/** The edges of webhooks in the environment of delivering. */
export async function openWebhookEdges({
  TABLE,
  SIGNING_KEY,
  SETTINGS,
}: Omit<Environment<'deliver'>, 'OPERATORS_TOPIC'>): Promise<WebhookEdges> {
  const store = openTable(TABLE)
  return {
    endpoints: openEndpoints(store),
    deliveries: openDeliveries(store),
    ledger: (column) => openLedger(store, column),
    key: await readSigningKey(SIGNING_KEY),
    settings: SETTINGS,
    resolve: systemResolve,
    post: openPost(openHttp()),
    clock: () => new Date(),
    newName: () => randomBytes(10).toString('hex'),
  }
}
