import { packTightly, unpackJson } from './pack.ts'
import type { Row } from './table.ts'

/** A hash as the check book writes it: two lower-case digits for each byte. */
const HASH = /^(?:[0-9a-f]{2}){6,}$/

/**
 * What is remembered of some letters as small as it goes: field after field, for what is alike lies together, one that is the same in all of
 * them once, and the hashes as bytes, because as digits they would take half of all the room. In `checks` stands for each how many bytes of
 * `hashes` it is.
 */
export function packChecks(checks: object[]): Pick<Row, 'checks' | 'hashes'> {
  const hashes: Buffer[] = []
  const withoutHashes = (_: string, value: unknown) => {
    if (typeof value !== 'string' || !HASH.test(value)) return value
    const bytes = Buffer.from(value, 'hex')
    hashes.push(bytes)
    return { bytes: bytes.length }
  }
  const names = [...new Set(checks.flatMap((check) => Object.keys(check)))]
  const fields = names.map((name) => [name, sameOnce(checks.map((check) => (check as Record<string, unknown>)[name] ?? null))])
  const packed = packTightly(JSON.stringify({ letters: checks.length, fields }, withoutHashes))
  return { checks: packed, hashes: Buffer.concat(hashes) }
}

function sameOnce(values: unknown[]): unknown[] {
  const [first] = values
  return values.every((value) => value === first) ? [first] : values
}

type Packed = { letters: number; fields: [name: string, values: unknown[]][] }

/** The letters that `packChecks` was given; the caller's schema says what they are. */
export function unpackChecks({ checks, hashes }: Row): unknown[] {
  let at = 0
  const withHashes = (_: string, value: unknown) => {
    const length = typeof value === 'object' && value !== null && 'bytes' in value ? Number(value.bytes) : 0
    return length > 0 ? Buffer.from(hashes as Uint8Array).toString('hex', at, (at += length)) : value
  }
  const { letters, fields } = unpackJson(checks, withHashes) as Packed
  return Array.from({ length: letters }, (_, place) =>
    Object.fromEntries(
      fields.flatMap(([name, values]) => {
        const value = values.length === 1 ? values[0] : values[place]
        return value === null ? [] : [[name, value]]
      }),
    ),
  )
}
