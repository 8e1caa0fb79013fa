import * as z from 'zod/mini'
import { Figure, PromiseChange, Significance, Span, Tag } from './edit.ts'
import { type Entry, type EntryOf, Evidence, letterFields } from './entry.ts'
import { recordAddress } from './record.ts'

const LETTER_EVENT_TYPES = [
  'letter.published',
  'letter.edited',
  'letter.delisted',
  'letter.withdrawn',
  'letter.restored',
  'letter.moved',
] as const
type LetterEventType = (typeof LETTER_EVENT_TYPES)[number]

/** The hash of an entry, and of the entry before. */
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

const LetterEventData = z.object({
  ...aboutEvent,
  ...letterFields,
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
const HeldEventData = z.object({
  ...aboutEvent,
  title: z.string(),
  topics: z.array(z.string()),
  events: z.number(),
  known: z.number(),
})

/** What is announced: the contract of webhooks, of `_letterwatch` in the JSON Feed and of the SNS topic. Fields are only ever added. */
export const Event = z.discriminatedUnion('type', [
  z.object({ type: z.enum(LETTER_EVENT_TYPES), timestamp: z.string(), data: LetterEventData }),
  z.object({ type: z.literal('column.held'), timestamp: z.string(), data: HeldEventData }),
])
export type Event = z.infer<typeof Event>
/** An event about a letter, not about its column. */
export type LetterEvent = Extract<Event, { type: LetterEventType }>

/** The types of entries that are announced. */
export const EVENT_TYPES = [...LETTER_EVENT_TYPES, 'column.held'] as const satisfies readonly Event['type'][]
export type EventType = (typeof EVENT_TYPES)[number]
export type EventEntry = EntryOf<EventType>
export type LetterEventEntry = EntryOf<LetterEventType>

export function isEvent(entry: Entry): entry is EventEntry {
  return (EVENT_TYPES as readonly string[]).includes(entry.type)
}

export function isLetterEvent(event: Event): event is LetterEvent {
  return 'letter' in event.data
}

/** Whether the event of `entry` is about a letter: otherwise it is about its column. */
export function isLetterEntry(entry: EventEntry): entry is LetterEventEntry {
  return 'letter' in entry.data
}

/** The event of `entry`, for a record whose address is `publicUrl`. Same entry and address, same event. */
export function eventOf(entry: EventEntry, publicUrl: string): Event {
  const { type, timestamp, sequence, previous, hash } = entry
  const recordUrl = recordAddress(publicUrl, recordPath(entry))
  const about = { ...summaryOf(entry), sequence, recordUrl, ledger: { previous, hash } }
  const data = isLetterEntry(entry)
    ? { ...about, ...entry.data }
    : { ...about, ...entry.data, title: about.summary, topics: [] }
  return Event.parse({ type, timestamp, data })
}

/** Where the record shows `entry`, relative to its root: an edit on the page of its version, other events on the page of the letter or the column. */
export function recordPath(entry: EventEntry): string {
  if (!isLetterEntry(entry)) return `${entry.data.column}/`
  return entry.type === 'letter.edited' ? `${entry.data.letter}/${entry.data.version}/` : `${entry.data.letter}/`
}

/** One sentence that says what happened, in Chinese and in English. */
export type Summary = { summary: string; summaryEn: string }

/** One sentence that says what happened and names the letter. The summary of an edit was made when the edit was found. */
export function summaryOf(entry: EventEntry): Summary {
  switch (entry.type) {
    case 'letter.published':
      if (entry.data.baseline)
        return { summary: `首次收录：${entry.data.title}`, summaryEn: `First recorded: ${entry.data.title}` }
      return { summary: `新公开：${entry.data.title}`, summaryEn: `Published: ${entry.data.title}` }
    case 'letter.edited':
      return { summary: entry.data.summary, summaryEn: entry.data.summaryEn }
    case 'letter.delisted':
      return {
        summary: `已从栏目列表移除，原网页仍可打开：${entry.data.title}`,
        summaryEn: `Removed from the column's list; the page still opens: ${entry.data.title}`,
      }
    case 'letter.withdrawn':
      return {
        summary: `已从栏目列表移除，原网页已无法打开：${entry.data.title}`,
        summaryEn: `Removed from the column's list; the page is gone: ${entry.data.title}`,
      }
    case 'letter.restored':
      return entry.data.summary === undefined
        ? { summary: `已恢复公开，内容未变：${entry.data.title}`, summaryEn: `Restored, text unchanged: ${entry.data.title}` }
        : {
            summary: `已恢复公开，内容有改动：${entry.data.summary}`,
            summaryEn: `Restored, text changed: ${entry.data.summaryEn ?? ''}`,
          }
    case 'letter.moved':
      return entry.data.summary === undefined
        ? {
            summary: `网址变更，内容未变：${entry.data.title}`,
            summaryEn: `Moved to a new address, text unchanged: ${entry.data.title}`,
          }
        : {
            summary: `网址变更，内容有改动：${entry.data.summary}`,
            summaryEn: `Moved to a new address, text changed: ${entry.data.summaryEn ?? ''}`,
          }
    case 'column.held':
      return {
        summary: `一次发现 ${entry.data.events} 项变动，超过本栏目的上限，待人工核实后再通知`,
        summaryEn: `${entry.data.events} changes found at once, more than this column's limit; they are announced once an operator has checked them`,
      }
  }
}
