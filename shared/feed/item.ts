import { visible } from '../text/escape.ts'
import { type Event, type EventEntry, eventOf } from '../event.ts'
import { contentHtml } from './content.ts'
import { eventTag } from './feed-id.ts'
import { labelOfEntry, TAGS } from './labels.ts'

/** One event as feeds tell it. `at`: when it was there for all to see. The title and the summary are plain text, the content is HTML. */
export type Item = {
  id: string
  title: string
  recordUrl: string
  originalUrl: string | undefined
  summary: string
  content: string
  at: string
  categories: string[]
  event: Event
}

/** The event of `entry`, seen since the instant `at` in the column called `columnName`. */
export function itemOf(entry: EventEntry, at: string, columnName: string, publicUrl: string): Item {
  const event = eventOf(entry, publicUrl)
  return {
    id: eventTag(entry),
    title: oneLine(`【${labelOfEntry(entry).zh}】${entry.type === 'column.held' ? columnName : entry.data.title}`),
    recordUrl: event.data.recordUrl,
    originalUrl: entry.type === 'column.held' ? undefined : entry.data.url,
    summary: visible(event.data.summary),
    content: contentHtml(entry, event),
    at,
    categories: categoriesOf(entry, columnName),
    event,
  }
}

function oneLine(text: string): string {
  return visible(text.replace(/\s+/g, ' ').trim())
}

function categoriesOf(entry: EventEntry, columnName: string): string[] {
  const tags = 'tags' in entry.data ? (entry.data.tags ?? []) : []
  const topics = 'topics' in entry.data ? entry.data.topics : []
  const named = [columnName, labelOfEntry(entry).zh, ...topics, ...tags.map((tag) => TAGS[tag].zh)]
  return [...new Set(named.map(oneLine))]
}
