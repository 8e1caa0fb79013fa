import { crumbs, FONT_TOOLS, footer, MENU, reads, scanCode, SHARE_BAR, siteOf } from '../furniture.ts'
import type { Facts, MadeLetter } from '../letters.ts'
import { htmlPage, jsonPage, lettersOf, type Pages, rowsOf, type Template } from '../model.ts'
import { letterHtml, type PlainColumn, type Skin } from '../plain-column.ts'
import { escapedTitle } from '../titles.ts'

/**
 * The disclosure catalogue of the province of Guangdong: an empty page whose script draws JSON, and letters under a table of fields. The
 * category is behind the `#` of the column's address, the site's number in the page.
 */

const postId = ({ id }: MadeLetter) => 11_208_000 + id * 411

/** The table of fields, then the title again, a row with the day and a counter, and the letter. */
const young: Skin = {
  letter: (view) => `<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${escapedTitle(view.letter)}</title></head>
<body class="gkmlpt">
<div class="header"><a class="logo" href="/">${siteOf(view.facts)}</a><div class="name">政府信息公开目录</div></div>
<div class="content-wrap"><div class="crumbs">${crumbs(view)}</div>
<div class="classify"><table><tbody>
<tr><td class="td-label">索引号：</td><td><span>${String(postId(view.letter))}/2025-0${view.letter.id}</span></td><td class="td-label">分类：</td><td><span>${view.facts.columnName}</span></td></tr>
<tr><td class="td-label">发布机构：</td><td><span>${view.letter.source}</span></td><td class="td-label">成文日期：</td><td><span>${view.letter.writtenOn}</span></td></tr>
<tr><td class="td-label">名称：</td><td colspan="3"><span>${escapedTitle(view.letter)}</span></td></tr>
<tr><td class="td-label">文号：</td><td><span></span></td><td class="td-label">发布日期：</td><td><span>${view.letter.publishedOn}</span></td></tr>
<tr><td class="td-label">主题词：</td><td colspan="3"><span></span></td></tr>
</tbody></table></div>
<h1 class="title document-number">${escapedTitle(view.letter)}</h1>
<div class="date-row"><span class="date">发布日期：${view.letter.publishedOn}</span><span class="ly">浏览次数：<i>${reads(view)}</i></span>${FONT_TOOLS}</div>
<div class="article-content">
${view.body}
</div>
<div class="share">${SHARE_BAR}</div></div>
${footer(view.facts)}
</body></html>`,
  list: () => '',
}

/** Fields as a list of definitions after the title. */
const old: Skin = {
  letter: (view) => `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>${view.letter.source}政府信息公开</title></head>
<body>
<div id="top">${MENU}</div>
<div class="xxgk-main">
<h3 class="xxgk-h">${escapedTitle(view.letter)}</h3>
<ul class="xxgk-f"><li><b>名　　称</b>${escapedTitle(view.letter)}</li><li><b>索 引 号</b>${String(postId(view.letter))}-0${view.letter.id}</li><li><b>发布机构</b>${view.letter.source}</li><li><b>成文日期</b>${view.letter.writtenOn}</li><li><b>发布日期</b>${view.letter.publishedOn}</li></ul>
<div class="xxgk-c" id="content">
${view.body}
</div>
${scanCode()}
</div>
${footer(view.facts)}
</body></html>`,
  list: () => '',
}

/** `base` is the folder of an office on a shared host. */
function catalogue(
  options: Pick<PlainColumn, 'name' | 'facts' | 'body' | 'skins'> & { base: string; category: number; sid: string },
): Template {
  const { name, facts, base, category, sid } = options
  const columnPath = `${base}/gkmlpt/index#${category}`
  const letterPath = (letter: MadeLetter) => {
    const id = postId(letter)
    return `${base}/gkmlpt/content/${Math.floor(id / 1_000_000)}/${Math.floor(id / 1_000)}/post_${id}.html`
  }
  return {
    name: `gkmlpt ${name}`,
    system: 'gkmlpt',
    columnPath,
    facts,
    letterPath,
    pages(model, state) {
      const about = { ...options, columnPath, letterPath }
      const pages: Pages = new Map()
      pages.set(`${base}/gkmlpt/index`, () => htmlPage(shellPage(facts, base, category, sid, state.skin)))
      pages.set(`${base}/gkmlpt/api/all/${category}`, ({ query }) => {
        const isKnown = query.get('sid') === sid
        const { rows } = rowsOf(model, Math.max(1, Number(query.get('page') ?? 1)))
        return jsonPage({
          classify: { id: category, name: facts.columnName },
          total: isKnown ? model.listed.length : 0,
          articles: isKnown ? rows.map((letter) => articleOf(letter, `${state.origin}${letterPath(letter)}`, state.crawl)) : [],
        })
      })
      for (const letter of lettersOf(model))
        pages.set(letterPath(letter), ({ nth }) => htmlPage(letterHtml(about, model, state, letter, nth)))
      return pages
    },
  }
}

function articleOf(letter: MadeLetter, url: string, crawl: number) {
  const published = Date.parse(`${letter.publishedOn}T10:30:00+08:00`) / 1000
  return {
    id: postId(letter),
    title: letter.title,
    url,
    post_url: url,
    publisher: letter.source,
    date: letter.publishedOn,
    display_publish_time: published,
    create_time: published - 86_400,
    created_at: `${letter.writtenOn} 09:00:00`,
    index: `${postId(letter)}/2025`,
    view_count: 40 + crawl * letter.id,
    abstract: '',
  }
}

function shellPage(facts: Facts, base: string, category: number, sid: string, skin: 0 | 1): string {
  return `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${siteOf(facts)}政府信息公开平台</title>
<link rel="stylesheet" href="${base}/gkmlpt/static/css/app.${skin === 0 ? '3fa9' : 'b71c'}.css">
<script>
window._CONFIG = {
  DOMAIN: '${base}',
  SID: '${sid}',
  SITE_NAME: '${siteOf(facts)}',
  TREE: [{"id":${category - 5},"name":"政策文件","children":[]},{"id":${category},"name":"${facts.columnName}","children":[]}],
  TYPE: 'index'
};
</script></head>
<body><div id="app"></div><noscript>请启用浏览器脚本后访问政府信息公开平台。</noscript>
<script src="${base}/gkmlpt/static/js/app.js"></script></body></html>`
}

export const CATALOGUE: Template[] = [
  catalogue({
    name: 'of a city',
    facts: { place: '南浦市', columnName: '建议提案办理', chamber: 'cppcc', seed: 17, perPage: 5, with: ['files'] },
    base: '',
    category: 2811,
    sid: '755531',
    body: 'paragraphs',
    skins: [young, old],
  }),
  catalogue({
    name: 'of an office on a shared host',
    facts: {
      place: '东篱区',
      columnName: '人大代表建议答复',
      chamber: 'npc',
      seed: 18,
      perPage: 3,
      with: ['annex', 'pictures'],
    },
    base: '/dlqfgj',
    category: 475,
    sid: '660412',
    body: 'word',
    skins: [old, young],
  }),
]
