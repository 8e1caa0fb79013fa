import type { Socket } from 'node:net'
import type { Client as UndiciClient } from 'undici'
import connector from 'undici/lib/core/connect.js'
import Client from 'undici/lib/dispatcher/client.js'
import { refusedHost } from '../../../shared/webhooks/address-guard.ts'
import { guardedLookup, RefusedAddress, type Resolve } from './guarded-lookup.ts'

/** The time limit for one of several addresses. Node's default of 250 ms is too short: a lost first packet is sent again after 1 s. */
const ATTEMPT_MS = 5_000
/** How long an unused connection is kept: a crawl pauses between requests, and a Crawl-delay may be a minute. */
const KEPT_MS = 90_000

type ConnectionOptions = { resolve: Resolve; publicOnly: boolean; keepAlive: boolean; timeoutMs: number }

/** One connection to an origin, opened when it is needed and again when the server has closed it. */
export type Connection = {
  dispatch: UndiciClient['dispatch']
  /** Stops connecting: requests that wait for the connection fail. */
  stopConnecting: () => void
  /** Notes a whole response; from then on the connection is reused. */
  answered: () => void
  isReused: () => boolean
  close: () => Promise<void>
}

/** The connection to the origin of `url`. */
export function openConnection(url: URL, options: ConnectionOptions): Connection {
  const { resolve, publicOnly, keepAlive, timeoutMs } = options
  const connect = connector({
    allowH2: false,
    lookup: guardedLookup(resolve, publicOnly),
    autoSelectFamily: true,
    // A third of the time, so that a second address can be tried after a silent first one.
    autoSelectFamilyAttemptTimeout: Math.ceil(Math.min(ATTEMPT_MS, timeoutMs / 3)),
    timeout: 0,
  })
  let connecting: Socket | undefined
  let answers = 0
  // The deadline of the request bounds connecting, head and body together: undici's own timers stay off.
  const client = new Client(url.origin, {
    pipelining: keepAlive ? 1 : 0,
    keepAliveTimeout: KEPT_MS,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect(target, done) {
      const why = publicOnly ? refusedHost(url) : undefined
      if (why !== undefined) {
        done(new RefusedAddress(why), null)
        return
      }
      connecting = connect(target, (...outcome) => {
        connecting = undefined
        answers = 0
        done(...outcome)
      })
    },
  })
  const stopConnecting = () => connecting?.destroy(new Error('Connecting was given up'))
  return {
    dispatch: (request, handler) => client.dispatch(request, handler),
    stopConnecting,
    answered: () => answers++,
    isReused: () => answers > 0,
    async close() {
      stopConnecting()
      await client.destroy()
    },
  }
}
