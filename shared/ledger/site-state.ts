import * as z from 'zod/mini'
import { PromiseChange, Significance } from '../edit.ts'
import { EVENT_TYPES } from '../event.ts'
import { NOTHING_BEFORE } from './chain.ts'
import { FoundPromise, periodsOf, RecordedPromise } from '../findings/recorded-promise.ts'

/** Where a letter stood when we last saw a change of it. */
export const Standing = z.enum(['listed', 'delisted', 'withdrawn'])
export type Standing = z.infer<typeof Standing>

/** Where and when the page of a version was fetched, and the name of its snapshot where that is published. */
export const Fetched = z.object({ url: z.string(), at: z.string(), raw: z.optional(z.string()) })
export type Fetched = z.infer<typeof Fetched>

/**
 * One entry of a letter's history, as its page lists it. `text`: it carries the letter's text; `discarded`: a person found it to be wrong.
 * `fetched` is kept of later versions only: most letters never have one, and the names of snapshots would be most of a book.
 */
export const Step = z.object({
  sequence: z.number(),
  at: z.string(),
  type: z.enum([...EVENT_TYPES, 'letter.reread']),
  version: z.number(),
  text: z.optional(z.literal(true)),
  fetched: z.optional(Fetched),
  baseline: z.optional(z.literal(true)),
  significance: z.optional(Significance),
  summary: z.optional(z.string()),
  summaryEn: z.optional(z.string()),
  missingSince: z.optional(z.string()),
  movedFrom: z.optional(z.string()),
  discarded: z.optional(z.literal(true)),
})
export type Step = z.infer<typeof Step>

const Facts = z.object({
  title: z.string(),
  url: z.string(),
  number: z.optional(z.string()),
  publishedOn: z.optional(z.string()),
  signedOn: z.optional(z.string()),
})

/** A letter as the record shows it; `text` is the sequence of the entry that carries its present text. */
export const RecordedLetter = z.object({
  ...Facts.shape,
  standing: Standing,
  text: z.number(),
  steps: z.array(Step),
  promises: z.array(RecordedPromise),
})
export type RecordedLetter = z.infer<typeof RecordedLetter>

/** What an entry does to its letter: at once, or when an operator has decided. `found` are the promises in its text, `promises` what became of those before. */
export const Turn = z.object({
  ...Facts.shape,
  postId: z.string(),
  standing: z.optional(Standing),
  step: Step,
  topics: z.array(z.string()),
  found: z.optional(z.array(FoundPromise)),
  promises: z.optional(z.array(PromiseChange)),
})
export type Turn = z.infer<typeof Turn>

/** An event as it stands in feeds: the sequence of its entry, and when it was there for all to see (later than recorded if it was held). */
export const Seen = z.object({ sequence: z.number(), at: z.string() })
export type Seen = z.infer<typeof Seen>

/** Events in the order in which they came to be seen: the newest of them, and how many came `before` those. */
export const Line = z.object({ before: z.number(), newest: z.array(Seen) })
export type Line = z.infer<typeof Line>

const Opened = z.object({ name: z.string(), authority: z.string(), url: z.string(), at: z.string() })

/**
 * What the pages and feeds of a column are made from, folded from its ledger up to `sequence`: a cache that may be lost.
 * `events` are all of its events, `substantive` those among them; of each topic the newest are known. `basis` says for which record it was made.
 */
export const RecordBook = z.object({
  column: z.string(),
  basis: z.string(),
  sequence: z.number(),
  hash: z.string(),
  opened: Opened,
  letters: z.record(z.string(), RecordedLetter),
  held: z.array(Turn),
  events: Line,
  substantive: Line,
  topics: z.record(z.string(), z.array(Seen)),
})
export type RecordBook = z.infer<typeof RecordBook>

/** The book of a ledger without entries. */
export function emptyRecordBook(column: string, basis: string): RecordBook {
  const opened = { name: column, authority: '', url: '', at: '1970-01-01T00:00:00+08:00' }
  return {
    column,
    basis,
    sequence: 0,
    hash: NOTHING_BEFORE,
    opened,
    letters: {},
    held: [],
    events: { before: 0, newest: [] },
    substantive: { before: 0, newest: [] },
    topics: {},
  }
}

/** What the pages about all columns need to know of one: its book without the letters, and the newest of its events. */
export const ColumnCard = z.object({
  column: z.string(),
  basis: z.string(),
  sequence: z.number(),
  hash: z.string(),
  opened: Opened,
  letters: z.number(),
  edited: z.number(),
  delisted: z.number(),
  withdrawn: z.number(),
  held: z.number(),
  promises: z.record(z.string(), z.number()),
  events: Line,
  substantive: Line,
  topics: z.record(z.string(), z.array(Seen)),
})
export type ColumnCard = z.infer<typeof ColumnCard>

/** The card of a column, with the newest `newest` of its events. */
export function cardOf(book: RecordBook, newest: number): ColumnCard {
  const { column, basis, sequence, hash, opened } = book
  const letters = Object.values(book.letters)
  const standing = (where: Standing) => letters.filter((letter) => letter.standing === where).length
  return {
    column,
    basis,
    sequence,
    hash,
    opened,
    letters: letters.length,
    edited: letters.filter((letter) => editsOf(letter) > 0).length,
    delisted: standing('delisted'),
    withdrawn: standing('withdrawn'),
    held: book.held.length,
    promises: promisesByPeriod(letters),
    events: newestOf(book.events, newest),
    substantive: newestOf(book.substantive, newest),
    topics: Object.fromEntries(Object.entries(book.topics).map(([topic, seen]) => [topic, seen.slice(-newest)])),
  }
}

/** How many events a line has, with those that came before the ones it knows. */
export function lengthOf({ before, newest }: Line): number {
  return before + newest.length
}

function newestOf(line: Line, count: number): Line {
  const newest = count > 0 ? line.newest.slice(-count) : []
  return { before: lengthOf(line) - newest.length, newest }
}

/** How many promises there are for each period. */
function promisesByPeriod(letters: RecordedLetter[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { promises } of letters) for (const period of periodsOf(promises)) counts[period] = (counts[period] ?? 0) + 1
  return counts
}

/** How many times a letter's text was edited, as far as it was told. */
export function editsOf({ steps }: RecordedLetter): number {
  return steps.filter(({ type, discarded }) => type === 'letter.edited' && !discarded).length
}

/** The post id in the name of a letter: `10961674` of `cppcc/10961674`. */
export function postIdIn(letter: string): string {
  return letter.slice(letter.indexOf('/') + 1)
}
