import { crumbs, footer, MENU, reads, SHARE_BAR, siteOf } from '../furniture.ts'
import { lettersOf, type Template } from '../model.ts'
import { counted, numbers } from '../pagers.ts'
import { plainColumn, type Skin } from '../plain-column.ts'
import { escapedTitle } from '../titles.ts'

/** Sites that no system explains: rows without links, addresses that are signed anew in every answer, bytes that nobody can read. */

const letter: Skin['letter'] = (
  view,
) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${escapedTitle(view.letter)}</title></head>
<body>
<div class="bar-top">${MENU}</div>
<div class="where">${crumbs(view)}</div>
<div class="detail-wrap"><p class="detail-title">${escapedTitle(view.letter)}</p>
<p class="detail-label">发布机构：${view.letter.source}　发布日期：${view.letter.publishedOn}　阅读：${reads(view)}</p>
<div class="detail-text">
${view.body}
</div>
<div class="detail-end">${SHARE_BAR}</div></div>
${footer(view.facts)}
</body></html>`

const later: Skin['letter'] = (
  view,
) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${siteOf(view.facts)}</title></head>
<body>
<div class="layer"><div class="layer-nav">${MENU}</div>
<div class="layer-h">${escapedTitle(view.letter)}</div>
<div class="layer-s"><span>时间：${view.letter.publishedOn}</span><span>来源：${view.letter.source}</span></div>
<div class="layer-b">
${view.body}
</div></div>
${footer(view.facts)}
</body></html>`

const frame = (view: Parameters<Skin['list']>[0], rows: string): string =>
  `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${view.facts.columnName}</title></head>
<body>
<div class="bar-top">${MENU}</div>
<div class="where">${crumbs(view)}</div>
<ul class="rows${view.state.skin}">
${rows}
</ul>
${view.pager}
${footer(view.facts)}
</body></html>`

/** Rows that a script opens. */
const clickedRows: Skin['list'] = (view) =>
  frame(
    view,
    view.rows
      .map(
        ({ letter: own, href }) =>
          `<li onclick="window.open('${href}')"><span class="r-t">${escapedTitle(own)}</span><span class="r-d">${own.publishedOn}</span></li>`,
      )
      .join('\n'),
  )

/** Rows whose address is an attribute for a script. */
const dataRows: Skin['list'] = (view) =>
  frame(
    view,
    view.rows
      .map(
        ({ letter: own, href }) =>
          `<li data-url="${href}"><a href="javascript:void(0)">${escapedTitle(own)}</a><em>${own.publishedOn}</em></li>`,
      )
      .join('\n'),
  )

const linkedRows: Skin['list'] = (view) =>
  frame(
    view,
    view.rows
      .map(
        ({ letter: own, href }) =>
          `<li><a href="${href}">${escapedTitle(own)}</a><span class="r-d">${own.publishedOn}</span></li>`,
      )
      .join('\n'),
  )

/** `template` with addresses of files that are signed in every answer, and a byte that is no character under the letter. */
function damaged(template: Template): Template {
  return {
    ...template,
    pages(model, state) {
      const pages = template.pages(model, state)
      for (const own of lettersOf(model)) {
        const answer = pages.get(template.letterPath(own))
        pages.set(template.letterPath(own), (asked) => {
          const page = answer?.(asked)
          if (typeof page?.body !== 'string') return page
          const signed = page.body.replace(/(href="\/files\/[^"]+)"/g, `$1?token=${(asked.nth * 7919 + 13).toString(36)}"`)
          const [before = '', after = ''] = signed.split('建议使用')
          return { ...page, body: Buffer.concat([Buffer.from(before), Buffer.of(0xff), Buffer.from(`建议使用${after}`)]) }
        })
      }
      return pages
    },
  }
}

export const AWKWARD: Template[] = [
  plainColumn({
    name: 'rows that are clicked',
    system: 'onclick',
    columnPath: '/open/rdjy/index.html',
    facts: { place: '听泉区', columnName: '人大代表建议', chamber: 'npc', seed: 46, perPage: 5, with: ['files'] },
    body: 'divs',
    skins: [
      { letter, list: clickedRows },
      { letter: later, list: clickedRows },
    ],
    letterPath: ({ id }) => `/open/rdjy/${8_100 + id}.html`,
    pagePath: (page) => `/open/rdjy/index_${page}.html`,
    pager: counted,
  }),
  plainColumn({
    name: 'rows with an address for a script',
    system: 'onclick',
    columnPath: '/open/zxta/index.html',
    facts: { place: '古槐县', columnName: '政协提案', chamber: 'cppcc', seed: 48, perPage: 5, with: ['annex'] },
    body: 'strong',
    skins: [
      { letter: later, list: dataRows },
      { letter, list: dataRows },
    ],
    letterPath: ({ id }) => `/open/zxta/${3_500 + id}.html`,
    pagePath: (page) => `/open/zxta/index_${page}.html`,
    pager: numbers,
  }),
  damaged(
    plainColumn({
      name: 'signed files and a broken byte',
      system: 'damaged',
      columnPath: '/gk/tafh/',
      facts: { place: '望岳市', columnName: '提案复函', chamber: 'cppcc', seed: 50, perPage: 5, with: ['files'] },
      body: 'paragraphs',
      skins: [
        { letter, list: linkedRows },
        { letter: later, list: linkedRows },
      ],
      letterPath: ({ id }) => `/gk/tafh/content_${6_600 + id}.html`,
      pagePath: (page) => `/gk/tafh/index_${page}.html`,
      pager: numbers,
    }),
  ),
]
