import * as http from 'node:http'
import * as https from 'node:https'
import type { Readable } from 'node:stream'

/** The beginning of an answer, and its body to be read. */
export type Begun = Readable & Pick<http.IncomingMessage, 'statusCode' | 'headers'>

/** How a site is asked: `get` rejects with what Node says of the network, and it or its body with a TimeoutError once `timeoutMs` are over. */
export type Connection = {
  get: (url: URL, headers: Record<string, string>, timeoutMs: number) => Promise<Begun>
  close: () => void
}

/** One connection to each host and scheme, kept open between requests. */
export function openConnection(): Connection {
  const kept = { keepAlive: true, maxSockets: 1 }
  const plain = { request: http.request, agent: new http.Agent(kept) }
  const secure = { request: https.request, agent: new https.Agent(kept) }
  const get: Connection['get'] = (url, headers, timeoutMs) =>
    new Promise((answered, failed) => {
      const { request, agent } = url.protocol === 'https:' ? secure : plain
      let underWay: http.ClientRequest | http.IncomingMessage
      let isLate = false
      const ask = () => {
        const asked = request(url, { headers, agent })
        underWay = asked
        asked.on('response', (response) => {
          underWay = response
          response.on('close', () => clearTimeout(late))
          answered(response)
        })
        asked.on('error', (error) => {
          // A server may close a connection in the moment in which we ask again: that says nothing of the page.
          if (asked.reusedSocket && underWay === asked && !isLate) ask()
          else {
            clearTimeout(late)
            failed(error)
          }
        })
        asked.end()
      }
      ask()
      // A timer: a signal for each request would cost about as much as the request itself.
      const late = setTimeout(() => {
        isLate = true
        underWay.destroy(new DOMException(`No whole answer within ${timeoutMs} ms`, 'TimeoutError'))
      }, timeoutMs)
    })
  return {
    get,
    close() {
      plain.agent.destroy()
      secure.agent.destroy()
    },
  }
}
