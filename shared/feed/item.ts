import type { Figure } from '../edit.ts'
import type { Entry } from '../entry.ts'
import { type Event, type EventEntry, eventOf, isLetterEntry, type LetterEventEntry } from '../event.ts'
import type { Letter } from '../letter.ts'
import { diffHtml } from '../render/inline.ts'
import { labelOfEntry, TAGS } from '../render/labels.ts'
import { httpAddress, type Markup, markup, trusted } from '../render/markup.ts'
import { visible } from '../text/escape.ts'

/** One event in a feed. `at` is the instant at which it was announced. Title and summary are plain text, the content is HTML. */
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

/** The item of `entry`, announced at the instant `at`, in the column called `columnName`. */
export function itemOf(entry: EventEntry, at: string, columnName: string, publicUrl: string): Item {
  const event = eventOf(entry, publicUrl)
  return {
    id: eventTag(entry),
    title: oneLine(`【${labelOfEntry(entry).zh}】${isLetterEntry(entry) ? entry.data.title : columnName}`),
    recordUrl: event.data.recordUrl,
    originalUrl: isLetterEntry(entry) ? entry.data.url : undefined,
    summary: visible(event.data.summary),
    content: contentHtml(entry, event),
    at,
    categories: categoriesOf(entry, columnName),
    event,
  }
}

/** The authority and date of our tag URIs. Never changed: see docs/decisions/0002-feed-ids.md. */
const TAG_AUTHORITY = 'tag:letterwatch.invalid,2026'

/** The id of the feed at `path`, the same for all its archive pages. */
export function feedTag(path: string): string {
  return `${TAG_AUTHORITY}:${path}`
}

/** The id of an event in every feed: its id in its ledger, and enough of its hash to distinguish two ledgers of one column. */
function eventTag({ hash, data }: Pick<Entry, 'hash' | 'data'>): string {
  return `${TAG_AUTHORITY}:${data.id}/${hash.replace('sha256:', '').slice(0, 16)}`
}

function categoriesOf(entry: EventEntry, columnName: string): string[] {
  const tags = 'tags' in entry.data ? (entry.data.tags ?? []) : []
  const topics = 'topics' in entry.data ? entry.data.topics : []
  const names = [columnName, labelOfEntry(entry).zh, ...topics, ...tags.map((tag) => TAGS[tag].zh)]
  return [...new Set(names.map(oneLine))]
}

function oneLine(text: string): string {
  return visible(text.replace(/\s+/g, ' ').trim())
}

/** The content of an event as HTML that stays readable when a feed reader strips classes and styles: summary, figures, diff, links. */
function contentHtml(entry: EventEntry, { data }: Event): string {
  const change = isLetterEntry(entry) ? changeOf(entry) : undefined
  return markup`<p>${data.summary}</p>
<p lang="en">${data.summaryEn}</p>
${change}
<p>${linksOf(entry, data.recordUrl)}</p>
<p><small>${evidenceOf(entry)}</small></p>`.text
}

function changeOf(entry: LetterEventEntry): Markup | undefined {
  const { data } = entry
  if ('diff' in data && data.diff) {
    const more = data.truncated && markup`<p>……改动较多，此处未全部列出，详见变动记录。</p>`
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

/** How much of a newly published letter a feed shows, in characters, rounded down to whole paragraphs. */
const MAX_EXCERPT_LENGTH = 1200

function excerptOf({ paragraphs }: Letter): Markup {
  let length = 0
  const shown = paragraphs.filter(({ text }, index) => (length += text.length) <= MAX_EXCERPT_LENGTH || index === 0)
  const more = shown.length < paragraphs.length && markup`<p>……（全文见变动记录）</p>`
  return markup`${shown.map(({ text }) => markup`<p>${text}</p>`)}${more}`
}

function linksOf(entry: EventEntry, recordUrl: string): Markup {
  const original = isLetterEntry(entry) ? httpAddress(entry.data.url) : undefined
  return markup`<a href="${recordUrl}">变动记录</a>${original && markup` · <a href="${original}">原网页</a>`}`
}

function evidenceOf({ data, hash, timestamp }: EventEntry): string {
  const fetched = 'evidence' in data ? `读取于 ${data.evidence.fetchedAt}（${data.evidence.scheme}），` : ''
  return `${fetched}记录于 ${timestamp}；台账 ${data.id}，${hash}`
}
