import {
  crumbs,
  FONT_TOOLS,
  footer,
  MENU,
  metaTags,
  neighbours,
  reads,
  scanCode,
  SHARE_BAR,
  sideList,
  siteOf,
} from '../furniture.ts'
import { type Facts, hashOf, type MadeLetter } from '../letters.ts'
import {
  type Asked,
  htmlPage,
  jsonPage,
  lettersOf,
  type Model,
  type Page,
  type Pages,
  rowsOf,
  type State,
  type Template,
} from '../model.ts'
import { letterHtml, plainColumn, type PlainColumn, type Skin } from '../plain-column.ts'
import { attribute, escapedTitle } from '../titles.ts'

/**
 * Hanweb's jcms: the rows of a listing are in an XML island, further ones come by POST to `dataproxy.jsp`. Its successor jpaas draws the
 * whole listing from `build/unit`, as HTML in JSON.
 */

/** Comments of the system and its own meta elements round the body. */
const zoom: Skin = {
  letter: (view) => `<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
<title>${escapedTitle(view.letter)}</title>
<meta name="Maketime" content="2025-07-02 0${view.state.crawl % 10}:12:37">
${metaTags(view)}
</head>
<body>
<div class="wz-top">${MENU}</div>
<div class="position"><table cellspacing="0"><tbody><tr><td>${crumbs(view)}</td></tr></tbody></table></div>
<div class="wz-con bt-box-1200"><div class="con">
<p class="con-title"> <!--<$[标题]>begin-->${escapedTitle(view.letter)}<!--<$[标题]>end--></p>
<div class="small-title clearfix"><span>发布日期：${view.letter.publishedOn}</span><span>浏览次数：${reads(view)}</span><span>信息来源：<!--<$[信息来源]>begin-->${view.letter.source}<!--<$[信息来源]>end--></span></div>
<div class="main-txt" id="zoom"><!--<$[信息内容]>begin--><!--ZJEG_RSS.content.begin--><meta name="ContentStart">
${view.body}
<meta name="ContentEnd"><!--ZJEG_RSS.content.end--><!--<$[信息内容]>end--></div>
<div class="main-word"><div class="main-word-left">${SHARE_BAR}</div><div class="main-word-right"><span class="printer">打印</span><span class="close">关闭</span></div></div>
</div></div>
${footer(view.facts)}
</body></html>`,
  list: () => '',
}

/** Tables, and the title in the cell of the system. */
const table: Skin = {
  letter: (view) => `<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
<title>${siteOf(view.facts)} ${view.facts.columnName} ${escapedTitle(view.letter)}</title></head>
<body>
<div id="jtop">${MENU}</div>
<table width="1000" align="center" class="bt_a"><tr><td class="bt_position">${crumbs(view)}</td></tr>
<tr><td class="bt_title">${escapedTitle(view.letter)}</td></tr>
<tr><td class="bt_info"><table width="100%"><tr><td>发布日期：${view.letter.publishedOn} 10:02</td><td>来源：${view.letter.source}</td><td>浏览次数：<script>document.write(${reads(view)})</script></td><td>${FONT_TOOLS}</td></tr></table></td></tr>
<tr><td class="bt_content"><div id="zoom">
${view.body}
</div></td></tr>
<tr><td class="bt_tools">【打印本页】【关闭窗口】</td></tr></table>
${scanCode()}
${footer(view.facts)}
</body></html>`,
  list: () => '',
}

