import { cardOf, editsOf, type RecordBook, type RecordedLetter } from '../record-book.ts'
import type { TextFile } from '../record.ts'
import { linkTo, pageFile } from './document.ts'
import { feedsOf } from './feeds-page.ts'
import { letterPath } from './paths.ts'
import { type Content, type Markup, markup } from './markup.ts'
import { bilingual, both } from './languages.ts'
import { counts, facts, outsideLink } from './parts.ts'
import { STANDINGS } from './standing.ts'

/** The page of a column: every letter it ever had, newest first, and where each stands. */
export function columnPage(book: RecordBook): TextFile {
  const { column, opened } = book
  const path = `${column}/index.html`
  const { letters, edited, delisted, withdrawn, held } = cardOf(book, 0)
  return pageFile({
    path,
    title: `${opened.name} · ${opened.authority} · letterwatch`,
    description: `${opened.authority}“${opened.name}”栏目的全部信件及其状态。`,
    crumbs: [{ name: opened.name }],
    feeds: feedsOf(book),
    body: markup`<p class="kicker">${opened.authority}</p>
<h1>${opened.name}</h1>
${counts([
  ['信件', 'Letters', letters],
  ['有过修改', 'Edited', edited],
  ['移出列表', 'Delisted', delisted],
  ['撤下', 'Withdrawn', withdrawn],
])}
${facts([
  ['栏目', 'Column', opened.url && outsideLink(opened.url)],
  ['订阅', 'Feeds', feedLinks(book, path)],
  ['台账', 'Ledger', markup`<a href="${linkTo(`${column}/ledger/latest.json`, path)}">latest.json</a>`],
])}
${held > 0 && markup`<p class="notice" role="note">${held} 项变动待人工核实，核实前不在此显示。</p>`}
${letterTable(book, path)}`,
  })
}

function feedLinks({ column }: RecordBook, from: string): Content {
  const link = (path: string, name: string) => markup`<a href="${linkTo(`${column}/${path}`, from)}">${name}</a> `
  return [
    link('feed.xml', 'RSS'),
    link('feed.atom', 'Atom'),
    link('feed.json', 'JSON'),
    link('substantive.xml', '只看实质改动'),
  ]
}

function letterTable(book: RecordBook, from: string): Markup {
  const rows = Object.entries(book.letters).toSorted(newestFirst)
  return markup`<table class="letters">
<caption>${both('全部信件', 'All letters')}</caption>
<thead><tr><th scope="col">发布日期</th><th scope="col">标题</th><th scope="col">编号</th><th scope="col">状态</th><th scope="col">修改</th></tr></thead>
<tbody>
${rows.map(([postId, letter]) => letterRow(book.column, postId, letter, from))}</tbody>
</table>`
}

function newestFirst([idA, a]: [string, RecordedLetter], [idB, b]: [string, RecordedLetter]): number {
  const [dayA, dayB] = [a.publishedOn ?? '', b.publishedOn ?? '']
  if (dayA !== dayB) return dayA < dayB ? 1 : -1
  return idA.length === idB.length ? (idA < idB ? 1 : -1) : idB.length - idA.length
}

function letterRow(column: string, postId: string, letter: RecordedLetter, from: string): Markup {
  const edits = editsOf(letter)
  return markup`<tr class="${letter.standing}"><td>${letter.publishedOn}</td><td><a href="${linkTo(letterPath(column, postId), from)}">${letter.title}</a></td><td>${letter.number}</td><td>${bilingual(STANDINGS[letter.standing].label)}</td><td>${edits > 0 && `${edits} 次`}</td></tr>
`
}
