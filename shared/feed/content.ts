import { diffHtml } from '../render/inline.ts'
import type { Figure } from '../diff/edit.ts'
import type { Event, EventEntry, LetterEntry } from '../event.ts'
import type { Letter } from '../letter.ts'
import { type Markup, markup, trusted } from '../pages/markup.ts'
import { httpAddress } from '../pages/address.ts'

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
