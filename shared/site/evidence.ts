import type { Entry, Evidence } from '../entry.ts'
import { CHAIN_PATH, ledgerPageOf, ledgerPath, linkTo, snapshotPath } from '../record.ts'
import { type Content, type Markup, markup } from '../render/markup.ts'
import { both, facts, instant, outsideLink } from './elements.ts'

/** An entry that carries its evidence. */
export type EvidentEntry = Entry & { data: { evidence: Evidence } }

/** Whether the record publishes the raw page of an entry, or withholds it because it may show a person's mobile number. */
export type RawPage = 'published' | 'withheld'

type Heading = { id: string; title: Content }
const EVIDENCE: Heading = { id: 'evidence', title: both('证据', 'Evidence') }

/** The evidence of `entry` and its hashes in the chain: what a reader needs to verify it. `from` is the path of the page. */
export function evidenceBox(
  entry: EvidentEntry,
  from: string,
  raw?: RawPage,
  { id: anchor, title }: Heading = EVIDENCE,
): Markup {
  const { evidence, id, column } = entry.data
  const page = ledgerPageOf(entry.sequence)
  const ledger = markup`<a href="${linkTo(ledgerPath(column, page), from)}">${id}</a>`
  return markup`<section class="evidence" aria-labelledby="${anchor}">
<h2 id="${anchor}">${title}</h2>
${facts([
  ['读取时间', 'Fetched', instant(evidence.fetchedAt)],
  ['读取网址', 'Address', outsideLink(evidence.url)],
  ['协议与状态码', 'Protocol and status', `${evidence.scheme.toUpperCase()} ${evidence.status}`],
  ['原始网页 SHA-256', 'SHA-256 of the page', hash(evidence.snapshot)],
  ['原始网页', 'Raw page', raw && rawPage(raw, evidence.snapshot, from)],
  ['续页及文件 SHA-256', 'SHA-256 of further pages and files', evidence.parts?.map(hash)],
  ['列表网页 SHA-256', 'SHA-256 of the list pages', evidence.listing?.map(hash)],
  ['记录时间', 'Recorded', instant(entry.timestamp)],
  ['台账条目', 'Ledger entry', ledger],
  ['条目哈希', 'Entry hash', hash(entry.hash)],
  ['前一条目哈希', 'Previous hash', hash(entry.previous)],
])}
<p class="small zh">条目哈希由台账条目计算得出，任何人都可以用台账文件重新计算、自行核验（<a href="${linkTo(CHAIN_PATH, from)}">方法</a>）。时间均为北京时间（UTC+8）。</p>
<p class="small" lang="en">The entry hash is computed from the ledger entry; <a href="${linkTo(CHAIN_PATH, from)}">anyone can recompute and verify it</a>. All times are Beijing time (UTC+8).</p>
</section>`
}

function rawPage(raw: RawPage, snapshot: string, from: string): Markup {
  if (raw === 'withheld')
    return both(
      '不公开：可能含有个人手机号码，仅公布哈希',
      'Withheld: it may contain a personal mobile number; only its hash is published',
    )
  return markup`<a download href="${linkTo(snapshotPath(snapshot), from)}">${both('下载原始网页', 'Download the raw page')}</a>`
}

function hash(name: string): Markup {
  return markup`<code class="hash">${name}</code>`
}
