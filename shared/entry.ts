import * as z from 'zod/mini'
import { Edit } from './edit.ts'
import { ExtractionMethod, Letter, type Presence } from './letter.ts'
import { ColumnTemplate, LetterPins, VolatilePlace } from './template.ts'

/**
 * The evidence of a fact: the snapshot, the address that was requested (`finalUrl`: the one that answered after redirects), when, over which
 * scheme, with which status. `parts`: the snapshots of the letter's further pages and of the file that its page shows.
 * `listing`: the snapshots of the listing in which the letter is missing.
 */
export const Evidence = z.object({
  snapshot: z.string(),
  url: z.string(),
  finalUrl: z.optional(z.string()),
  fetchedAt: z.string(),
  scheme: z.enum(['http', 'https']),
  status: z.number(),
  parts: z.optional(z.array(z.string())),
  listing: z.optional(z.array(z.string())),
})
export type Evidence = z.infer<typeof Evidence>

const aboutEntry = { id: z.string(), column: z.string(), crawl: z.optional(z.string()) }

/** The fields about a letter that entries and events have in common. */
export const letterFields = {
  letter: z.string(),
  version: z.number(),
  title: z.string(),
  url: z.string(),
  publishedOn: z.optional(z.string()),
  number: z.optional(z.string()),
  topics: z.array(z.string()),
}

const aboutLetter = {
  ...aboutEntry,
  ...letterFields,
  held: z.optional(z.literal(true)),
  evidence: Evidence,
}

/**
 * What an entry that makes a version carries: the letter's content, its fingerprint, and how it was read: the revision and method of the
 * reader, the sequence of the entry with the `template`, and the places that were left out because they change by themselves.
 */
const aboutVersion = {
  content: Letter,
  fingerprint: z.string(),
  reader: z.number(),
  way: ExtractionMethod,
  template: z.optional(z.number()),
  volatile: z.optional(z.array(VolatilePlace)),
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
/** How the column's letters are read from this entry on: learned from the pages of these letters (post ids), with the operator's `pins`. */
const Template = z.object({
  ...aboutEntry,
  template: ColumnTemplate,
  learnedFrom: z.array(z.string()),
  why: z.enum(['learned', 'relearned', 'pinned']),
  pins: z.optional(LetterPins),
})
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
  entry('column.template', Template),
  entry('column.held', Held),
  entry('column.released', Decided),
  entry('column.discarded', Decided),
])
export type Entry = z.infer<typeof Entry>
export type EntryOf<T extends Entry['type']> = Extract<Entry, { type: T }>
/** An entry about one letter. */
export type LetterEntry = Extract<Entry, { type: `letter.${string}` }>

/** An entry before it has its sequence in the ledger, without the fields that the sequence gives. */
export type Fact = {
  [T in Entry['type']]: { type: T; data: Omit<EntryOf<T>['data'], 'id' | 'column'> }
}[Entry['type']]

/** Whether the letter of `entry` is still there after it; undefined when the entry leaves that as before. */
export function presenceAfter(entry: LetterEntry): Presence | undefined {
  switch (entry.type) {
    case 'letter.published':
    case 'letter.moved':
      return 'listed'
    case 'letter.restored':
      return entry.data.listed ? 'listed' : 'delisted'
    case 'letter.delisted':
      return 'delisted'
    case 'letter.withdrawn':
      return 'withdrawn'
    case 'letter.edited':
    case 'letter.reread':
      return undefined
  }
}

/** The ids of the snapshots that are the evidence of an entry: of its page and the letter's other parts, and of the listing in which its letter is missing. */
export function snapshotsOf({ data }: Entry): string[] {
  if (!('evidence' in data)) return []
  const { snapshot, parts = [], listing = [] } = data.evidence
  return [snapshot, ...parts, ...listing]
}

type Versioned = EntryOf<'letter.published' | 'letter.edited' | 'letter.restored' | 'letter.moved' | 'letter.reread'>

/** An entry that carries the text of its version. */
export type VersionEntry = Versioned & { data: { content: Letter } }

export function carriesText(entry: Entry): entry is VersionEntry {
  return 'content' in entry.data && entry.data.content !== undefined
}
