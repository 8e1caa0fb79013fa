import * as http from 'node:http'
import * as https from 'node:https'
import type { Readable } from 'node:stream'

/** The beginning of an answer, and its body to be read. */
export type Begun = Readable & Pick<http.IncomingMessage, 'statusCode' | 'headers'>

/** How a site is asked: `get` rejects with what Node says of the network, or when its signal ends it. */
export type Connection = {
  get: (url: URL, headers: Record<string, string>, signal: AbortSignal) => Promise<Begun>
  close: () => void
}

/** One connection to each host and scheme, kept open between requests. */
export function openConnection(): Connection {
  const kept = { keepAlive: true, maxSockets: 1 }
  const plain = { request: http.request, agent: new http.Agent(kept) }
  const secure = { request: https.request, agent: new https.Agent(kept) }
  const get: Connection['get'] = (url, headers, signal) =>
    new Promise((answered, failed) => {
      const { request, agent } = url.protocol === 'https:' ? secure : plain
      const asked = request(url, { headers, signal, agent })
      let isAnswered = false
      asked.on('response', (response) => {
        isAnswered = true
        answered(response)
      })
      asked.on('error', (error) => {
        // A server may close a connection in the moment in which we ask again: that says nothing of the page.
        if (asked.reusedSocket && !isAnswered && !signal.aborted) answered(get(url, headers, signal))
        else failed(error)
      })
      asked.end()
    })
  return {
    get,
    close() {
      plain.agent.destroy()
      secure.agent.destroy()
    },
  }
}
