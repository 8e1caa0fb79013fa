import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** Bytes made small for the table; `dictionary` are bytes like them, without which they cannot be unpacked. */
export function pack(bytes: Uint8Array | string, dictionary?: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes, dictionary && { dictionary })
}

/** Bytes made as small as can be, at ten times the effort: for what is seldom written and often read. */
export function packTightly(bytes: Uint8Array | string): Uint8Array {
  return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 19 } })
}

/** The bytes that `pack` or `packTightly` was given. */
export function unpack(packed: unknown, dictionary?: Uint8Array): Buffer {
  return zstdDecompressSync(packed as Uint8Array, dictionary && { dictionary })
}

/** The same, or undefined when somebody altered them so that they cannot be unpacked. */
export function unpackWhole(packed: unknown, dictionary?: Uint8Array): Buffer | undefined {
  try {
    return unpack(packed, dictionary)
  } catch {
    return undefined
  }
}

/** A value as packed JSON. Much Chinese packs smaller from UTF-16, where a character has two bytes and not three. */
export function packJson(value: unknown, encoding: 'utf8' | 'utf16le' = 'utf8'): Uint8Array {
  return pack(Buffer.from(JSON.stringify(value), encoding))
}

/** The value that `packJson` was given; the caller's schema says what it is. */
export function unpackJson(packed: unknown): unknown {
  const bytes = unpack(packed)
  // JSON begins with an ASCII character, whose second byte in UTF-16 is 0.
  return JSON.parse(bytes.toString(bytes[1] === 0 ? 'utf16le' : 'utf8'))
}
