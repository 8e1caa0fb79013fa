import type { Edit, Figure, PromiseChange, PromisePart, Span, Tag } from '../edit.ts'
import { growthOf } from '../diff/figure-changes.ts'
import { partStatement, PROMISE_CHANGES } from '../diff/promise-statement.ts'
import type { VersionEntry } from '../entry.ts'
import { postIdIn, type SiteState } from '../ledger/site-state.ts'
import { changePath, columnPath, letterPath, linkTo, recordAddress, RULES_PATH, type TextFile } from '../record.ts'
import { labelOfEntry, TAGS } from '../render/labels.ts'
import { type Content, type Markup, markup, trusted } from '../render/markup.ts'
import { diffInline, diffSideBySide } from '../render/page.ts'
import { pageFile } from './document.ts'
import { bilingual, both, bothParagraphs, instant, outsideLink, quoting, served } from './elements.ts'
import { evidenceBox, type RawPage } from './evidence.ts'
import { letterText } from './letter-text.ts'
import { tagAnchor } from './rules-page.ts'

/**
 * The page of one version of a letter: what changed, or the text of a first version, and the evidence. It holds nothing that a later
 * entry could change, so that it can be cited. `wholeDiff` is the complete diff of an entry whose own is truncated.
 */
export function changePage(
  book: SiteState,
  entry: VersionEntry,
  publicUrl: string,
  wholeDiff?: Span[],
  raw?: RawPage,
): TextFile {
  const { column, letter, title, version } = entry.data
  const postId = postIdIn(letter)
  const edit = editIn(entry, wholeDiff)
  const path = changePath(column, postId, version)
  const label = labelOfEntry(entry)
  return pageFile({
    path,
    title: `【${label.zh}】${title} · letterwatch`,
    description: edit?.summary ?? `《${title}》第 ${version} 版。`,
    crumbs: [
      { name: served(book.opened.name), path: columnPath(column) },
      { name: served(title), path: letterPath(column, postId) },
      { name: both(`第 ${version} 版`, `Version ${version}`) },
    ],
    scripts: edit ? ['changes'] : [],
    publicUrl,
    body: markup`<p class="kicker"><span class="what">${bilingual(label)}</span> ${instant(entry.timestamp)} ${both(`第 ${version} 版`, `Version ${version}`)}</p>
<h1 lang="zh-CN">${title}</h1>
${edit ? [editSections(edit, path), foldedText(entry)] : textSection(entry)}
${evidenceBox(entry, path, raw)}
<section class="cite" aria-labelledby="cite"><h2 id="cite">${both('引用', 'Cite')}</h2>
${citation(book, entry, recordAddress(publicUrl, `${letter}/${version}/`))}</section>
<p><a href="${linkTo(letterPath(column, postId), path)}">${both('本函当前内容与变动记录', 'Current text and history of this letter')}</a> · <a href="text.txt">${both('本版纯文本', 'This version as plain text')}</a> · ${outsideLink(entry.data.url, both('原网页', 'Original page'))}</p>`,
  })
}

function editIn({ data }: VersionEntry, wholeDiff?: Span[]): Edit | undefined {
  if (!('diff' in data) || data.diff === undefined) return undefined
  const { significance = 'substantive', tags = [], figures = [], promises = [], summary = '', summaryEn = '', truncated } = data
  const cut = truncated && !wholeDiff
  return { significance, tags, figures, promises, summary, summaryEn, diff: wholeDiff ?? data.diff, ...(cut && { truncated }) }
}

function editSections(
  { significance, tags, figures, promises = [], summary, summaryEn, diff, truncated }: Edit,
  path: string,
): Markup {
  const cut =
    truncated && markup`<p class="notice">${both('改动较多，此处未全部列出。', 'Not all changes are shown here.')}</p>`
  return markup`<div class="lead ${significance}">${bothParagraphs(summary, quoting(summaryEn))}
${tagList(tags, path)}</div>
${figureTable(figures)}
${promiseChanges(promises)}<section class="diff inline" aria-labelledby="inline"><h2 id="inline">${both('改动', 'Changes')}</h2>
${legend}${betweenChanges}${trusted(diffInline(diff))}${cut}</section>
<section class="diff" aria-labelledby="beside"><h2 id="beside">${both('前后对照', 'Side by side')}</h2>
${trusted(diffSideBySide(diff, 'beside'))}${cut}</section>`
}

