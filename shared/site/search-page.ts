import type { ColumnCard } from '../ledger/site-state.ts'
import type { TextFile } from '../record.ts'
import { pageFile } from './document.ts'
import { both, bothParagraphs } from './languages.ts'
import { type Content, markup } from '../render/markup.ts'

/** A column as the search page knows it: `blocks` is how many blocks its index has. */
type Searched = { id: string; name: string; blocks: number }

/** The page that searches every version of every letter in the reader's browser. */
export function searchPage(cards: ColumnCard[], blocksOf: (card: ColumnCard) => number, publicUrl: string): TextFile {
  const columns = cards.map((card): Searched => ({ id: card.column, name: card.opened.name, blocks: blocksOf(card) }))
  return pageFile({
    path: 'search.html',
    title: '搜索 Search · letterwatch',
    description: '在全部信件的全部版本中查找文字。',
    crumbs: [],
    scripts: ['search'],
    publicUrl,
    body: markup`<h1>${both('搜索', 'Search')}</h1>
${bothParagraphs('在全部信件的全部版本中查找文字，包括后来改掉的。查找在您的浏览器里进行，查什么不会告诉任何人。', 'Looks through every version of every letter, also what was edited away. It happens in your browser: nobody is told what you look for.')}
<div id="unable" class="notice">${bothParagraphs('搜索需要 JavaScript，并且要从网站打开本页：从文件夹直接打开时，浏览器不允许读取索引。', 'Searching needs JavaScript and a page opened from a web server: from a folder, browsers do not let a page read the index.')}</div>
<form id="search" role="search" data-columns="${JSON.stringify(columns)}" hidden>
<p><label for="q">${both('文字（可用空格分开几个词）', 'Text (several words with spaces between)')}</label>
<input id="q" name="q" type="search" minlength="2" maxlength="100" required autocomplete="off"></p>
${columnChoice(columns)}<button type="submit">${both('查找', 'Search')}</button>
</form>
<p id="said" role="status"></p>
<ol id="results" class="results"></ol>
<button id="more" type="button" hidden>${both('显示更多', 'Show more')}</button>`,
  })
}

function columnChoice(columns: Searched[]): Content {
  if (columns.length < 2) return undefined
  return markup`<p><label for="column">${both('栏目', 'Column')}</label>
<select id="column" name="column"><option value="">全部 All</option>${columns.map(({ id, name }) => markup`<option value="${id}">${name}</option>`)}</select></p>
`
}
