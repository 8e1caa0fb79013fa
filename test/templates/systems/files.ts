import { bodyHtml } from '../bodies.ts'
import { crumbs, footer, MENU, reads, scanCode, SHARE_BAR, sideList, siteOf } from '../furniture.ts'
import { type MadeLetter, paragraphsOf } from '../letters.ts'
import { htmlPage, lettersOf, type Model, type Pages, type State, type Template } from '../model.ts'
import { pdfOf } from '../pdf.ts'
import { numbers, scripted } from '../pagers.ts'
import { plainColumn, type PlainColumn, type Skin } from '../plain-column.ts'
import { attribute, escapedTitle } from '../titles.ts'

/** Letters that are files, and letters that are turned like a book. */

const pdfPath = ({ id, publishedOn }: MadeLetter) =>
  `/attach/${publishedOn.slice(0, 4)}/${publishedOn.replaceAll('-', '')}_${610 + id}.pdf`

/** The files of all letters, as the letters are now. */
const pdfPages = (model: Model): Pages =>
  new Map(
    lettersOf(model).map((letter) => [
      pdfPath(letter),
      () => ({ body: pdfOf(letter.title, paragraphsOf(letter)), type: 'application/pdf' }),
    ]),
  )

/** A page round a file: the letter is what the frame shows. */
const viewer: Skin = {
  letter: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${escapedTitle(view.letter)}</title></head>
<body>
<div class="head">${MENU}</div>
<div class="wz">${crumbs(view)}</div>
<div class="pdf-page"><h1>${escapedTitle(view.letter)}</h1>
<p class="pdf-info">发布时间：${view.letter.publishedOn}　来源：${view.letter.source}　浏览：${reads(view)}次</p>
<div class="pdf-box"><iframe src="/pdfjs/web/viewer.html?file=${pdfPath(view.letter)}" width="100%" height="900"></iframe></div>
${scanCode()}</div>
${footer(view.facts)}
</body></html>`,
  list: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${view.facts.columnName}</title></head>
<body>
<div class="head">${MENU}</div>
<div class="wz">${crumbs(view)}</div>
<ul class="pdf-list">
${view.rows.map(({ letter, href }) => `<li><a href="${href}" title="${attribute(letter.title)}" target="_blank">${escapedTitle(letter)}</a><span>${letter.publishedOn}</span></li>`).join('\n')}
</ul>
${view.pager}
${footer(view.facts)}
</body></html>`,
}

const embedded: Skin = {
  letter: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${siteOf(view.facts)}</title></head>
<body>
<div class="t">${MENU}</div>
<div class="m"><div class="m-t">${escapedTitle(view.letter)}</div><div class="m-i"><span>${view.letter.source}</span><span>${view.letter.publishedOn}</span></div>
<embed type="application/pdf" src="${pdfPath(view.letter)}" width="800" height="1100"></div>
${footer(view.facts)}
</body></html>`,
  list: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${view.facts.columnName}</title></head>
<body>
<div class="t">${MENU}</div>
<table class="m">
${view.rows.map(({ letter, href }) => `<tr><td>${letter.publishedOn}</td><td><a href="${href}" target="_blank">${escapedTitle(letter)}</a></td></tr>`).join('\n')}
</table>
${view.pager}
${footer(view.facts)}
</body></html>`,
}

/** A letter in two pages, with links to turn them. */
const turned: Skin = {
  letter: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${escapedTitle(view.letter)}</title></head>
<body>
<div class="head">${MENU}</div>
<div class="wz">${crumbs(view)}</div>
<div class="article"><h1>${escapedTitle(view.letter)}</h1>
<div class="info"><span>来源：${view.letter.source}</span><span>时间：${view.letter.publishedOn}</span></div>
<div class="text" id="text">
${view.body}
</div>
${SHARE_BAR}</div>
<div class="side-col">${sideList(view, '相关新闻', 4)}</div>
${footer(view.facts)}
</body></html>`,
  list: viewer.list,
}

const turnedNew: Skin = {
  letter: (
    view,
  ) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${escapedTitle(view.letter)}_${siteOf(view.facts)}</title></head>
<body>
<div class="t">${MENU}</div>
<div class="reading"><div class="reading-t">${escapedTitle(view.letter)}</div><div class="reading-i">${view.letter.publishedOn} ${view.letter.source} 浏览 ${reads(view)}</div>
<div class="reading-c">
${view.body}
</div></div>
${footer(view.facts)}
</body></html>`,
  list: embedded.list,
}

