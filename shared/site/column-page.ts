import { feedsOf } from '../feed/offered-feeds.ts'
import { summarizeColumn, editCount, type SiteState, type SiteLetter } from '../ledger/site-state.ts'
import { columnPath, ledgerPageOf, ledgerPath, letterPath, linkTo, PROMISES_PATH, type TextFile } from '../record.ts'
import { LETTER_STATES } from '../render/labels.ts'
import { type Content, type Markup, markup } from '../render/markup.ts'
import { templateLines } from '../render/template-lines.ts'
import { columnCharts } from './charts.ts'
import { pageFile } from './document.ts'
import { bilingual, both, counts, facts, instant, outsideLink, served } from './elements.ts'

/** The pages of a column: one with its newest letters, and, if those are not all, a page for each year or part of a year. */
export function* columnPages(book: SiteState, publicUrl: string): Generator<TextFile> {
  const letters = Object.entries(book.letters).toSorted(newestFirst)
  const parts = letters.length > MAX_LETTERS_A_TABLE ? partsOf(letters) : []
  yield columnPage(book, letters, parts, publicUrl)
  for (const part of parts) yield yearPage(book, part, parts, publicUrl)
}

/** A page stays small however many letters a column has. */
const MAX_LETTERS_A_TABLE = 400

/** The letters of one year, or of a part of it. Part 1 has the oldest, so that a full part never changes. */
type Part = { year: string; part: number; letters: Listed[] }

function partsOf(letters: Listed[]): Part[] {
  const years = Map.groupBy(letters, ([, { publishedOn }]) => publishedOn?.slice(0, 4) ?? '')
  return [...years].flatMap(([year, ofYear]) => {
    const oldestFirst = ofYear.toReversed()
    const parts = Array.from({ length: Math.ceil(ofYear.length / MAX_LETTERS_A_TABLE) }, (_, index): Part => {
      const some = oldestFirst.slice(index * MAX_LETTERS_A_TABLE, (index + 1) * MAX_LETTERS_A_TABLE)
      return { year, part: index + 1, letters: some.toReversed() }
    })
    return parts.toReversed()
  })
}

function columnPage(book: SiteState, letters: Listed[], parts: Part[], publicUrl: string): TextFile {
  const { column, opened } = book
  const path = columnPath(column)
  const card = summarizeColumn(book, 0)
  const caption =
    parts.length > 0
      ? both(`最新 ${MAX_LETTERS_A_TABLE} 封`, `Newest ${MAX_LETTERS_A_TABLE}`)
      : both('全部答复函', 'All letters')
  return pageFile({
    path,
    title: `${opened.name} · ${opened.authority} · letterwatch`,
    description: `${opened.authority}“${opened.name}”栏目的全部答复函及其状态：共 ${letters.length} 封。`,
    crumbs: [{ name: served(opened.name) }],
    feeds: feedsOf(book),
    scripts: ['sorting'],
    publicUrl,
    body: markup`<p class="kicker" lang="zh-CN">${opened.authority}</p>
<h1 lang="zh-CN">${opened.name}</h1>
${counts([
  ['答复函', 'Letters', card.letters],
  ['有修改', 'Edited', card.edited],
  ['已移出列表', 'Delisted', card.delisted],
  ['已撤下', 'Withdrawn', card.withdrawn],
])}
${facts([
  ['栏目网址', 'Column address', opened.url && outsideLink(opened.url)],
  ['订阅', 'Feeds', feedLinks(book, path)],
  ['承诺', 'Promises', promiseLinks(card.promises, column, path)],
  ['台账', 'Ledger', markup`<a href="${linkTo(`${column}/ledger/latest.json`, path)}">latest.json</a>`],
])}
${card.held > 0 && markup`<p class="notice" role="note">${both(`另有 ${card.held} 项变动待人工核实，暂不显示。`, `${card.held} more ${card.held === 1 ? 'change is' : 'changes are'} waiting for a manual check and not shown yet.`)}</p>`}
<section aria-labelledby="numbers"><h2 id="numbers">${both('统计', 'Statistics')}</h2>
${columnCharts(letters.map(([, letter]) => letter))}</section>
<section aria-labelledby="letters"><h2 id="letters">${both('答复函', 'Letters')}</h2>
${yearLinks(column, parts, path)}${letterTable(caption, letters.slice(0, MAX_LETTERS_A_TABLE), column, path)}</section>
${templateSection(book, path)}`,
  })
}

