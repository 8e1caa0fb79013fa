import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCrawlReports } from '../../functions/archive/crawl-reports.ts'
import { openSnapshots } from '../../functions/archive/snapshots.ts'
import { openFolder } from '../../functions/ports/files/folder.ts'
import { publish } from '../functions/publish/publish.ts'
import { serveRecord } from '../../infra/local/record-server.ts'
import { diffLetters } from '../../shared/diff/diff-letters.ts'
import type { CrawlReport } from '../../shared/crawl/report.ts'
import type { Fact } from '../../shared/entry.ts'
import type { Letter } from '../../shared/letter.ts'
import { type Served, snapshotId } from '../../shared/snapshot.ts'
import { append, openTemporaryStore } from '../temporary-store.ts'
import { baselined, edited, letter, opened, published, withdrawn } from '../shared/ledger/made-up-entries.ts'

/** A record of made-up letters, served on loopback: its address, its folder, and a function that closes it. */
export type MadeUpRecord = { url: string; folder: string; close: () => Promise<void> }

/** Publishes `ledgers`, the facts of each column by its id, and serves what comes of it. */
export async function openRecord(ledgers: Record<string, Fact[]>): Promise<MadeUpRecord> {
  const { store, close } = await openTemporaryStore()
  const folder = await mkdtemp(join(tmpdir(), 'record-'))
  const server = await serveRecord(folder, 0)
  const edges = {
    store,
    snapshots: openSnapshots(store),
    record: openFolder(folder),
    publicUrl: server.url,
    topics: ['脑机接口'],
  }
  for (const [column, facts] of Object.entries(ledgers)) {
    await append(store, column, facts)
    await edges.snapshots.keep(RAW)
    for (const day of [1, 2]) await openCrawlReports(store).keep(column, crawlOn(day, column), 900_000)
    await publish(column, edges)
  }
  return {
    url: server.url,
    folder,
    close: async () => {
      await Promise.all([server.close(), close()])
      await rm(folder, { recursive: true })
    },
  }
}

/** A raw page as an office served it: nothing in it may ever run. */
export const RAW: Served = {
  url: 'https://www.example.gov.test/tadf/content/post_101.html',
  finalUrl: 'https://www.example.gov.test/tadf/content/post_101.html',
  scheme: 'https',
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: Buffer.from('<!doctype html><title>函</title><script>alert(1)</script>'),
  fetchedAt: '2026-11-01T08:04:00+08:00',
}

/** Crawls a day apart leave a gap between them. */
const crawlOn = (day: number, column: string): CrawlReport => ({
  column, outcome: 'partial', startedAt: `2026-11-0${day}T08:00:00+08:00`, endedAt: `2026-11-0${day}T08:05:00+08:00`,
  sequence: 3, listed: 5, whole: true, shrunk: false, otherWay: 0, held: 0, requests: 7, bytes: 1, outcomes: {}, baseline: 0, reread: 0, events: [],
  problems: [{ url: 'https://www.example.gov.test/', outcome: 'blocked', why: 'made up' }], coverage: { letters: 5, uncheckedSince: '2026-11-01T08:05:00+08:00', wholeEveryMs: 1 },
}) // prettier-ignore

/** A letter of our own that says `lines` between its heading and its close. */
export function saying(title: string, lines: string[], fields: Partial<Letter> = {}): Letter {
  const made = letter(title)
  const [addressee, opening, heading, , ...close] = made.paragraphs
  const said = lines.map((text) => ({ role: 'text' as const, text }))
  const paragraphs = [addressee, opening, heading, ...said, ...close].filter((paragraph) => paragraph !== undefined)
  return { ...made, ...fields, title, paragraphs }
}

/** The publication of `content`. */
export function publication(column: string, postId: string, content: Letter, baseline = false): Fact {
  const fact = published(postId, content.title, baseline)
  const about = { letter: `${column}/${postId}`, content, ...dated(content) }
  return { ...fact, data: { ...fact.data, ...about } } as Fact
}

/** The edit that made `after` of `before`, found by our own comparison. */
function edition(column: string, postId: string, version: number, before: Letter, after: Letter, topics: string[] = []): Fact {
  const edit = diffLetters(before, after)
  if (!edit) throw new Error(`Cannot edit ${postId}: nothing differs`)
  return edited(
    postId,
    version,
    {
      ...edit,
      ...(postId === '101' && { evidence: evidenceOf(RAW) }),
      letter: `${column}/${postId}`,
      content: after,
      topics,
      ...dated(after),
    },
    after.title,
  )
}

/** The withdrawal of a letter. */
function departure(postId: string, title: string, publishedOn: string): Fact {
  const fact = withdrawn(postId, title)
  return { ...fact, data: { ...fact.data, publishedOn } } as Fact
}

const evidenceOf = ({ url, scheme, status, fetchedAt, body }: Served) => ({
  ...{ url, scheme, status, fetchedAt },
  snapshot: snapshotId(body),
})

const dated = ({ publishedOn, number }: Letter) => ({ ...(publishedOn && { publishedOn }), ...(number && { number }) })

const BEFORE = saying('关于市政协2026年度第20260101号提案答复的函', [
  '我局高度重视脑机接口产业发展。2025年安排资金3.74亿元，支持项目约120个，较2024年增长12%。',
  '下一步，我局将于2027年6月底前建成3个示范点，力争年底前印发《云上市高空气象服务方案》。',
  '我局计划在2027年第一季度启动建设，安排资金8000万元。',
], { publishedOn: '2026-09-21', signedOn: '2026-09-01', number: '20260101' }) // prettier-ignore
const AFTER = saying(BEFORE.title, [
  '我局高度重视脑机接口产业发展。2025年安排资金3.47亿元，支持项目约120个，较2024年增长12%。',
  '下一步，我局将于2028年6月底前建成3个示范点，力争年底前印发《云上市高空气象服务方案》。',
  '我局计划在2027年第一季度启动建设，安排资金8000万元。',
], { publishedOn: '2026-09-21', signedOn: '2026-09-01', number: '20260101' }) // prettier-ignore
const TYPO = saying(
  '关于市政协2026年度第20260102号提案答复的函',
  ['我局已组织专家论证云端图书馆的选址，正公开征集项目承担单位。'],
  { publishedOn: '2025-10-09', signedOn: '2025-06-30' },
)
const REPAIRED = { ...TYPO, paragraphs: TYPO.paragraphs.map((one) => ({ ...one, text: one.text.replace('选址，', '选址,') })) }

/** Two columns with one event of every kind that pages show. */
export const LEDGERS: Record<string, Fact[]> = {
  cppcc: [
    opened('政协提案答复函公开文稿'),
    publication('cppcc', '101', BEFORE, true),
    publication('cppcc', '102', TYPO, true),
    publication('cppcc', '103', saying('关于市政协2024年度第20240103号提案会办意见的函', ['我局支持学校与风筝实验室共建课程，每年遴选20所学校开展试点。'], { publishedOn: '2024-03-01', signedOn: '2024-02-20' }), true),
    baselined(3),
    edition('cppcc', '101', 2, BEFORE, AFTER, ['脑机接口']),
    edition('cppcc', '102', 2, TYPO, REPAIRED),
    departure('103', '关于市政协2024年度第20240103号提案会办意见的函', '2024-03-01'),
  ],
  npc: [
    opened('人大建议答复函公开文稿'),
    publication('npc', '900', saying('关于市七届人大第20260900号建议答复的函', ['我局拟支持彩虹测量仪器项目15个。'], { publishedOn: '2026-10-10', signedOn: '2026-09-30' })),
  ],
} // prettier-ignore
