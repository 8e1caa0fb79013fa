import type { ColumnSummary } from '../ledger/site-state.ts'
import { SEARCH_PATH, type TextFile } from '../record.ts'
import { type Content, markup } from '../render/markup.ts'
import { pageFile } from './document.ts'
import { both, bothParagraphs } from './elements.ts'

/** A column as `search.js` reads it: `blocks` is the number of blocks in its index. */
type SearchedColumn = { id: string; name: string; blocks: number }

/** The page that searches every version of every letter in the reader's browser. */
export function searchPage(cards: ColumnSummary[], blocksOf: (card: ColumnSummary) => number, publicUrl: string): TextFile {
  const columns = cards.map((card): SearchedColumn => ({ id: card.column, name: card.opened.name, blocks: blocksOf(card) }))
  return pageFile({
    path: SEARCH_PATH,
    title: '搜索 Search · letterwatch',
    description: '在全部答复函的全部版本中搜索文字。',
    crumbs: [],
    scripts: ['search'],
    publicUrl,
    body: markup`<h1>${both('搜索', 'Search')}</h1>
${bothParagraphs('搜索全部答复函的全部版本，包括后来删改的文字。搜索在您的浏览器中进行，搜索内容不会发送给任何人。', 'Searches every version of every letter, including text that was edited away later. The search runs in your browser; what you search for is not sent to anyone.')}
<div id="unable" class="notice">${bothParagraphs('搜索需要启用 JavaScript，并通过网站打开本页：直接从文件夹打开时，浏览器不允许读取索引。', 'Search needs JavaScript and a page opened from a web server: browsers do not let a page opened from a folder read the index.')}</div>
<form id="search" role="search" data-columns="${JSON.stringify(columns)}" hidden>
<p><label for="q">${both('关键词（多个词用空格分开）', 'Words (separated by spaces)')}</label>
<input id="q" name="q" type="search" minlength="2" maxlength="100" required autocomplete="off"></p>
${columnChoice(columns)}<button type="submit">${both('搜索', 'Search')}</button>
</form>
<p id="said" role="status"></p>
<ol id="results" class="results"></ol>
<button id="more" type="button" hidden>${both('显示更多', 'Show more')}</button>`,
  })
}

function columnChoice(columns: SearchedColumn[]): Content {
  if (columns.length < 2) return undefined
  return markup`<p><label for="column">${both('栏目', 'Column')}</label>
<select id="column" name="column"><option value="">全部 All</option>${columns.map(({ id, name }) => markup`<option value="${id}">${name}</option>`)}</select></p>
`
}
