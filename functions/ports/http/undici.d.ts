/**
 * The two modules of undici that the http port imports. The package itself also loads fetch, WebSocket, caches and mocks: 280 kB of a bundle
 * and half of the time to load it. The types are those that undici publishes for the same things.
 */
declare module 'undici/lib/dispatcher/client.js' {
  export { Client as default } from 'undici'
}

declare module 'undici/lib/core/connect.js' {
  import type { Socket } from 'node:net'
  import type { buildConnector } from 'undici'
  /** Returns the socket at once, while it still connects. */
  type Connect = (options: buildConnector.Options, callback: buildConnector.Callback) => Socket
  export default function connector(options: buildConnector.BuildOptions): Connect
}
