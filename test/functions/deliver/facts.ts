import type { Span } from '../../../shared/edit.ts'
import { type Event, eventOf, isEvent } from '../../../shared/event.ts'
import { nextEntry, NOTHING_BEFORE } from '../../../shared/ledger/chain.ts'
import type { Fact } from '../../../shared/entry.ts'

const evidence = {
  snapshot: `sha256:${'a'.repeat(64)}`,
  url: 'https://stic.example.cn/post_10000001.html',
  fetchedAt: '2026-11-23T08:00:00+08:00',
  scheme: 'https' as const,
  status: 200,
}

const aboutLetter = {
  letter: 'cppcc/10000001',
  title: '关于虚构提案第20230001号的答复',
  url: evidence.url,
  publishedOn: '2023-10-12',
  number: '20230001',
  topics: ['脑机接口'],
  evidence,
}

const aboutVersion = {
  content: { title: aboutLetter.title, paragraphs: [], attachments: [], images: [], status: [], damage: [] },
  fingerprint: 'f',
  reader: 1,
  way: 'meta' as const,
}

/** A letter published for the first time. */
export const published: Fact = { type: 'letter.published', data: { ...aboutLetter, ...aboutVersion, version: 1 } }

const CHANGED: Span[] = [
  { op: 'same', text: '全年投入' },
  { op: 'removed', text: '23.74亿元' },
  { op: 'added', text: '24.74亿元' },
  { op: 'same', text: '用于研发。' },
]

/** One changed figure in it, or whatever `diff` says. */
export function edited(diff: Span[] = CHANGED, significance: 'substantive' | 'cosmetic' = 'substantive'): Fact {
  const figures = [{ before: '23.74亿元', after: '24.74亿元' }]
  const edit = {
    significance,
    tags: ['figure' as const],
    figures,
    summary: '改动数字 1 处',
    summaryEn: 'One figure changed',
    diff,
  }
  return { type: 'letter.edited', data: { ...aboutLetter, ...aboutVersion, ...edit, version: 2 } }
}

/** Its withdrawal. */
export const withdrawn: Fact = {
  type: 'letter.withdrawn',
  data: { ...aboutLetter, version: 2, missingSince: '2026-11-22T08:00:00+08:00', misses: 3 },
}

/** Too many changes at once. */
export const held: Fact = { type: 'column.held', data: { events: 40, known: 60 } }

/** The event of `fact`, as the first entry of a ledger. */
export function eventFrom(fact: Fact): Event {
  const entry = nextEntry(fact, { column: 'cppcc', sequence: 0, hash: NOTHING_BEFORE }, '2026-11-23T08:00:00+08:00')
  if (!isEvent(entry)) throw new Error(`Cannot make an event: ${fact.type} is not announced`)
  return eventOf(entry, 'https://record.example.org/')
}
