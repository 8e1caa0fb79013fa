import { editsOf, type RecordedLetter } from '../record-book.ts'
import { linkTo } from './document.ts'
import { bilingual, both } from './languages.ts'
import { type Content, type Markup, markup } from './markup.ts'
import { letterPath } from './paths.ts'
import { STANDINGS } from './standing.ts'

/** A letter of a column with its post id. */
export type Listed = [postId: string, letter: RecordedLetter]

/** The newest first; letters of one day by their post ids, which the authority gives out roughly in time. */
export function newestFirst([idA, a]: Listed, [idB, b]: Listed): number {
  const [dayA, dayB] = [a.publishedOn ?? '', b.publishedOn ?? '']
  if (dayA !== dayB) return dayA < dayB ? 1 : -1
  return idA.length === idB.length ? (idA < idB ? 1 : -1) : idB.length - idA.length
}

/** `letters` as a table that `sorting.js` lets readers sort; each row's state stands as text, never as a colour alone. */
export function letterTable(caption: Content, letters: Listed[], column: string, from: string): Markup {
  return markup`<table class="letters sortable">
<caption>${caption}</caption>
<thead><tr><th scope="col" aria-sort="descending">${both('公开日期', 'Published')}</th><th scope="col">${both('标题', 'Title')}</th><th scope="col">${both('编号', 'Number')}</th><th scope="col">${both('状态', 'State')}</th><th scope="col">${both('修改次数', 'Edits')}</th></tr></thead>
<tbody>
${letters.map(([postId, letter]) => letterRow(postId, letter, column, from))}</tbody>
</table>`
}

function letterRow(postId: string, letter: RecordedLetter, column: string, from: string): Markup {
  const { publishedOn, title, number, standing } = letter
  const edits = editsOf(letter)
  return markup`<tr class="${standing}"><td>${publishedOn}</td><td><a lang="zh-CN" href="${linkTo(letterPath(column, postId), from)}">${title}</a></td><td lang="zh-CN">${number}</td><td>${bilingual(STANDINGS[standing].label)}</td><td>${edits > 0 && both(`修改 ${edits} 次`, edits === 1 ? '1 edit' : `${edits} edits`)}</td></tr>
`
}
