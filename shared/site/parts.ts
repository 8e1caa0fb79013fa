import type { Figure, Tag } from '../diff/edit.ts'
import { growthOf } from '../diff/figure-changes.ts'
import { TAGS } from '../render/labels.ts'
import type { Entry, Evidence } from '../entry.ts'
import { CHAIN_PATH, ledgerPageOf, ledgerPath, RULES_PATH, snapshotPath, tagAnchor } from '../record.ts'
import { type Content, httpAddress, type Markup, markup } from '../render/markup.ts'
import { linkTo } from './document.ts'
import { bilingual, both, served } from './languages.ts'

/** Rows of names and what they stand for; rows without a content are left out. */
export function facts(rows: Rows): Markup {
  return factList(rows, 'facts')
}

/** The same for rows of numbers. */
export function counts(rows: Rows): Markup {
  return factList(rows, 'facts counts')
}

type Rows = [zh: string, en: string, content: Content][]

function factList(rows: Rows, kind: string): Markup {
  const written = rows
    .filter(([, , content]) => content !== undefined && content !== '')
    .map(
      ([zh, en, content]) => markup`<div><dt>${both(zh, en)}</dt><dd>${content}</dd></div>
`,
    )
  return markup`<dl class="${kind}">
${written}</dl>`
}

/** A link to a page that is not ours, or its address as text when it is no address of the web. */
export function outsideLink(address: string, text: Content = address): Markup {
  const href = httpAddress(address)
  return href === undefined ? markup`${text}` : markup`<a class="outside" rel="noreferrer nofollow" href="${href}">${text}</a>`
}

/** The day of an instant, and the time of it, as people read them. */
export function calendarDay(at: string): Markup {
  return markup`<time datetime="${at.slice(0, 10)}">${at.slice(0, 10)}</time>`
}

export function clockTime(at: string): Markup {
  return markup`<time datetime="${at}">${at.slice(11, 16)}</time>`
}

/** An instant as people read it, to the minute and with its offset said once. */
export function instant(at: string): Markup {
  return markup`<time datetime="${at}">${at.slice(0, 10)} ${at.slice(11, 16)}</time>`
}

/** What changed from which figure, date or name to which, and by how much. */
export function figureTable(figures: Figure[]): Markup | undefined {
  if (figures.length === 0) return undefined
  return markup`<table class="figures">
<caption>${both('变动的数字、日期与名称', 'Changed figures, dates and names')}</caption>
<thead><tr><th scope="col">${both('所指', 'Of')}</th><th scope="col">${both('修改前', 'Before')}</th><th scope="col">${both('修改后', 'After')}</th></tr></thead>
<tbody>
${figures.map(figureRow)}</tbody>
</table>`
}

function figureRow(figure: Figure): Markup {
  const { before, after, of } = figure
  const grown = growthOf(figure)
  return markup`<tr><td>${served(of)}</td><td><del>${served(before)}</del></td><td><ins>${served(after)}</ins>${grown && markup` <span class="small">${bilingual(grown)}</span>`}</td></tr>
`
}

/** The tags of an edit, each leading to its rule. */
export function tagList(tags: Tag[], from: string): Markup | undefined {
  if (tags.length === 0) return undefined
  const rule = (tag: Tag) => `${linkTo(RULES_PATH, from)}#${tagAnchor(tag)}`
  return markup`<ul class="tags">${tags.map((tag) => markup`<li><a href="${rule(tag)}">${bilingual(TAGS[tag])}</a></li>`)}</ul>`
}

/** What became of the raw page that an entry rests on: to be had from the record, or kept back for a person's sake. */
export type Raw = 'published' | 'withheld'

/** An entry that says where it rests. */
export type EvidentEntry = Entry & { data: { evidence: Evidence } }

type Heading = { id: string; title: Content }
const EVIDENCE: Heading = { id: 'evidence', title: both('证据', 'Evidence') }

/** Where an entry rests, and its link of the chain: what somebody needs who wants to check it. */
export function evidenceBox(entry: EvidentEntry, from: string, raw?: Raw, { id: anchor, title }: Heading = EVIDENCE): Markup {
  const { evidence, id, column } = entry.data
  const page = ledgerPageOf(entry.sequence)
  const ledger = markup`<a href="${linkTo(ledgerPath(column, page), from)}">${id}</a>`
  return markup`<section class="evidence" aria-labelledby="${anchor}">
<h2 id="${anchor}">${title}</h2>
${facts([
  ['读取时间', 'Fetched', instant(evidence.fetchedAt)],
  ['读取网址', 'Address', outsideLink(evidence.url)],
  ['协议与状态', 'Scheme, status', `${evidence.scheme.toUpperCase()} ${evidence.status}`],
  ['原始网页 SHA-256', 'Snapshot', hash(evidence.snapshot)],
  ['原始网页', 'Raw page', raw && rawPage(raw, evidence.snapshot, from)],
  ['列表网页 SHA-256', 'Listing', evidence.listing?.map(hash)],
  ['记录时间', 'Recorded', instant(entry.timestamp)],
  ['台账条目', 'Ledger entry', ledger],
  ['条目哈希', 'Hash', hash(entry.hash)],
  ['前一条目哈希', 'Previous', hash(entry.previous)],
])}
<p class="small zh">条目哈希由台账原文算出，任何人都可以从台账文件重新计算并核对（<a href="${linkTo(CHAIN_PATH, from)}">方法</a>）。时间均为北京时间（UTC+8）。</p>
<p class="small" lang="en">The hash of the entry is computed from the ledger as it stands; <a href="${linkTo(CHAIN_PATH, from)}">anybody can check it</a>. All times are Beijing time (UTC+8).</p>
</section>`
}

function rawPage(raw: Raw, snapshot: string, from: string): Markup {
  if (raw === 'withheld')
    return both(
      '不公开：其中可能有个人手机号码，只公布哈希',
      'Withheld: it may show a person’s mobile number; its hash alone is published',
    )
  return markup`<a download href="${linkTo(snapshotPath(snapshot), from)}">${both('下载原始字节', 'Download the bytes')}</a>`
}

function hash(name: string): Markup {
  return markup`<code class="hash">${name}</code>`
}