/** The tags of an edit, each a link to its rule. */
function tagList(tags: Tag[], from: string): Markup | undefined {
  if (tags.length === 0) return undefined
  const rule = (tag: Tag) => `${linkTo(RULES_PATH, from)}#${tagAnchor(tag)}`
  return markup`<ul class="tags">${tags.map((tag) => markup`<li><a href="${rule(tag)}">${bilingual(TAGS[tag])}</a></li>`)}</ul>`
}

/** The figures, dates and names that changed, and by how much. */
function figureTable(figures: Figure[]): Markup | undefined {
  if (figures.length === 0) return undefined
  return markup`<table class="figures">
<caption>${both('变动的数字、日期与名称', 'Changed figures, dates and names')}</caption>
<thead><tr><th scope="col">${both('所指', 'What')}</th><th scope="col">${both('修改前', 'Before')}</th><th scope="col">${both('修改后', 'After')}</th></tr></thead>
<tbody>
${figures.map(figureRow)}</tbody>
</table>`
}

function figureRow(figure: Figure): Markup {
  const { before, after, of } = figure
  const growth = growthOf(figure)
  return markup`<tr><td>${served(of)}</td><td><del>${served(before)}</del></td><td><ins>${served(after)}</ins>${growth && markup` <span class="small">${bilingual(growth)}</span>`}</td></tr>
`
}

const legend: Content = markup`<p class="legend"><del>${both('删除的文字', 'removed')}</del> <ins>${both('新增的文字', 'added')}</ins> <a href="#change-1">${both('第一处改动', 'First change')}</a></p>
`

/** The buttons that lead from change to change; hidden until `changes.js` shows them. */
const betweenChanges: Content = markup`<div class="steps-between" id="change-steps" role="group" aria-label="改动 Changes" hidden><button type="button" id="previous-change">${both('上一处', 'Previous')} <kbd>p</kbd></button><button type="button" id="next-change">${both('下一处', 'Next')} <kbd>n</kbd></button><span id="at-change" role="status"></span></div>
`

function foldedText({ data }: VersionEntry): Markup {
  return markup`<details><summary>${both('本版全文', 'Full text of this version')}</summary>
${letterText(data.content)}</details>
`
}

function textSection({ type, data }: VersionEntry): Markup {
  const why =
    type === 'letter.reread' &&
    markup`<p class="notice">${both('读取程序或本栏目的读取方式更新后，对网页重新解析的结果；不是发文机关的改动。', 'The page was parsed again after our reader, or the way in which this column is read, changed. This is not a change by the authority.')}</p>`
  return markup`${why}<section aria-labelledby="text"><h2 id="text">${both('内容', 'Text')}</h2>
${letterText(data.content)}</section>`
}

function citation({ opened }: SiteState, { data, timestamp, hash }: VersionEntry, address: string): Markup {
  const { title, version, id } = data
  const day = timestamp.slice(0, 10)
  return bothParagraphs(
    `${opened.authority}：《${title}》，第 ${version} 版，letterwatch 记录 ${id}，${day}，${hash}，${address}`,
    markup`${served(`${opened.authority}：《${title}》`)}, version ${version}, letterwatch entry ${id}, ${day}, ${hash}, ${address}`,
  )
}

/** How the promises of a letter changed in an edit: each before and after, and the words that differ. */
function promiseChanges(changes: PromiseChange[]): Markup | undefined {
  if (changes.length === 0) return undefined
  return markup`<section aria-labelledby="promises"><h2 id="promises">${both('承诺的变化', 'Changes in promises')}</h2>
<ul class="promises">
${changes.map(changeLine)}</ul></section>
`
}

function changeLine({ kind, before, after, parts = [] }: PromiseChange): Markup {
  return markup`<li><p><span class="what">${bilingual(PROMISE_CHANGES[kind])}</span>${parts.map((part) => partLine(part, kind))}</p>
${before && markup`<p lang="zh-CN"><del>${before.sentence}</del></p>\n`}${after && markup`<p lang="zh-CN"><ins>${after.sentence}</ins></p>\n`}</li>
`
}

function partLine(part: PromisePart, kind: PromiseChange['kind']): Markup {
  const { zh, en } = partStatement(part, kind)
  return markup` <span class="part">${zh === en ? served(zh) : both(zh, quoting(en))}</span>`
}
