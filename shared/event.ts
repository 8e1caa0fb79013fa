import * as z from 'zod/mini'
import { Figure, Significance, Span, Tag } from './diff/edit.ts'
import { PromiseChange } from './findings/promise-changes.ts'
import { type Entry, type EntryOf, Evidence } from './entry.ts'

/** The kinds of entry that people are told about. */
export const EVENT_TYPES = [
  'letter.published',
  'letter.edited',
  'letter.delisted',
  'letter.withdrawn',
  'letter.restored',
  'letter.moved',
  'column.held',
] as const
export type EventType = (typeof EVENT_TYPES)[number]
export type EventEntry = EntryOf<EventType>
export type LetterEntry = Exclude<EventEntry, EntryOf<'column.held'>>

export function isEvent(entry: Entry): entry is EventEntry {
  return (EVENT_TYPES as readonly string[]).includes(entry.type)
}

/** The chain's link of an entry: its hash, and the hash of the entry before. */
const Link = z.object({ previous: z.string(), hash: z.string() })

const aboutEvent = {
  id: z.string(),
  sequence: z.number(),
  column: z.string(),
  recordUrl: z.string(),
  summary: z.string(),
  summaryEn: z.string(),
  ledger: Link,
}

const LetterEvent = z.object({
  ...aboutEvent,
  letter: z.string(),
  version: z.number(),
  title: z.string(),
  url: z.string(),
  publishedOn: z.optional(z.string()),
  number: z.optional(z.string()),
  topics: z.array(z.string()),
  baseline: z.optional(z.literal(true)),
  held: z.optional(z.literal(true)),
  significance: z.optional(Significance),
  tags: z.optional(z.array(Tag)),
  figures: z.optional(z.array(Figure)),
  promises: z.optional(z.array(PromiseChange)),
  diff: z.optional(z.array(Span)),
  truncated: z.optional(z.literal(true)),
  follows: z.optional(z.string()),
  revertsTo: z.optional(z.number()),
  movedFrom: z.optional(z.string()),
  listed: z.optional(z.boolean()),
  missingSince: z.optional(z.string()),
  misses: z.optional(z.number()),
  evidence: Evidence,
})
const HeldEvent = z.object({
  ...aboutEvent,
  title: z.string(),
  topics: z.array(z.string()),
  events: z.number(),
  known: z.number(),
})

const LETTER_EVENT_TYPES = EVENT_TYPES.filter((type) => type !== 'column.held')

/** What subscribers are told: the contract of webhooks, of `_letterwatch` in the JSON Feed and of the SNS topic. */
export const Event = z.discriminatedUnion('type', [
  z.object({ type: z.enum(LETTER_EVENT_TYPES), timestamp: z.string(), data: LetterEvent }),
  z.object({ type: z.literal('column.held'), timestamp: z.string(), data: HeldEvent }),
])
export type Event = z.infer<typeof Event>

/** The event that tells of `entry`, for a record whose address is `publicUrl`. Same entry and address, same event. */
export function eventOf(entry: EventEntry, publicUrl: string): Event {
  const { type, timestamp, sequence, previous, hash } = entry
  const recordUrl = new URL(recordPath(entry), publicUrl.replace(/\/*$/, '/')).href
  const about = { ...summaryOf(entry), sequence, recordUrl, ledger: { previous, hash } }
  const data =
    type === 'column.held' ? { ...about, ...entry.data, title: about.summary, topics: [] } : { ...about, ...entry.data }
  return Event.parse({ type, timestamp, data })
}

/** Where the record shows `entry`, relative to its root: the change for an edit, the letter for other events, the column for a hold. */
export function recordPath(entry: EventEntry): string {
  if (entry.type === 'column.held') return `${entry.data.column}/`
  return entry.type === 'letter.edited' ? `${entry.data.letter}/${entry.data.version}/` : `${entry.data.letter}/`
}

/** One sentence that says what happened: Chinese, and the same in English. */
export type Summary = { summary: string; summaryEn: string }

/** What `entry` tells, in one sentence that names the letter. An edit's own summary was made when it was found and follows the title. */
export function summaryOf(entry: EventEntry): Summary {
  switch (entry.type) {
    case 'letter.published':
      return { summary: `新公开：${entry.data.title}`, summaryEn: `Published: ${entry.data.title}` }
    case 'letter.edited':
      return { summary: entry.data.summary, summaryEn: entry.data.summaryEn }
    case 'letter.delisted':
      return {
        summary: `已从栏目列表移除，原网页仍可打开：${entry.data.title}`,
        summaryEn: `Taken off the column's list, its page still opens: ${entry.data.title}`,
      }
    case 'letter.withdrawn':
      return {
        summary: `已从栏目列表移除，原网页也无法打开：${entry.data.title}`,
        summaryEn: `Taken off the column's list, and its page is gone: ${entry.data.title}`,
      }
    case 'letter.restored':
      return entry.data.summary === undefined
        ? { summary: `已恢复，内容未变：${entry.data.title}`, summaryEn: `Restored, its text unchanged: ${entry.data.title}` }
        : {
            summary: `已恢复，内容有改动：${entry.data.summary}`,
            summaryEn: `Restored with another text: ${entry.data.summaryEn ?? ''}`,
          }
    case 'letter.moved':
      return entry.data.summary === undefined
        ? {
            summary: `网址变更，内容未变：${entry.data.title}`,
            summaryEn: `Moved to another address, its text unchanged: ${entry.data.title}`,
          }
        : {
            summary: `网址变更，内容有改动：${entry.data.summary}`,
            summaryEn: `Moved to another address with another text: ${entry.data.summaryEn ?? ''}`,
          }
    case 'column.held':
      return {
        summary: `一次发现 ${entry.data.events} 项变动，多于该栏目的上限，待人工核实后再行通知`,
        summaryEn: `${entry.data.events} changes at once are more than this column's limit; they wait for an operator to check them`,
      }
  }
}
