import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { Edit } from './diff/edit.ts'
import { Letter, Way } from './letter.ts'

/** Where a fact rests: the snapshot's name, the address asked and the one that answered if another did, when, over which scheme, with which status. */
export const Evidence = z.object({
  snapshot: z.string(),
  url: z.string(),
  finalUrl: z.optional(z.string()),
  fetchedAt: z.string(),
  scheme: z.enum(['http', 'https']),
  status: z.number(),
  listing: z.optional(z.array(z.string())),
})
export type Evidence = z.infer<typeof Evidence>

const aboutEntry = { id: z.string(), column: z.string(), crawl: z.optional(z.string()) }

const aboutLetter = {
  ...aboutEntry,
  letter: z.string(),
  version: z.number(),
  title: z.string(),
  url: z.string(),
  publishedOn: z.optional(z.string()),
  number: z.optional(z.string()),
  topics: z.array(z.string()),
  held: z.optional(z.literal(true)),
  evidence: Evidence,
}

/** What an entry that makes a version carries: the letter's content, its fingerprint, and how it was read. */
const aboutVersion = {
  content: Letter,
  fingerprint: z.string(),
  reader: z.number(),
  way: Way,
}

const aboutEdit = Edit.shape

const Published = z.object({
  ...aboutLetter,
  ...aboutVersion,
  baseline: z.optional(z.literal(true)),
  follows: z.optional(z.string()),
})
const Edited = z.object({ ...aboutLetter, ...aboutVersion, ...aboutEdit, revertsTo: z.optional(z.number()) })
const Missed = z.object({ ...aboutLetter, missingSince: z.string(), misses: z.number() })
const perhapsEdited = { ...z.partial(z.object({ ...aboutVersion, ...aboutEdit })).shape, revertsTo: z.optional(z.number()) }
const Restored = z.object({ ...aboutLetter, ...perhapsEdited, listed: z.boolean() })
const Moved = z.object({ ...aboutLetter, ...perhapsEdited, movedFrom: z.string() })
const Reread = z.object({ ...aboutLetter, ...aboutVersion })
const Opened = z.object({ ...aboutEntry, name: z.string(), authority: z.string(), url: z.string() })
const Baselined = z.object({ ...aboutEntry, letters: z.number(), pending: z.array(z.string()) })
const Held = z.object({ ...aboutEntry, events: z.number(), known: z.number() })
const Decided = z.object({ ...aboutEntry, from: z.number(), to: z.number(), events: z.number() })

const chained = { sequence: z.number(), timestamp: z.string(), previous: z.string(), hash: z.string() }
const entry = <T extends string, D extends z.ZodMiniType>(type: T, data: D) =>
  z.object({ ...chained, type: z.literal(type), data })

/** One line of a ledger. `letter.reread` and the `column.*` kinds but `column.held` are never announced. */
export const Entry = z.discriminatedUnion('type', [
  entry('letter.published', Published),
  entry('letter.edited', Edited),
  entry('letter.delisted', Missed),
  entry('letter.withdrawn', Missed),
  entry('letter.restored', Restored),
  entry('letter.moved', Moved),
  entry('letter.reread', Reread),
  entry('column.opened', Opened),
  entry('column.baselined', Baselined),
  entry('column.held', Held),
  entry('column.released', Decided),
  entry('column.discarded', Decided),
])
export type Entry = z.infer<typeof Entry>
export type EntryOf<T extends Entry['type']> = Extract<Entry, { type: T }>

/** What is known of an entry before it has its place in the ledger: its kind and its facts, without the id that the place gives. */
export type Fact = {
  [T in Entry['type']]: { type: T; data: Omit<EntryOf<T>['data'], 'id' | 'column'> }
}[Entry['type']]

/** `previous` of a ledger's first entry. */
export const NOTHING_BEFORE = `sha256:${'0'.repeat(64)}`

/** The entry that records `fact` next after the ledger's head. */
export function nextEntry(fact: Fact, head: { column: string; sequence: number; hash: string }, timestamp: string): Entry {
  const sequence = head.sequence + 1
  const data = { id: `${head.column}/${sequence}`, column: head.column, ...fact.data }
  const unhashed = { sequence, type: fact.type, timestamp, data, previous: head.hash }
  return Entry.parse({ ...unhashed, hash: hashEntry(unhashed) })
}

/** SHA-256 (`sha256:` + hexadecimal) over the canonical form of an entry with everything but its own `hash`. */
export function hashEntry(entry: object): string {
  const { hash: _, ...hashed } = entry as { hash?: string }
  return `sha256:${createHash('sha256').update(canonical(hashed)).digest('hex')}`
}

/** The canonical form of RFC 8785: keys sorted by UTF-16 units, no white space, absent fields left out; our numbers are integers. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const fields = Object.entries(value)
    .filter(([, held]) => held !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`).join(',')}}`
}

/** The names of the snapshots that an entry rests on: of its page, and of the listing that its letter is missing from. */
export function snapshotsOf({ data }: Entry): string[] {
  return 'evidence' in data ? [data.evidence.snapshot, ...(data.evidence.listing ?? [])] : []
}

/** What is checked of an entry, with whatever else stands in it: a later letterwatch may have written more than this one knows. */
export const Link = z.looseObject({ sequence: z.number(), previous: z.string(), hash: z.string() })
export type Link = z.infer<typeof Link>

/** The first thing wrong with `entry` as the successor of `before` (undefined at the start of a ledger), or undefined when it is whole. */
export function brokenLink(entry: Link, before: Link | undefined): string | undefined {
  if (entry.sequence !== (before?.sequence ?? 0) + 1) return `sequence ${entry.sequence} follows ${before?.sequence ?? 0}`
  if (entry.previous !== (before?.hash ?? NOTHING_BEFORE)) return 'it does not name the hash of the entry before'
  if (entry.hash !== hashEntry(entry)) return 'its hash is not that of its content'
  return undefined
}