/** How the letters are read: a technical entry of the ledger, shown so that anyone can check it. */
function templateSection({ column, template: known }: SiteState, from: string): Content {
  if (!known) return undefined
  const { sequence, at, template } = known
  const entry = markup`<a href="${linkTo(ledgerPath(column, ledgerPageOf(sequence)), from)}">${column}/${sequence}</a>`
  return markup`<details class="template"><summary>${both('读取方式（技术信息）', 'How the letters are read (technical)')}</summary>
<p>${both('答复函按下列 CSS 选择器从网页中读取；选择器由本栏目的网页归纳得出，或由运行者指定，不是发文机关的内容。', 'Letters are read from their pages by these CSS selectors. They were learned from the pages of this column or set by the operator; they are not content of the authority.')}</p>
${facts([
  ['台账条目', 'Ledger entry', entry],
  ['记录时间', 'Recorded', instant(at)],
])}
${template.letters.map((kind) => facts(templateLines(kind).map(({ part, selectors }) => [part.zh, part.en, selectors.map(selectorCode)])))}</details>`
}

function selectorCode(selector: string): Markup {
  return markup`<code lang="zh-CN">${selector}</code> `
}

function yearPage({ column, opened }: SiteState, part: Part, parts: Part[], publicUrl: string): TextFile {
  const path = yearPath(column, part)
  return pageFile({
    path,
    title: `${part.year} · ${opened.name} · letterwatch`,
    description: `${opened.authority}“${opened.name}”栏目 ${part.year} 年公开的答复函。`,
    crumbs: [{ name: served(opened.name), path: columnPath(column) }, { name: nameOf(part) }],
    scripts: ['sorting'],
    publicUrl,
    body: markup`<p class="kicker" lang="zh-CN">${opened.name}</p>
<h1>${nameOf(part)}</h1>
${yearLinks(column, parts, path)}${letterTable(both(`${part.letters.length} 封`, part.letters.length === 1 ? '1 letter' : `${part.letters.length} letters`), part.letters, column, path)}`,
  })
}

function yearPath(column: string, { year, part }: Part): string {
  return `${column}/letters/${year || 'undated'}${part > 1 ? `-${part}` : ''}.html`
}

function nameOf({ year, part }: Part): Markup {
  return both(`${year || '无日期'}${part > 1 ? `（${part}）` : ''}`, `${year || 'undated'}${part > 1 ? ` (${part})` : ''}`)
}

function yearLinks(column: string, parts: Part[], from: string): Content {
  if (parts.length === 0) return undefined
  const links = parts.map((part) => {
    const path = yearPath(column, part)
    return markup`<li><a href="${linkTo(path, from)}"${path === from && markup` aria-current="page"`}>${nameOf(part)} <span class="small">${part.letters.length}</span></a></li>`
  })
  return markup`<nav aria-label="按年 By year"><ul class="years">${links}</ul></nav>
`
}

function promiseLinks(periods: Record<string, number>, column: string, from: string): Content {
  const all = Object.values(periods).reduce((sum, count) => sum + count, 0)
  return all > 0 && markup`<a href="${linkTo(PROMISES_PATH, from)}#${column}">${both(`${all} 项`, `${all} found`)}</a>`
}

function feedLinks({ column }: SiteState, from: string): Content {
  const link = (path: string, name: Content) => markup`<a href="${linkTo(`${column}/${path}`, from)}">${name}</a> `
  return [
    link('feed.xml', 'RSS'),
    link('feed.atom', 'Atom'),
    link('feed.json', 'JSON'),
    link('substantive.xml', both('仅实质改动', 'Substantive only')),
  ]
}

/** A letter of a column with its post id. */
type Listed = [postId: string, letter: SiteLetter]

/** By day, newest first, then by post id, which grows roughly with time. */
function newestFirst([idA, a]: Listed, [idB, b]: Listed): number {
  const [dayA, dayB] = [a.publishedOn ?? '', b.publishedOn ?? '']
  if (dayA !== dayB) return dayA < dayB ? 1 : -1
  return idA.length === idB.length ? (idA < idB ? 1 : -1) : idB.length - idA.length
}

/** `letters` as a table that readers can sort with `sorting.js`. The state of a letter is shown as text, never by a colour alone. */
function letterTable(caption: Content, letters: Listed[], column: string, from: string): Markup {
  return markup`<table class="letters sortable">
<caption>${caption}</caption>
<thead><tr><th scope="col" aria-sort="descending">${both('公开日期', 'Published')}</th><th scope="col">${both('标题', 'Title')}</th><th scope="col">${both('编号', 'Number')}</th><th scope="col">${both('状态', 'Status')}</th><th scope="col">${both('修改次数', 'Edits')}</th></tr></thead>
<tbody>
${letters.map(([postId, letter]) => letterRow(postId, letter, column, from))}</tbody>
</table>`
}

function letterRow(postId: string, letter: SiteLetter, column: string, from: string): Markup {
  const { publishedOn, title, number, presence } = letter
  const edits = editCount(letter)
  return markup`<tr class="${presence}"><td>${publishedOn}</td><td><a lang="zh-CN" href="${linkTo(letterPath(column, postId), from)}">${title}</a></td><td lang="zh-CN">${number}</td><td>${bilingual(LETTER_STATES[presence].label)}</td><td>${edits > 0 && both(`修改 ${edits} 次`, edits === 1 ? '1 edit' : `${edits} edits`)}</td></tr>
`
}
