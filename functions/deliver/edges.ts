import { randomBytes } from 'node:crypto'
import type { Settings } from '../../shared/configuration.ts'
import type { Environment } from '../../shared/environment.ts'
import { type Deliveries, openDeliveries } from '../archive/deliveries.ts'
import { type Endpoints, openEndpoints } from '../archive/endpoints.ts'
import { type Ledger, openLedger } from '../archive/ledger.ts'
import { openTable } from '../archive/table.ts'
import { type MailTopic, openMailTopic } from '../mail-topic.ts'
import { type Resolve, systemResolve } from './guarded-lookup.ts'
import { openPost, type Post } from './post.ts'
import { readSigningKey } from '../signing-key.ts'

/** Where delivering touches the world. `chance` gives a number from 0 to 1, `newName` a name nobody has. */
export type DeliverEdges = {
  endpoints: Endpoints
  deliveries: Deliveries
  ledger: (column: string) => Ledger
  operators: MailTopic
  key: Uint8Array
  settings: Settings
  resolve: Resolve
  post: Post
  clock: () => Date
  chance: () => number
  newName: () => string
}

/** The edges of `environment`. */
export async function openEdges({
  TABLE,
  SIGNING_KEY,
  OPERATORS_TOPIC,
  SETTINGS,
}: Environment<'deliver'>): Promise<DeliverEdges> {
  const table = openTable(TABLE)
  return {
    endpoints: openEndpoints(table),
    deliveries: openDeliveries(table),
    ledger: (column) => openLedger(table, column),
    operators: openMailTopic(OPERATORS_TOPIC),
    key: await readSigningKey(SIGNING_KEY),
    settings: SETTINGS,
    resolve: systemResolve,
    post: openPost(),
    clock: () => new Date(),
    chance: Math.random,
    newName: () => randomBytes(10).toString('hex'),
  }
}
