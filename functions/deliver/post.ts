import * as http from 'node:http'
import * as https from 'node:https'
import { refusalOf } from '../../shared/webhooks/address-guard.ts'
import type { Answer } from '../../shared/webhooks/answer.ts'
import { lookupBy, type Resolve, systemResolve } from './guarded-lookup.ts'

/** The first bytes of an answer are kept; after the second number we stop listening. */
const KEPT_BYTES = 1024
const READ_BYTES = 64 * 1024
const TIMEOUT_MS = 20_000

/** One POST to be made. `allowPrivate` lets it go to http, other ports and addresses that are not public. */
export type Message = { url: string; headers: Record<string, string>; body: string; allowPrivate: boolean }

/** Makes one POST, whatever comes of it: an address that must not be reached, a refused connection and silence are answers too. */
export type Post = (message: Message) => Promise<Answer>

/**
 * The edge that sends. Each POST has its own connection, follows no redirect, ends within `timeoutMs`, and connects only to addresses
 * that were checked for this very connection.
 */
export function openPost(resolve: Resolve = systemResolve, timeoutMs = TIMEOUT_MS): Post {
  return async (message) => {
    const refusal = refusalOf(message.url, message.allowPrivate)
    if (refusal !== undefined) return { kind: 'unanswered', error: `refused: ${refusal}` }
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      return await readAnswer(await send(message, resolve, signal))
    } catch (error) {
      return { kind: 'unanswered', error: signal.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error) }
    }
  }
}

function send(message: Message, resolve: Resolve, signal: AbortSignal): Promise<http.IncomingMessage> {
  const { url, body, headers, allowPrivate } = message
  const length = { 'content-length': String(Buffer.byteLength(body)) }
  const options = {
    method: 'POST',
    headers: { ...headers, ...length },
    agent: false,
    lookup: lookupBy(resolve, allowPrivate),
    signal,
  }
  const { request } = url.startsWith('https:') ? https : http
  return new Promise((answered, failed) => {
    request(url, options)
      .on('response', answered)
      .on('upgrade', (_, socket) => {
        socket.destroy()
        failed(new Error('it answered 101, to a question that was none'))
      })
      .on('error', failed)
      .on('close', () => failed(new Error('it closed the connection without an answer')))
      .end(body)
  })
}

/** The answer, with as much of its body as is kept. One that breaks off or drags on counts with what came of it: its status is said. */
async function readAnswer(response: http.IncomingMessage): Promise<Answer> {
  const kept: Buffer[] = []
  let read = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      if (read < KEPT_BYTES) kept.push(chunk)
      if ((read += chunk.length) >= READ_BYTES) break
    }
  } catch {
    // The status has been said: what the body would have added is not needed.
  }
  response.destroy()
  const { statusCode = 0, headers } = response
  return { kind: 'answered', status: statusCode, text: textOf(Buffer.concat(kept)), retryAfter: headers['retry-after'] }
}

/** The first kB as UTF-8, a character cut in two left out. */
const textOf = (bytes: Buffer) => new TextDecoder().decode(bytes.subarray(0, KEPT_BYTES), { stream: true })

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}
