import type { Entry, EntryOf } from './ledger.ts'

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
