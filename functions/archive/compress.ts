import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** `bytes` compressed with zstd. `small`: at the highest level, ten times the work, for a row that is often read and seldom written. */
export function compress(bytes: Uint8Array | string, { small = false } = {}): Uint8Array {
  return zstdCompressSync(bytes, small ? { params: { [constants.ZSTD_c_compressionLevel]: 19 } } : {})
}

/** The bytes that were given to `compress`, or undefined when `compressed` was altered so that nothing can be read from it. */
export function decompress(compressed: unknown): Buffer | undefined {
  if (!(compressed instanceof Uint8Array)) return undefined
  try {
    return zstdDecompressSync(compressed)
  } catch {
    return undefined
  }
}

/** A value as compressed JSON. */
export function compressJson(value: unknown, options?: { small?: boolean }): Uint8Array {
  return compress(JSON.stringify(value), options)
}

/** The value that was given to `compressJson`, to be parsed with a schema; undefined when nothing can be read from `compressed`. */
export function decompressJson(compressed: unknown): unknown {
  const bytes = decompress(compressed)
  if (bytes === undefined) return undefined
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}
