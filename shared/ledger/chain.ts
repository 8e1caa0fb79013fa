import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { Entry, type Fact } from '../entry.ts'

/** `previous` of a ledger's first entry. */
export const NOTHING_BEFORE = `sha256:${'0'.repeat(64)}`

/**
 * The entry that records `fact` directly after `head`, the last entry of a column's ledger (sequence 0 for none). The hash covers the fields
 * that an entry has: others, which a spread may bring along, are neither stored nor hashed.
 */
export function nextEntry(fact: Fact, head: { column: string; sequence: number; hash: string }, timestamp: string): Entry {
  const sequence = head.sequence + 1
  const data = { id: `${head.column}/${sequence}`, column: head.column, ...fact.data }
  const entry = Entry.parse({ sequence, type: fact.type, timestamp, data, previous: head.hash, hash: '' })
  return { ...entry, hash: hashEntry(entry) }
}

/** SHA-256 (`sha256:` + hexadecimal) of the canonical form of an entry without its own `hash`. */
export function hashEntry(entry: object): string {
  const { hash: _, ...hashed } = entry as { hash?: string }
  return `sha256:${createHash('sha256').update(canonical(hashed)).digest('hex')}`
}

/** The canonical form of RFC 8785: keys sorted by UTF-16 units, no white space, absent fields omitted. Our numbers are integers. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const fields = Object.entries(value)
    .filter(([, held]) => held !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`).join(',')}}`
}

/** The fields of an entry that the chain check reads. Other fields are kept: a later version of letterwatch may have written more. */
export const Link = z.looseObject({ sequence: z.number(), previous: z.string(), hash: z.string() })
export type Link = z.infer<typeof Link>

/** The first fault of `entry` as the successor of `before` (undefined at the start of a ledger), or undefined when there is none. */
export function brokenLink(entry: Link, before: Link | undefined): string | undefined {
  if (entry.sequence !== (before?.sequence ?? 0) + 1) return `sequence ${entry.sequence} follows ${before?.sequence ?? 0}`
  if (entry.previous !== (before?.hash ?? NOTHING_BEFORE)) return 'it does not name the hash of the entry before'
  if (entry.hash !== hashEntry(entry)) return 'its hash is not that of its content'
  return undefined
}
