import type { Figure } from '../diff/edit.ts'
import { type Event, type EventEntry, eventOf, type LetterEntry } from '../event.ts'
import type { Entry } from '../entry.ts'
import type { Letter } from '../letter.ts'
import { diffHtml } from '../render/inline.ts'
import { labelOfEntry, TAGS } from '../render/labels.ts'
import { httpAddress, type Markup, markup, trusted } from '../render/markup.ts'
import { visible } from '../text/escape.ts'

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

/** How much of a newly published letter a feed shows, in characters; it ends with a whole paragraph and leads on to the record. */
const EXCERPT = 1200

/** What a feed says of an event, as HTML that keeps its sense when a reader strips classes and styles: words, figures, the diff, links. */
export function contentHtml(entry: EventEntry, { data }: Event): string {
  const what = entry.type === 'column.held' ? undefined : whatChanged(entry)
  return markup`<p>${data.summary}</p>
<p lang="en">${data.summaryEn}</p>
${what}
<p>${linksOf(entry, data.recordUrl)}</p>
<p><small>${evidenceOf(entry)}</small></p>`.text
}

function whatChanged(entry: LetterEntry): Markup | undefined {
  const { data } = entry
  if ('diff' in data && data.diff) {
    const more = data.truncated && markup`<p>……改动较多，此处未全部列出，请见完整记录。</p>`
    return markup`${figuresOf(data.figures ?? [])}${trusted(diffHtml(data.diff))}${more}`
  }
  return entry.type === 'letter.published' ? excerptOf(entry.data.content) : undefined
}

function figuresOf(figures: Figure[]): Markup | undefined {
  if (figures.length === 0) return undefined
  const lines = figures.map(({ before, after, of }) => markup`<li>${of && `${of}：`}${before} → ${after}</li>`)
  return markup`<ul>${lines}</ul>
`
}

function excerptOf({ paragraphs }: Letter): Markup {
  let length = 0
  const shown = paragraphs.filter(({ text }, index) => (length += text.length) <= EXCERPT || index === 0)
  const more = shown.length < paragraphs.length && markup`<p>……（全文见记录）</p>`
  return markup`${shown.map(({ text }) => markup`<p>${text}</p>`)}${more}`
}

function linksOf(entry: EventEntry, recordUrl: string): Markup {
  const original = entry.type === 'column.held' ? undefined : httpAddress(entry.data.url)
  return markup`<a href="${recordUrl}">查看记录</a>${original && markup` · <a href="${original}">原网页</a>`}`
}

function evidenceOf({ data, hash, timestamp }: EventEntry): string {
  const fetched = 'evidence' in data ? `读取于 ${data.evidence.fetchedAt}（${data.evidence.scheme}），` : ''
  return `${fetched}记录于 ${timestamp}；台账 ${data.id}，${hash}`
}

/** Frozen for ever: see docs/decisions/0002-feed-ids.md. */
const AUTHORITY = 'tag:letterwatch.invalid,2026'

/** The id of an event in every feed: its place in its ledger, and enough of its hash to tell two ledgers of one column apart. */
export function eventTag({ hash, data }: Pick<Entry, 'hash' | 'data'>): string {
  return `${AUTHORITY}:${data.id}/${hash.replace('sha256:', '').slice(0, 16)}`
}

/** The id of the feed at `path`, the same for all its archive pages. */
export function feedTag(path: string): string {
  return `${AUTHORITY}:${path}`
}
