import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib'
import { failure, type HttpFailure } from './failure.ts'

/** Makes a decoder, given the first byte that comes to it. */
const DECODERS: Record<string, (first: number) => Transform> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
  // A zlib header (RFC 1950) names the method 8 in its first byte; some servers send raw deflate.
  deflate: (first) => ((first & 0x0f) === 8 ? createInflate() : createInflateRaw()),
}
const ZLIB_HEADER = 0x78
/** Each coding needs a decoder; real servers apply one or two. */
const MAX_CODINGS = 3

/** The content codings in the order in which they were applied; none where one of them is unknown, and the bytes stay as they are. */
export function codingsOf(values: string[] = []): string[] {
  const codings = values
    .flatMap((value) => value.toLowerCase().split(','))
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
  const isKnown = codings.length <= MAX_CODINGS && codings.every((coding) => Object.hasOwn(DECODERS, coding))
  return isKnown ? codings : []
}

/** Reads a body chunk by chunk. `write` returns whether the source may continue; if not, it waits for `drained`. */
export type BodyReader = {
  write: (chunk: Buffer) => boolean
  end: () => void
  /** Frees what decodes. */
  stop: () => void
  /** What was read so far: the whole once it has ended. */
  soFar: () => { body: Buffer; transferred: number }
}

/**
 * Reads a body and undoes its codings as it comes. More than `maxBytes`, as sent or decoded, end it with a failure at once, and so do bytes
 * that cannot be decoded.
 */
export function readBody(
  codings: string[],
  maxBytes: number,
  on: { ended: (failed?: HttpFailure) => void; drained: () => void },
): BodyReader {
  const chunks: Buffer[] = []
  let transferred = 0
  let size = 0
  let decoders: Transform[] = []

  const endAsTooLarge = (inflated = '') => on.ended(failure('too-large', `the body is more than ${maxBytes} bytes${inflated}`))
  const keep = (chunk: Buffer) => {
    size += chunk.length
    if (size > maxBytes) endAsTooLarge(' once inflated')
    else chunks.push(chunk)
  }
  const openDecoders = (first: number) => {
    decoders = codings.toReversed().flatMap((coding, index) => DECODERS[coding]?.(index === 0 ? first : ZLIB_HEADER) ?? [])
    for (const [index, decoder] of decoders.entries()) {
      decoder.on('error', () => on.ended(failure('undecodable', 'its compression is broken off or damaged')))
      const next = decoders[index + 1]
      if (next) decoder.pipe(next)
      else decoder.on('data', keep).on('end', () => on.ended())
    }
    decoders[0]?.on('drain', on.drained)
  }
  return {
    write(chunk) {
      transferred += chunk.length
      if (codings.length === 0) chunks.push(chunk)
      if (transferred > maxBytes) endAsTooLarge()
      if (codings.length === 0 || transferred > maxBytes) return true
      if (decoders.length === 0) openDecoders(chunk[0] ?? 0)
      return decoders[0]?.write(chunk) ?? true
    },
    end() {
      if (decoders.length === 0) on.ended()
      else decoders[0]?.end()
    },
    stop() {
      for (const decoder of decoders) decoder.destroy()
    },
    soFar: () => ({ body: Buffer.concat(chunks), transferred }),
  }
}
