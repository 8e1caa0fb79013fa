import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** Bytes made small for the table. */
export function pack(bytes: Uint8Array | string): Uint8Array {
  return zstdCompressSync(bytes)
}

/** Bytes made as small as can be, at ten times the effort: for what is seldom written and often read. */
export function packTightly(bytes: Uint8Array | string): Uint8Array {
  return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 19 } })
}

/** The bytes that `pack` or `packTightly` was given. */
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
