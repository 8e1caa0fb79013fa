import * as z from 'zod/mini'
import { PromiseChange, Significance } from '../edit.ts'
import { EVENT_TYPES } from '../event.ts'
import { FoundPromise, periodsOf, RecordedPromise } from '../findings/recorded-promise.ts'
import { Presence } from '../letter.ts'
import { ColumnTemplate } from '../template.ts'
import { NOTHING_BEFORE } from './chain.ts'

/** The page from which a version was read: its address, when it was fetched, and its snapshot if that is published. */
export const FetchedPage = z.object({ url: z.string(), at: z.string(), raw: z.optional(z.string()) })
export type FetchedPage = z.infer<typeof FetchedPage>

/**
 * One entry in the history of a letter. `text`: the entry carries the letter's text; `discarded`: an operator found it wrong. `fetched` is
 * kept for versions after the first only: most letters have no other, and the ids of snapshots would be most of the state.
 */
export const HistoryStep = z.object({
  sequence: z.number(),
  at: z.string(),
  type: z.enum([...EVENT_TYPES, 'letter.reread']),
  version: z.number(),
  text: z.optional(z.literal(true)),
  fetched: z.optional(FetchedPage),
  baseline: z.optional(z.literal(true)),
  significance: z.optional(Significance),
  summary: z.optional(z.string()),
  summaryEn: z.optional(z.string()),
  missingSince: z.optional(z.string()),
  movedFrom: z.optional(z.string()),
  discarded: z.optional(z.literal(true)),
})
export type HistoryStep = z.infer<typeof HistoryStep>

const aboutLetter = {
  title: z.string(),
  url: z.string(),
  number: z.optional(z.string()),
  publishedOn: z.optional(z.string()),
  signedOn: z.optional(z.string()),
}

/** A letter as the site shows it. `textSequence` is the sequence of the entry that carries its present text. */
export const SiteLetter = z.object({
  ...aboutLetter,
  presence: Presence,
  textSequence: z.number(),
  history: z.array(HistoryStep),
  promises: z.array(RecordedPromise),
})
export type SiteLetter = z.infer<typeof SiteLetter>

/**
 * What an entry does to its letter, at once or after an operator's decision. `presence` is absent if it stays as before; `found` are the
 * promises in the entry's text, `promises` what became of those before.
 */
export const LetterUpdate = z.object({
  ...aboutLetter,
  postId: z.string(),
  presence: z.optional(Presence),
  step: HistoryStep,
  topics: z.array(z.string()),
  found: z.optional(z.array(FoundPromise)),
  promises: z.optional(z.array(PromiseChange)),
})
export type LetterUpdate = z.infer<typeof LetterUpdate>

/** An event in feeds: the sequence of its entry, and when it became visible (later than recorded if it was held). */
export const VisibleEvent = z.object({ sequence: z.number(), at: z.string() })
export type VisibleEvent = z.infer<typeof VisibleEvent>

/** Events in the order in which they became visible: the newest, and how many came `before` those. */
export const EventList = z.object({ before: z.number(), newest: z.array(VisibleEvent) })
export type EventList = z.infer<typeof EventList>

const aboutColumn = {
  column: z.string(),
  basis: z.string(),
  sequence: z.number(),
  hash: z.string(),
  opened: z.object({ name: z.string(), authority: z.string(), url: z.string(), at: z.string() }),
  events: EventList,
  substantive: EventList,
  topics: z.record(z.string(), z.array(VisibleEvent)),
}

/**
 * The cache from which the pages and feeds of a column are made: its ledger, reduced up to the entry `sequence`. `events` are all events of
 * the column, `substantive` those that are not cosmetic, `topics` the newest of each topic; `letters` are by post id, `template` is how they
 * are read since the entry `sequence`. `basis` identifies
 * the public record for which it was made.
 */
export const SiteState = z.object({
  ...aboutColumn,
  template: z.optional(z.object({ sequence: z.number(), at: z.string(), template: ColumnTemplate })),
  letters: z.record(z.string(), SiteLetter),
  held: z.array(LetterUpdate),
})
export type SiteState = z.infer<typeof SiteState>

/** The site state of a ledger without entries. */
export function emptySiteState(column: string, basis: string): SiteState {
  return {
    column,
    basis,
    sequence: 0,
    hash: NOTHING_BEFORE,
    opened: { name: column, authority: '', url: '', at: '1970-01-01T00:00:00+08:00' },
    letters: {},
    held: [],
    events: { before: 0, newest: [] },
    substantive: { before: 0, newest: [] },
    topics: {},
  }
}

/** What the pages about all columns show of one: its site state with counts instead of letters, and the newest of its events. */
export const ColumnSummary = z.object({
  ...aboutColumn,
  letters: z.number(),
  edited: z.number(),
  delisted: z.number(),
  withdrawn: z.number(),
  held: z.number(),
  promises: z.record(z.string(), z.number()),
})
export type ColumnSummary = z.infer<typeof ColumnSummary>

/** The summary of a column, with its `newest` newest events. */
export function summarizeColumn(state: SiteState, newest: number): ColumnSummary {
  const { column, basis, sequence, hash, opened } = state
  const letters = Object.values(state.letters)
  const countOf = (presence: Presence) => letters.filter((letter) => letter.presence === presence).length
  return {
    column,
    basis,
    sequence,
    hash,
    opened,
    letters: letters.length,
    edited: letters.filter((letter) => editCount(letter) > 0).length,
    delisted: countOf('delisted'),
    withdrawn: countOf('withdrawn'),
    held: state.held.length,
    promises: promisesByPeriod(letters),
    events: newestOf(state.events, newest),
    substantive: newestOf(state.substantive, newest),
    topics: Object.fromEntries(Object.entries(state.topics).map(([topic, events]) => [topic, events.slice(-newest)])),
  }
}

/** How many events a list has, with those that are not in `newest` any more. */
export function eventCount({ before, newest }: EventList): number {
  return before + newest.length
}

function newestOf(list: EventList, count: number): EventList {
  const newest = count > 0 ? list.newest.slice(-count) : []
  return { before: eventCount(list) - newest.length, newest }
}

/** The number of promises for each period. */
function promisesByPeriod(letters: SiteLetter[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { promises } of letters) for (const period of periodsOf(promises)) counts[period] = (counts[period] ?? 0) + 1
  return counts
}

/** How many edits of a letter were announced. */
export function editCount({ history }: SiteLetter): number {
  return history.filter(({ type, discarded }) => type === 'letter.edited' && !discarded).length
}

/** The post id in the name of a letter: `10961674` of `cppcc/10961674`. */
export function postIdIn(letter: string): string {
  return letter.slice(letter.indexOf('/') + 1)
}