/** A column whose letters go over two pages: the second is `N_2.html`. */
function turnedColumn(options: PlainColumn): Template {
  const plain = plainColumn(options)
  const secondPath = (letter: MadeLetter) => options.letterPath(letter).replace('.html', '_2.html')
  const withPart = (model: Model, letter: MadeLetter, part: MadeLetter): Model => ({
    ...model,
    listed: model.listed.map((other) => (other.id === letter.id ? part : other)),
    unlisted: model.unlisted.map((other) => (other.id === letter.id ? part : other)),
  })
  const answer = (model: Model, state: State, letter: MadeLetter, page: 1 | 2): string => {
    const half = Math.ceil(letter.main.length / 2)
    const part: MadeLetter =
      page === 1
        ? { ...letter, main: letter.main.slice(0, half), signOff: [], annex: [], files: [] }
        : { ...letter, main: letter.main.slice(half) }
    const served = plain.pages(withPart(model, letter, part), state).get(options.letterPath(letter))
    const page1 = served?.({ query: new URLSearchParams(), form: new URLSearchParams(), nth: 0 })
    const turn =
      page === 1
        ? `<div class="turn"><span>1</span> <a href="${secondPath(letter)}">2</a> <a href="${secondPath(letter)}">下一页</a></div>`
        : `<div class="turn"><a href="${options.letterPath(letter)}">上一页</a> <a href="${options.letterPath(letter)}">1</a> <span>2</span></div>`
    const body = bodyHtml(options.body, part)
    return String(page1?.body).replace(body, () => `${body}\n${turn}`)
  }
  return {
    ...plain,
    pages: (model, state) => {
      const pages = plain.pages(model, state)
      for (const letter of lettersOf(model)) {
        pages.set(options.letterPath(letter), () => htmlPage(answer(model, state, letter, 1)))
        pages.set(secondPath(letter), () => htmlPage(answer(model, state, letter, 2)))
      }
      return pages
    },
  }
}

const pdfRows = plainColumn({
  name: 'rows that are files',
  system: 'pdf',
  columnPath: '/xxgk/taffj/',
  facts: { place: '星渚区', columnName: '提案答复函', chamber: 'cppcc', seed: 43, perPage: 5 },
  body: 'paragraphs',
  skins: [viewer, embedded],
  letterPath: pdfPath,
  pagePath: (page) => `/xxgk/taffj/index_${page}.html`,
  pager: scripted('index', 'html'),
  further: pdfPages,
})

const pdfFrames = plainColumn({
  name: 'files in a viewer',
  system: 'pdf',
  columnPath: '/xxgk/jyfj/',
  facts: { place: '远岫省', columnName: '建议答复', chamber: 'npc', seed: 44, perPage: 5 },
  body: 'paragraphs',
  skins: [viewer, embedded],
  letterPath: ({ id }) => `/xxgk/jyfj/${9_900 + id}.html`,
  pagePath: (page) => `/xxgk/jyfj/index_${page}.html`,
  pager: numbers,
  further: pdfPages,
})

export const FILES: Template[] = [
  { ...pdfRows, bodyAs: 'text' },
  { ...pdfFrames, bodyAs: 'text' },
  turnedColumn({
    name: 'letters of two pages',
    system: 'turned',
    columnPath: '/zwgk/tafh/',
    facts: { place: '枕河县', columnName: '提案复函', chamber: 'cppcc', seed: 45, perPage: 5, with: ['files'] },
    body: 'paragraphs',
    skins: [turned, turnedNew],
    letterPath: ({ id }) => `/zwgk/tafh/${2_600 + id}.html`,
    pagePath: (page) => `/zwgk/tafh/index_${page}.html`,
    pager: numbers,
  }),
]