/** The successor's design. */
const successor: Skin = {
  letter: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${escapedTitle(view.letter)}</title>
${metaTags(view, { time: '11:05' })}</head>
<body>
<div class="header">${MENU}</div>
<div class="dqwz">${crumbs(view)}</div>
<div class="article"><p class="sp_title">${escapedTitle(view.letter)}</p>
<div class="sp_time cf"><font>发布时间：${view.letter.publishedOn} 11:05</font><font>信息来源：${view.letter.source}</font><font class="hits">阅读：<b>${reads(view)}</b>次</font></div>
<div class="article-conter" id="zoom">
${view.body}
</div>
<div class="pageturn">${neighbours(view)}</div>
${scanCode()}
</div>
<div class="aside">${sideList(view, '要闻', 4)}</div>
${footer(view.facts)}
</body></html>`,
  list: () => '',
}

/** The frame of a listing, with what draws its rows. */
function listFrame(facts: Facts, columnPath: string, skin: 0 | 1, rows: string): string {
  const frame = skin === 0 ? ['default_pgContainer', 'list_nr'] : ['pgContainer-new', 'zw-list']
  return `<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"><title>${siteOf(facts)} ${facts.columnName}</title>
<meta name="ColumnName" content="${facts.columnName}"><meta name="ColumnType" content="">
</head><body>
<div class="wz-top">${MENU}</div>
<div class="position">${crumbs({ facts, columnPath })}</div>
<div class="${frame[1] ?? ''}"><div class="${frame[0] ?? ''}">
${rows}
</div></div>
${footer(facts)}
</body></html>`
}

const recordOf = (skin: 0 | 1, href: string, letter: MadeLetter) =>
  skin === 0
    ? `<li><a href="${href}" target="_blank" title="${attribute(letter.title)}"><span>${escapedTitle(letter)}</span><i>${letter.publishedOn}</i></a></li>`
    : `<tr><td><a title='${escapedTitle(letter)}' href='${href}' target='_blank'>${escapedTitle(letter)}</a></td><td class="time">[${letter.publishedOn}]</td></tr>`

/** One answer of a site. */
type Answer = (asked: Asked) => Page

type Hanweb = Pick<PlainColumn, 'name' | 'facts' | 'body' | 'skins'> & { columnId: number }

const artPath =
  (columnId: number) =>
  ({ publishedOn, id }: MadeLetter): string => {
    const [year = '', month = '', day = ''] = publishedOn.split('-')
    return `/art/${year}/${Number(month)}/${Number(day)}/art_${columnId}_${30_330_000 + id * 13}.html`
  }

/** The pages of all letters. */
function columnPages(options: Hanweb, letterPath: (letter: MadeLetter) => string, columnPath: string) {
  const about = { ...options, columnPath, letterPath }
  return (model: Model, state: State): Pages =>
    new Map(
      lettersOf(model).map((letter) => [
        letterPath(letter),
        ({ nth }) => htmlPage(letterHtml(about, model, state, letter, nth)),
      ]),
    )
}

/** How the rest of a listing is had: `post` as the page's script asks, `nextgroup` by an address in the island, `all` is there already. */
function jcms(options: Hanweb & { rest: 'post' | 'nextgroup' | 'all' }): Template {
  const { name, facts, columnId, rest } = options
  const columnPath = `/col/col${columnId}/index.html`
  const path = artPath(columnId)
  const lettersPages = columnPages(options, path, columnPath)
  const unitId = columnId + 5_020
  const record = (skin: 0 | 1) => (letter: MadeLetter) =>
    `<record><![CDATA[\n${recordOf(skin, path(letter), letter)}]]></record>`
  const proxy = `/module/web/jpage/dataproxy.jsp`
  const asked = `appid=1&webid=29&path=/&columnid=${columnId}&unitid=${unitId}&webname=${encodeURIComponent(siteOf(facts))}&permissiontype=0`
  return {
    name: `jcms ${name}`,
    system: 'jcms',
    columnPath,
    facts,
    letterPath: path,
    pages(model, state) {
      const { listed } = model
      const pages = lettersPages(model, state)
      const count = Math.ceil(listed.length / facts.perPage)
      const storeOf = (letters: MadeLetter[], next: number) =>
        `<datastore>\n<totalrecord>${listed.length}</totalrecord>\n<totalpage>${count}</totalpage>\n${
          rest === 'nextgroup' && next <= count
            ? `<nextgroup><![CDATA[<a href="${proxy}?page=${next}&${asked}"></a>]]></nextgroup>\n`
            : ''
        }<recordset>\n${letters.map(record(state.skin)).join('\n')}\n</recordset></datastore>`
      const first = rest === 'all' ? listed : listed.slice(0, facts.perPage)
      pages.set(columnPath, () =>
        htmlPage(
          listFrame(
            facts,
            columnPath,
            state.skin,
            `<div id="${unitId}" class="${state.skin === 0 ? 'lb' : 'lb-new'}">
<script type="text/xml">${storeOf(first, 2)}</script>
<script language="javascript">
var maintable = jQuery('#${unitId}'); $('#${unitId}').jpage({ dataBefore:"<ul>", dataAfter:"</ul>", themeName:'default', openCookies:false, totalRecord:${listed.length}, perPage:${facts.perPage}, groupSize:1, barPosition:'bottom', proxyUrl:'${proxy}', ajaxParam:{ dataType: 'xml', type: 'POST', async: true, cache: true, data:{ col:1, appid:1, webid:29, path:'/', columnid:${columnId}, sourceContentType:1, unitid:'${unitId}', webname:'${siteOf(facts)}', permissiontype:0 } } });
</script></div>`,
          ),
        ),
      )
      // Rows are asked for by their numbers or by page, with the column's numbers in the query or in the form.
      const answer: Answer = ({ query, form }) => {
        const given = (name: string) => form.get(name) ?? query.get(name)
        if (given('columnid') !== String(columnId) || given('unitid') !== String(unitId))
          return { ...htmlPage(''), status: 500 }
        const page = Number(given('page'))
        const letters =
          page > 0
            ? rowsOf(model, page).rows
            : listed.slice(Number(given('startrecord')) - 1, Number(given('endrecord') ?? listed.length))
        return { body: storeOf(letters, page > 0 ? page + 1 : count + 1), type: 'text/xml;charset=UTF-8' }
      }
      if (rest !== 'all') pages.set(`POST ${proxy}`, answer)
      if (rest === 'nextgroup') pages.set(proxy, answer)
      return pages
    },
  }
}

/** A listing that `build/unit` draws: HTML in JSON, page by page. */
function jpaas(options: Hanweb & { letterPath: (letter: MadeLetter) => string; tagId: string; webId: string }): Template {
  const { name, facts, columnId, tagId, webId, letterPath } = options
  const columnPath = `/col/col${columnId}/index.html`
  const lettersPages = columnPages(options, letterPath, columnPath)
  const unit = '/api-gateway/jpaas-publish-server/front/page/build/unit'
  const query = `{'parseType':'bulidstatic','webId':'${webId}','tplSetId':'rZlQrQ3MzlENOr1wE0PeW','pageType':'column','tagId':'${tagId}','editType':'null','pageId':'${columnId}'}`
  return {
    name: `jpaas ${name}`,
    system: 'jpaas',
    columnPath,
    facts,
    letterPath,
    pages(model, state) {
      const pages = lettersPages(model, state)
      pages.set(columnPath, () =>
        htmlPage(
          listFrame(
            facts,
            columnPath,
            state.skin,
            `<script type="text/javascript" src="/cms_files/default/script/AuthorizedRead/unitbuild.js" url="${unit}" queryData="${query}" ${state.skin === 0 ? 'id="unit"' : 'class="unit-new"'}></script>`,
          ),
        ),
      )
      pages.set(unit, ({ query: given }) => {
        if (given.get('tagId') !== tagId || given.get('pageId') !== String(columnId))
          return jsonPage({ success: false, data: {} })
        const page = pageNumberIn(given.get('paramJson'))
        const { rows, pages: count } = rowsOf(model, page)
        const items = rows.map((letter) =>
          state.skin === 0
            ? `<li class="cf"><a class="fl" href="${letterPath(letter)}" title="${attribute(letter.title)}" target="_blank">${escapedTitle(letter)}</a><span class="fr">${letter.publishedOn}</span></li>`
            : `<div class="ls"><span>[${letter.publishedOn}]</span><a href="${letterPath(letter)}">${escapedTitle(letter)}</a></div>`,
        )
        const list =
          state.skin === 0 ? `<ul class="ajax-ul">${items.join('')}</ul>` : `<div class="ajax-div">${items.join('')}</div>`
        return jsonPage({
          success: true,
          data: {
            html: `<div class="page-content">${list}</div><div class="pagination" count="${model.listed.length}" rows="${facts.perPage}" pagecount="${count}" pageno="${page}"></div>`,
          },
        })
      })
      return pages
    },
  }
}

function pageNumberIn(paramJson: string | null): number {
  const { pageNo = 1 } = JSON.parse(paramJson ?? '{}') as { pageNo?: number | string }
  return Number(pageNo)
}

/** The static form of the system: rows are there, pages are asked for by `pageNum`. */
const column: Skin = {
  letter: successor.letter,
  list: (view) => `<html><head><meta charset="utf-8"><title>${view.facts.columnName}</title></head><body>
<div class="header">${MENU}</div><div class="dqwz">${crumbs(view)}</div>
<div class="list-new"><ul>
${view.rows.map(({ letter, href }) => `<li style="border-bottom:1px dashed #ccc"><a href="${href}" target="_blank" title="${attribute(letter.title)}">${escapedTitle(letter)}</a><b>${letter.publishedOn}</b></li>`).join('\n')}
</ul>${view.pager}</div>
${footer(view.facts)}
</body></html>`,
}

const columnTable: Skin = {
  letter: table.letter,
  list: (view) => `<html><head><meta charset="utf-8"><title>${siteOf(view.facts)}</title></head><body>
<div id="jtop">${MENU}</div>
<table width="1000" align="center" class="lm_a"><tr><td>${crumbs(view)}</td></tr>
${view.rows.map(({ letter, href }) => `<tr><td class="bt_link"><a href="${href}">${escapedTitle(letter)}</a></td><td class="bt_time">${letter.publishedOn}</td></tr>`).join('\n')}
<tr><td>${view.pager}</td></tr></table>
${footer(view.facts)}
</body></html>`,
}

export const HANWEB: Template[] = [
  jcms({
    name: 'with rows by POST',
    facts: { place: '溪山市', columnName: '政协提案复文', chamber: 'cppcc', seed: 11, perPage: 3, with: ['files'] },
    columnId: 1_621_004,
    body: 'paragraphs',
    skins: [zoom, successor],
    rest: 'post',
  }),
  jcms({
    name: 'with all rows in the page',
    facts: { place: '竹屿县', columnName: '人大建议答复', chamber: 'npc', seed: 12, perPage: 5, with: ['annex'] },
    columnId: 48_210,
    body: 'word',
    skins: [table, zoom],
    rest: 'all',
  }),
  jcms({
    name: 'with the address of the next rows',
    facts: { place: '荻港市', columnName: '建议提案办理公开', chamber: 'cppcc', seed: 13, perPage: 4, with: ['pictures'] },
    columnId: 7_745,
    body: 'cell',
    skins: [successor, table],
    rest: 'nextgroup',
  }),
  jpaas({
    name: 'unit',
    facts: { place: '星渚区', columnName: '提案办理', chamber: 'cppcc', seed: 14, perPage: 5, with: ['files'] },
    columnId: 1_229_743_683,
    letterPath: (letter) => `/col/col1229743683/art/${letter.publishedOn.slice(0, 4)}/art_${hashOf(letter)}.html`,
    tagId: '当前栏目list',
    webId: '3390',
    body: 'numberedIds',
    skins: [successor, zoom],
  }),
  jpaas({
    name: 'unit of a ministry',
    facts: { place: '远岫省', columnName: '建议复文', chamber: 'npc', seed: 15, perPage: 3, with: ['pictures'] },
    columnId: 52_017,
    letterPath: (letter) => {
      const [year = '', month = '', day = ''] = letter.publishedOn.split('-')
      return `/art/${year}/${Number(month)}/${Number(day)}/art_52017_${900_000 + letter.id * 17}.html`
    },
    tagId: '右侧内容',
    webId: '8d828e408d90447786ddbe128d495e9e',
    body: 'wrappedEnd',
    skins: [zoom, table],
  }),
  plainColumn({
    name: 'col and art by pageNum',
    system: 'col-art',
    columnPath: '/col/col35102/index.html',
    facts: { place: '枕河县', columnName: '政协提案', chamber: 'cppcc', seed: 16, perPage: 5, with: ['annex'] },
    body: 'breaks',
    skins: [column, columnTable],
    letterPath: artPath(35_102),
    pagePath: (page) => `/col/col35102/index.html?uid=102844&pageNum=${page}`,
    pager: ({ page, pages, total, pathOf }) =>
      `<div class="default_pgPanel">共${total}条 第${page}/${pages}页 ${page < pages ? `<a href="${pathOf(page + 1).replace('&', '&amp;')}">下一页</a> <a href="${pathOf(pages).replace('&', '&amp;')}">尾页</a>` : ''}</div>`,
  }),
]
