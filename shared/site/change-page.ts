import type { Edit, Span } from '../diff/edit.ts'
import type { PromiseChange } from '../findings/promise-changes.ts'
import { PROMISE_CHANGES, replacedIn } from '../diff/summarize.ts'
import { postIdIn, type RecordBook } from '../ledger/site-state.ts'
import { changePath, letterPath, recordAddress, type TextFile } from '../record.ts'
import { labelOf } from '../render/labels.ts'
import { type Content, type Markup, markup, trusted } from '../render/markup.ts'
import { diffInline, diffSideBySide } from '../render/page.ts'
import { linkTo, pageFile } from './document.ts'
import { bilingual, both, bothParagraphs, quoting, served } from './languages.ts'
import { letterText } from './letter-text.ts'
import { evidenceBox, figureTable, instant, outsideLink, type Raw, tagList } from './parts.ts'
import type { VersionEntry } from './version.ts'

/**
 * The page of one version of a letter: what changed in it, or its text where nothing came before, and the evidence. It says nothing
 * that a later entry could change, so that it can be cited. `wholeDiff` stands where the entry holds its diff cut to fit.
 */
export function changePage(book: RecordBook, entry: VersionEntry, publicUrl: string, wholeDiff?: Span[], raw?: Raw): TextFile {
  const { column, letter, title, version } = entry.data
  const postId = postIdIn(letter)
  const edit = editIn(entry, wholeDiff)
  const path = changePath(column, postId, version)
  const label = labelOfVersion(entry)
  return pageFile({
    path,
    title: `【${label.zh}】${title} · letterwatch`,
    description: edit?.summary ?? `《${title}》第 ${version} 版。`,
    crumbs: [
      { name: served(book.opened.name), path: `${column}/index.html` },
      { name: served(title), path: letterPath(column, postId) },
      { name: both(`第 ${version} 版`, `Version ${version}`) },
    ],
    scripts: edit ? ['changes'] : [],
    publicUrl,
    body: markup`<p class="kicker"><span class="what">${bilingual(label)}</span> ${instant(entry.timestamp)} ${both(`第 ${version} 版`, `Version ${version}`)}</p>
<h1 lang="zh-CN">${title}</h1>
${edit ? [changed(edit, path), textBehind(entry)] : whole(entry)}
${evidenceBox(entry, path, raw)}
<section class="cite" aria-labelledby="cite"><h2 id="cite">${both('引用', 'Cite')}</h2>
${citation(book, entry, recordAddress(publicUrl, `${letter}/${version}/`))}</section>
<p><a href="${linkTo(letterPath(column, postId), path)}">${both('本信现有内容与历次记录', 'The letter today and its history')}</a> · <a href="text.txt">${both('本版纯文本', 'This version as plain text')}</a> · ${outsideLink(entry.data.url, both('原网页', 'Original page'))}</p>`,
  })
}

function labelOfVersion({ type, data }: VersionEntry) {
  const baseline = 'baseline' in data && data.baseline
  const significance = 'significance' in data ? data.significance : undefined
  return labelOf({ type, ...(baseline && { baseline }), ...(significance && { significance }) })
}

function editIn({ data }: VersionEntry, wholeDiff?: Span[]): Edit | undefined {
  if (!('diff' in data) || data.diff === undefined) return undefined
  const { significance = 'substantive', tags = [], figures = [], promises = [], summary = '', summaryEn = '', truncated } = data
  const cut = truncated && !wholeDiff
  return { significance, tags, figures, promises, summary, summaryEn, diff: wholeDiff ?? data.diff, ...(cut && { truncated }) }
}

function changed(
  { significance, tags, figures, promises = [], summary, summaryEn, diff, truncated }: Edit,
  path: string,
): Markup {
  const cut =
    truncated &&
    markup`<p class="notice">${both('改动较多，此处未全部列出。', 'There are more changes than are shown here.')}</p>`
  return markup`<div class="lead ${significance}">${bothParagraphs(summary, quoting(summaryEn))}
${tagList(tags, path)}</div>
${figureTable(figures)}
${promiseChanges(promises)}<section class="diff inline" aria-labelledby="inline"><h2 id="inline">${both('改动', 'What changed')}</h2>
${legend}${betweenChanges}${trusted(diffInline(diff))}${cut}</section>
<section class="diff" aria-labelledby="beside"><h2 id="beside">${both('前后对照', 'Side by side')}</h2>
${trusted(diffSideBySide(diff, 'beside'))}${cut}</section>`
}

const legend: Content = markup`<p class="legend"><del>${both('删除的文字', 'removed')}</del> <ins>${both('新增的文字', 'added')}</ins> <a href="#change-1">${both('第一处改动', 'First change')}</a></p>
`

/** What `changes.js` shows: the way from change to change. */
const betweenChanges: Content = markup`<div class="steps-between" id="change-steps" role="group" aria-label="改动 Changes" hidden><button type="button" id="previous-change">${both('上一处', 'Previous')} <kbd>p</kbd></button><button type="button" id="next-change">${both('下一处', 'Next')} <kbd>n</kbd></button><span id="at-change" role="status"></span></div>
`

function textBehind({ data }: VersionEntry): Markup {
  return markup`<details><summary>${both('本版全文', 'The whole text of this version')}</summary>
${letterText(data.content)}</details>
`
}

function whole({ type, data }: VersionEntry): Markup {
  const why =
    type === 'letter.reread' &&
    markup`<p class="notice">${both('我们的读取程序有更新，据已存网页重新读取；不是发文机关的改动。', 'Our reader was improved and read the kept page anew: not a change by the authority.')}</p>`
  return markup`${why}<section aria-labelledby="text"><h2 id="text">${both('内容', 'Text')}</h2>
${letterText(data.content)}</section>`
}

function citation({ opened }: RecordBook, { data, timestamp, hash }: VersionEntry, address: string): Markup {
  const { title, version, id } = data
  const day = timestamp.slice(0, 10)
  return bothParagraphs(
    `${opened.authority}：《${title}》，第 ${version} 版，letterwatch 记录 ${id}，${day}，${hash}，${address}`,
    markup`${served(`${opened.authority}：《${title}》`)}, version ${version}, letterwatch entry ${id}, ${day}, ${hash}, ${address}`,
  )
}

/** What became of the promises of a letter in an edit: each as it stood and stands, and the words that make the difference. */
export function promiseChanges(changes: PromiseChange[]): Markup | undefined {
  if (changes.length === 0) return undefined
  return markup`<section aria-labelledby="promises"><h2 id="promises">${both('承诺的变化', 'Promises')}</h2>
<ul class="promises">
${changes.map(changeLine)}</ul></section>
`
}

function changeLine({ kind, before, after }: PromiseChange): Markup {
  const replaced = before && after && replacedIn(before, after)
  return markup`<li><p><span class="what">${bilingual(PROMISE_CHANGES[kind])}</span> ${replaced?.map(replacement)}</p>
${before && markup`<p lang="zh-CN"><del>${before.sentence}</del></p>\n`}${after && markup`<p lang="zh-CN"><ins>${after.sentence}</ins></p>\n`}</li>
`
}

function replacement([before, after]: [string, string]): Content {
  return markup`<del>${served(before)}</del> → <ins>${served(after)}</ins> `
}
