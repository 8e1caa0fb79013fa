import type { Span } from '../../../shared/edit.ts'
import { isoInstant } from '../../../shared/text/instant.ts'
import { nextEntry, NOTHING_BEFORE } from '../../../shared/ledger/chain.ts'
import type { Entry, Evidence, Fact } from '../../../shared/entry.ts'
import type { Letter } from '../../../shared/letter.ts'

/** The instant at which our made-up ledgers record the entry `sequence`: one a minute from 2026-11-01 on. */
export const recordedAt = (sequence: number) => isoInstant(new Date(Date.UTC(2026, 10, 1, 0, sequence - 1)))

/** `facts` as the first entries of a ledger. */
export function entriesOf(column: string, facts: Fact[]): Entry[] {
  const entries: Entry[] = []
  for (const fact of facts) {
    const head = entries.at(-1) ?? { sequence: 0, hash: NOTHING_BEFORE }
    entries.push(nextEntry(fact, { column, ...head }, recordedAt(head.sequence + 1)))
  }
  return entries
}

export const opened = (name = '虚构提案答复函'): Fact => ({
  type: 'column.opened',
  data: { name, authority: '示例市科技创新局', url: 'https://www.example.gov.test/tadf/' },
})

export const baselined = (letters: number): Fact => ({ type: 'column.baselined', data: { letters, pending: [] } })

/** A letter of our own, about nothing in the world. */
export function letter(title: string, money = '23.74亿元'): Letter {
  return {
    title,
    number: '20990001',
    chamber: 'cppcc',
    source: '示例市科技创新局',
    publishedOn: '2099-10-12',
    addressee: '虚构委员会：',
    paragraphs: [
      { role: 'addressee', text: '虚构委员会：' },
      { role: 'text', text: '贵会提出的提案收悉。现答复如下：' },
      { role: 'heading', level: 1, text: '一、关于加大投入' },
      { role: 'text', text: `我局今年安排资金${money}，支持虚构项目三十个。` },
      { role: 'closing', text: '此函。' },
      { role: 'signature', text: '示例市科技创新局' },
      { role: 'date', text: '2099年9月27日' },
    ],
    closing: '此函。',
    signedBy: '示例市科技创新局',
    signedOn: '2099-09-27',
    attachments: [{ name: '附件一.pdf', url: 'https://www.example.gov.test/attachment/1.pdf' }],
    images: [],
    status: [],
    damage: [],
  }
}

const evidence: Evidence = {
  snapshot: `sha256:${'a'.repeat(64)}`,
  url: 'https://www.example.gov.test/tadf/content/post_1.html',
  fetchedAt: '2026-11-01T08:00:00+08:00',
  scheme: 'https',
  status: 200,
}

function about(postId: string, title: string, version: number) {
  const url = `https://www.example.gov.test/tadf/content/post_${postId}.html`
  return { letter: `cppcc/${postId}`, version, title, url, number: '20990001', publishedOn: '2099-10-12', topics: [], evidence }
}

const read = (content: Letter) => ({ content, fingerprint: 'f', reader: 1, way: 'meta' as const })

export const published = (postId: string, title = `关于第${postId}号提案答复的函`, baseline = false): Fact => ({
  type: 'letter.published',
  data: { ...about(postId, title, 1), ...read(letter(title)), ...(baseline && { baseline }) },
})

export const DIFF: Span[] = [
  { op: 'gap', paragraphs: 3 },
  { op: 'same', text: '我局今年安排资金' },
  { op: 'removed', text: '23.74亿元' },
  { op: 'added', text: '24.74亿元' },
  { op: 'same', text: '，支持虚构项目三十个。' },
  { op: 'break' },
]

type EditFields = Partial<Extract<Fact, { type: 'letter.edited' }>['data']>

export const edited = (
  postId: string,
  version = 2,
  fields: EditFields = {},
  title = `关于第${postId}号提案答复的函`,
): Fact => ({
  type: 'letter.edited',
  data: {
    ...about(postId, title, version),
    ...read(letter(title, '24.74亿元')),
    significance: 'substantive',
    tags: ['figure'],
    figures: [{ before: '23.74亿元', after: '24.74亿元', of: '资金' }],
    summary: '数字变动：23.74亿元 → 24.74亿元',
    summaryEn: 'A figure changed: 23.74亿元 → 24.74亿元',
    diff: DIFF,
    ...fields,
  },
})

export const withdrawn = (postId: string, title = `关于第${postId}号提案答复的函`): Fact => ({
  type: 'letter.withdrawn',
  data: { ...about(postId, title, 1), missingSince: '2026-10-30T08:00:00+08:00', misses: 3 },
})

export const held = (fact: Fact): Fact => ({ ...fact, data: { ...fact.data, held: true } }) as Fact

export const decided = (type: 'column.released' | 'column.discarded', from: number, to: number): Fact => ({
  type,
  data: { from, to, events: to - from + 1 },
})

export const holding = (events: number): Fact => ({ type: 'column.held', data: { events, known: 10 } })

export const moved = (postId: string, from: string, title = `关于第${postId}号提案答复的函`): Fact => ({
  type: 'letter.moved',
  data: { ...about(postId, title, 1), movedFrom: from },
})

export const restored = (postId: string, listed: boolean, title = `关于第${postId}号提案答复的函`): Fact => ({
  type: 'letter.restored',
  data: { ...about(postId, title, 1), listed },
})
