import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** Bytes made small for the table. */
export function pack(bytes: Uint8Array | string): Uint8Array {
  return zstdCompressSync(bytes)
}

/** The bytes that `pack` was given. */
export function unpack(packed: unknown): Buffer {
  return zstdDecompressSync(packed as Uint8Array)
}

/** A value as packed JSON. */
export function packJson(value: unknown): Uint8Array {
  return pack(JSON.stringify(value))
}

/** The value that `packJson` was given; the caller's schema says what it is. */
export function unpackJson(packed: unknown): unknown {
  return JSON.parse(unpack(packed).toString())
}
