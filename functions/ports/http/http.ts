import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import { type BodyReader, codingsOf, readBody } from './body.ts'
import { type Connection, openConnection } from './connection.ts'
import { failure, failureOf, type HttpFailure } from './failure.ts'
import { type Resolve, systemResolve } from './guarded-lookup.ts'

/** The limits of a request: the time from the DNS lookup to the last byte, and the bytes of the body, both as sent and as decoded. */
type Limits = { timeoutMs: number; maxBytes: number }
const DEFAULT_LIMITS: Limits = { timeoutMs: 20_000, maxBytes: 5_000_000 }

/**
 * One request. `publicOnly` refuses addresses outside the public network. With `keepFirst` a response is valid as soon as its headers have
 * arrived; of its body at most that many bytes are kept, undecoded, even if it breaks off or does not end.
 */
export type HttpRequest = {
  url: URL
  method?: 'GET' | 'POST' | 'PUT'
  headers?: Record<string, string>
  body?: string | Uint8Array
  limits?: Partial<Limits>
  publicOnly?: boolean
  keepFirst?: number
}

/**
 * A response. `headers` have lower-case names and all values in the order sent, one character a byte. `body` has those content codings
 * undone that are known; `transferred` counts its bytes as they were sent.
 */
export type HttpResponse = {
  kind: 'response'
  url: URL
  status: number
  headers: Record<string, string[] | undefined>
  body: Buffer
  transferred: number
}

export type HttpResult = HttpResponse | HttpFailure
export type Send = (request: HttpRequest) => Promise<HttpResult>

/** Keeps one connection to each origin open between requests, until it is closed. */
export type HttpSession = { request: Send; close: () => Promise<void> }

/**
 * The port for every request that leaves the process. It follows no redirects (`follow` does). Faults of servers, networks and addresses
 * are returned as failures with a reason, never thrown. `request` uses a connection of its own.
 */
export type Http = { request: Send; session: () => HttpSession }

/** Whether a response has a status of success. */
export function isOk({ status }: HttpResponse): boolean {
  return status >= 200 && status < 300
}

/** Sent where a request has no user agent of its own: some firewalls refuse requests without one. */
const USER_AGENT = 'letterwatch/0.1'

/** The port on undici. `resolve` finds the addresses of a host name. */
export function openHttp({ resolve = systemResolve }: { resolve?: Resolve } = {}): Http {
  const connect = ({ url, publicOnly = false, limits }: HttpRequest, keepAlive: boolean) =>
    openConnection(url, { resolve, publicOnly, keepAlive, timeoutMs: { ...DEFAULT_LIMITS, ...limits }.timeoutMs })
  return {
    async request(request) {
      const connection = connect(request, false)
      const result = await exchange(request, connection)
      await connection.close()
      return result
    },
    session() {
      const connections = new Map<string, Connection>()
      return {
        request(request) {
          const key = `${request.url.origin} ${request.publicOnly ?? false}`
          const connection = connections.get(key) ?? connect(request, true)
          connections.set(key, connection)
          return exchange(request, connection)
        },
        async close() {
          await Promise.all([...connections.values()].map((connection) => connection.close()))
          connections.clear()
        },
      }
    },
  }
}

/** One request and its response, within its limits. */
function exchange(request: HttpRequest, connection: Connection): Promise<HttpResult> {
  const { url, method = 'GET', keepFirst } = request
  const { timeoutMs, maxBytes } = { ...DEFAULT_LIMITS, ...request.limits }
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | undefined
    let answer: (Pick<HttpResponse, 'status' | 'headers'> & { reader: BodyReader }) | undefined
    let isReused = false
    let isSettled = false

    const settle = (failed?: HttpFailure) => {
      if (isSettled) return
      isSettled = true
      clearTimeout(deadline)
      resolve(answer && (!failed || keepFirst !== undefined) ? responseOf(answer) : (failed ?? failure('broken', 'no answer')))
      answer?.reader.stop()
    }
    const responseOf = ({ status, headers, reader }: NonNullable<typeof answer>): HttpResponse => {
      const { body, transferred } = reader.soFar()
      return { kind: 'response', url, status, headers, body: body.subarray(0, keepFirst), transferred }
    }
    const abandon = (failed: HttpFailure) => {
      settle(failed)
      if (controller) controller.abort(new Error('The request was abandoned'))
      else connection.stopConnecting()
    }
    const deadline = setTimeout(() => abandon(failure('timeout', `no whole answer within ${timeoutMs} ms`)), timeoutMs)

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started
        isReused = connection.isReused()
        if (isSettled) controller.abort(new Error('The request was abandoned'))
      },
      onResponseStart(started, status, received) {
        // Interim responses (1xx) come before the response.
        if (status < 200) return
        const headers = allValues(received)
        const codings = keepFirst === undefined ? codingsOf(headers['content-encoding']) : []
        const reader = readBody(codings, maxBytes, {
          ended: (failed) => (failed ? abandon(failed) : settle()),
          drained: () => started.resume(),
        })
        answer = { status, headers, reader }
      },
      onResponseData(started, chunk) {
        if (!answer?.reader.write(chunk)) started.pause()
      },
      onResponseEnd() {
        connection.answered()
        answer?.reader.end()
      },
      onResponseError(_, error) {
        const failed = failureOf(error, url.hostname)
        // A server may close an idle connection just as it is reused. That is not a fault of the resource: the request is sent again.
        if (failed.reason === 'broken' && isReused && !answer && !isSettled && method === 'GET') send()
        else settle(failed)
      },
    }
    const headers = { 'user-agent': USER_AGENT, ...request.headers }
    const send = () => {
      controller = undefined
      connection.dispatch({ path: url.pathname + url.search, method, headers, body: request.body ?? null }, handler)
    }
    send()
  })
}

function allValues(headers: IncomingHttpHeaders): HttpResponse['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? []].flat()]))
}
