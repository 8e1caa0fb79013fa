import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/** A body grew past its limit: on the wire or, for a bomb, once inflated. */
export class BodyTooLarge extends Error {}

const DECODERS: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  br: createBrotliDecompress,
  deflate: createInflate,
}

/**
 * The body of an answer with its content encoding undone, never holding more than `maxBytes` of it. Throws BodyTooLarge, or what
 * the stream throws when it breaks off. Bytes with an encoding nobody knows stay as they are.
 */
export async function readBody(
  body: Readable,
  status: number,
  encoding: string,
  maxBytes: number,
): Promise<{ decoded: Uint8Array; transferred: number }> {
  if (status === 304) return bodyless(body)
  const decoder = DECODERS[encoding.trim().toLowerCase()]?.()
  if (!decoder) {
    const decoded = await collect(body, maxBytes, `more than ${maxBytes} bytes`)
    return { decoded, transferred: decoded.length }
  }
  let transferred = 0
  const counted = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      transferred += chunk.length
      if (transferred > maxBytes) throw new BodyTooLarge(`more than ${maxBytes} bytes`)
      yield chunk
    }
  }
  const inflated = (source: AsyncIterable<Buffer>) => collect(source, maxBytes, `more than ${maxBytes} bytes once inflated`)
  return { decoded: await pipeline(body, counted, decoder, inflated), transferred }
}

/** An answer 304 ends with its head (RFC 9110, 15.4.5), and a crawl without changes consists of them: nothing is waited for. */
function bodyless(body: Readable): { decoded: Uint8Array; transferred: number } {
  body.resume()
  return { decoded: new Uint8Array(0), transferred: 0 }
}

async function collect(source: AsyncIterable<Buffer>, maxBytes: number, tooMany: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of source) {
    size += chunk.length
    if (size > maxBytes) throw new BodyTooLarge(tooMany)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
