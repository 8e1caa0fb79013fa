import type { IncomingMessage } from 'node:http'
import type { Answer } from './loopback-column.ts'

/** A letter as a list shows it; `number` is its number in the system, and `path` where it is on the site. */
export type ListedRow = { number: number; path: string; title: string; day: string }

/**
 * A system that publishes lists, in the likeness of real sites of it. `column` is the list's address on its site, `pathOf` that of a letter,
 * `idOf` the id under which the letter is known. `serve` gives the answers of the list by path, `perPage` rows a page; `secondPage` is the
 * path of its second page.
 */
export type ListingSystem = {
  name: string
  source: string
  column: string
  pathOf: (number: number) => string
  idOf: (number: number) => string | RegExp
  secondPage?: string
  serve: (rows: ListedRow[], perPage: number) => Map<string, Answer>
}

const MENU = `<div class="nav"><ul><li><a href="/">网站首页</a></li><li><a href="/zwgk/">政务公开</a></li><li><a href="/zwgk/tzgg/">通知公告</a></li><li><a href="/hdjl/">互动交流</a></li></ul></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 建议提案办理</div>`
const SIDE = `<div class="side-hot"><h3>热点信息</h3><ul><li><a href="/zwgk/tzgg/20250101/901001.html">示例市关于开展申报工作的通知</a><span>2025-01-01</span></li><li><a href="/zwgk/tzgg/20250102/901002.html">示例市关于印发管理办法的通知</a><span>2025-01-02</span></li></ul></div>`
const FOOT = `<div class="footer"><p>主办单位：示例市科技创新局</p><p><a href="https://beian.example/">示ICP备00000000号</a></p></div>`

function html(main: string, { menu = MENU, head = '' } = {}): string {
  return `<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>建议提案办理-示例市科技创新局</title>${head}</head><body>${menu}<div class="main">${main}</div>${SIDE}${FOOT}</body></html>`
}

function chunks(rows: ListedRow[], perPage: number): ListedRow[][] {
  const count = Math.max(1, Math.ceil(rows.length / perPage))
  return Array.from({ length: count }, (_, at) => rows.slice(at * perPage, (at + 1) * perPage))
}

const li = ({ path, title, day }: ListedRow) =>
  `<li><a href="${path}" title="${title}" target="_blank">${title}</a><span class="date">${day}</span></li>`
const ul = (rows: ListedRow[]) => `<ul class="list">${rows.map(li).join('\n')}</ul>`

/** Pages in files: `address` names page k's, `main` makes what is in it. */
function inFiles(
  rows: ListedRow[],
  perPage: number,
  address: (k: number) => string,
  main: (page: ListedRow[], k: number, pages: number, total: number) => string,
): Map<string, Answer> {
  const pages = chunks(rows, perPage)
  return new Map(pages.map((page, at) => [address(at + 1), { body: html(main(page, at + 1, pages.length, rows.length)) }]))
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return new URLSearchParams(Buffer.concat(parts).toString())
}

const TRS: ListingSystem = {
  name: 'TRS, files counted from zero',
  source: 'html',
  column: '/zwgk/jytabl/',
  pathOf: (number) => `/zwgk/jytabl/202311/t20231101_${number}.html`,
  idOf: String,
  secondPage: '/zwgk/jytabl/index_1.html',
  serve: (rows, perPage) =>
    inFiles(
      rows,
      perPage,
      (k) => `/zwgk/jytabl/${k === 1 ? '' : `index_${k - 1}.html`}`,
      (page, k, pages) =>
        `${ul(page.map((row) => ({ ...row, path: `./202311/t20231101_${row.number}.html` })))}<div class="page"><script>createPageHTML(${pages}, ${k - 1}, "index", "html");</script></div>`,
    ),
}

const COUNT_PAGE: ListingSystem = {
  name: 'hashes for addresses, a script variable for the count, unknown numbering',
  source: 'html',
  column: '/ztzl/tabl/index.shtml',
  pathOf: (number) => `/ztzl/tabl/${String(number).padStart(32, '0')}.shtml`,
  idOf: (number) => String(number).padStart(32, '0'),
  secondPage: '/ztzl/tabl/index_2.shtml',
  serve: (rows, perPage) =>
    inFiles(
      rows,
      perPage,
      (k) => `/ztzl/tabl/index${k === 1 ? '' : `_${k}`}.shtml`,
      (page, k, pages) =>
        `${ul(page)}<script>var countPage = ${pages}; var nowPage = ${k}; createPageHTML(countPage, nowPage);</script>`,
    ),
}

const JHTML: ListingSystem = {
  name: 'Java CMS, .jhtml, counts in the text of the pager',
  source: 'html',
  column: '/rdjy/index.jhtml',
  pathOf: (number) => `/rdjy/${number}.jhtml`,
  idOf: String,
  secondPage: '/rdjy/index_2.jhtml',
  serve: (rows, perPage) =>
    inFiles(
      rows,
      perPage,
      (k) => `/rdjy/index${k === 1 ? '' : `_${k}`}.jhtml`,
      (page, k, pages, total) =>
        `<table class="tb"><tr><th>序号</th><th>标题</th><th>日期</th></tr>${page.map(({ path, title, day }, at) => `<tr class="row${at % 2}"><td>${at + 1}</td><td><a href="${path}">${title}</a></td><td>${day}</td></tr>`).join('')}</table><div class="pagesite">共${total}条 ${k}/${pages}页 <a href="index.jhtml">首页</a> <a href="index_${Math.min(k + 1, pages)}.jhtml">下一页</a> <a href="index_${pages}.jhtml">尾页</a></div>`,
    ),
}

const QUERY: ListingSystem = {
  name: 'parameters for pages and letters',
  source: 'html',
  column: '/site/list.jsp?cid=12',
  pathOf: (number) => `/site/content.jsp?id=${number}`,
  idOf: String,
  secondPage: '/site/list.jsp?cid=12&page=2',
  serve: (rows, perPage) =>
    inFiles(
      rows,
      perPage,
      (k) => `/site/list.jsp?cid=12${k === 1 ? '' : `&page=${k}`}`,
      (page, k, pages) =>
        `<dl class="news">${page.map(({ number, title, day }) => `<dt><a href="content.jsp?id=${number}">${title}</a></dt><dd>${day}</dd>`).join('')}</dl><div class="pager">${Array.from({ length: pages }, (_, at) => (at + 1 === k ? `<b>${k}</b>` : `<a href="list.jsp?cid=12&amp;page=${at + 1}">${at + 1}</a>`)).join('')}</div>`,
    ),
}

const ASPX: ListingSystem = {
  name: 'ASP.NET, pages by posting the form',
  source: 'html',
  column: '/newslist.aspx',
  pathOf: (number) => `/newsview.aspx?id=${number}`,
  idOf: String,
  serve(rows, perPage) {
    const pages = chunks(rows, perPage)
    const pageOf = (k: number) =>
      html(
        `<form method="post" action="newslist.aspx" id="form1"><input type="hidden" name="__VIEWSTATE" value="dDwtMTA4"><div class="list">${(pages[k - 1] ?? []).map(({ number, title, day }) => `<div class="item"><a href="newsview.aspx?id=${number}">${title}</a><i>[${day}]</i></div>`).join('')}</div><div class="pager">共${pages.length}页 ${pages.map((_, at) => `<a href="javascript:__doPostBack('Pager1','${at + 1}')">${at + 1}</a>`).join('')}</div></form>`,
      )
    const answer: Answer = (request, response) => {
      void bodyOf(request).then((fields) => {
        const isPost = request.method === 'POST' && fields.get('__VIEWSTATE') === 'dDwtMTA4'
        const k = isPost ? Number(fields.get('__EVENTARGUMENT')) : 1
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(pageOf(k))
      })
    }
    return new Map([['/newslist.aspx', answer]])
  },
}

const GO_PAGE: ListingSystem = {
  name: 'a pager whose script writes the address',
  source: 'html',
  column: '/xxgk/list.html',
  pathOf: (number) => `/xxgk/content_${number}.html`,
  idOf: String,
  secondPage: '/xxgk/list_2.html',
  serve: (rows, perPage) =>
    inFiles(
      rows,
      perPage,
      (k) => `/xxgk/list${k === 1 ? '' : `_${k}`}.html`,
      (page, k, pages) =>
        `${ul(page)}<div class="pages"><span onclick="goPage(${k + 1})">下一页</span></div><script>var totalPage = ${pages}; function goPage(n) { window.location.href = "list_" + n + ".html"; }</script>`,
    ),
}

const MOBILE: ListingSystem = {
  name: 'a mobile edition, rows that a script opens',
  source: 'html',
  column: '/m/mindex.html',
  pathOf: (number) => `/m/info/1061/${number}.htm`,
  idOf: String,
  secondPage: '/m/mindex_2.html',
  serve: (rows, perPage) =>
    inFiles(
      rows,
      perPage,
      (k) => `/m/mindex${k === 1 ? '' : `_${k}`}.html`,
      (page, k, pages) =>
        `<div class="rows">${page.map(({ path, title, day }, at) => (at % 2 === 0 ? `<div class="row" onclick="window.open('${path}')"><h4>${title}</h4><p>${day}</p></div>` : `<div class="row" data-url="${path}"><h4>${title}</h4><p>${day}</p></div>`)).join('')}</div>${k < pages ? `<a class="more" href="mindex_${k + 1}.html">下一页 &gt;</a>` : ''}`,
    ),
}

const HANWEB: ListingSystem = {
  name: 'Hanweb jcms, rows in a script and by POST',
  source: 'Hanweb',
  column: '/col/col1229123/index.html',
  pathOf: (number) => `/art/2023/11/1/art_1229123_${number}.html`,
  idOf: String,
  serve(rows, perPage) {
    const record = ({ path, title, day }: ListedRow) =>
      `<record><![CDATA[<li><a href="${path}" title="${title}">${title}</a><span>${day}</span></li>]]></record>`
    const store = (part: ListedRow[]) =>
      `<datastore><totalrecord>${rows.length}</totalrecord><totalpage>${Math.ceil(rows.length / perPage)}</totalpage><recordset>${part.map(record).join('')}</recordset></datastore>`
    const body = html(
      `<div id="5498"></div><script type="text/xml">${store(rows.slice(0, perPage))}</script><script>$('#5498').jpage({ perpage: ${perPage}, totalRecord: ${rows.length}, proxyUrl: '/module/web/jpage/dataproxy.jsp', param: { 'appid': '1', 'webid': '39', 'path': '/', 'columnid': '1229123', 'sourceContentType': '1', 'unitid': '247686', 'webname': '%E7%A4%BA%E4%BE%8B', 'permissiontype': '0' } });</script>`,
    )
    const answers = new Map<string, Answer>([['/col/col1229123/index.html', { body }]])
    for (let start = perPage + 1; start <= rows.length; start += perPage) {
      const end = Math.min(rows.length, start + perPage - 1)
      answers.set(
        `/module/web/jpage/dataproxy.jsp?startrecord=${start}&endrecord=${end}&perpage=${perPage}`,
        (request, response) => {
          void bodyOf(request).then((fields) => {
            const isKnown =
              request.method === 'POST' && fields.get('columnid') === '1229123' && fields.get('unitid') === '247686'
            response
              .writeHead(isKnown ? 200 : 500, { 'content-type': 'application/xml; charset=utf-8' })
              .end(store(rows.slice(start - 1, end)))
          })
        },
      )
    }
    return answers
  },
}

const UNIT = '/api-gateway/jpaas-publish-server/front/page/build/unit'

const JPAAS: ListingSystem = {
  name: 'jpaas, a unit that is fetched as JSON',
  source: 'jpaas',
  column: '/zwgk/jyta/index.html',
  pathOf: (number) => `/art/2023/art_${String(number).padStart(32, 'a')}.html`,
  idOf: (number) => String(number).padStart(32, 'a'),
  serve(rows, perPage) {
    const answers = new Map<string, Answer>([
      [
        '/zwgk/jyta/index.html',
        {
          body: html(
            `<div class="box"><script url="${UNIT}" queryData="{'parseType':'bulidstatic','webId':'39','tplSetId':'abc','pageType':'column','tagId':'列表分页','editType':'null','pageId':'1234'}"></script></div><script>var pageSize = ${perPage};</script>`,
          ),
        },
      ],
    ])
    for (const [at, page] of chunks(rows, perPage).entries()) {
      const query = new URLSearchParams({
        ...{
          parseType: 'bulidstatic',
          webId: '39',
          tplSetId: 'abc',
          pageType: 'column',
          tagId: '列表分页',
          editType: 'null',
          pageId: '1234',
        },
        paramJson: JSON.stringify({ pageNo: at + 1, pageSize: perPage }),
      })
      const unit = `${ul(page)}<div class="pagination" rows="${perPage}" count="${rows.length}"></div>`
      answers.set(`${UNIT}?${query.toString()}`, {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: 200, data: { html: unit } }),
      })
    }
    return answers
  },
}

const CATALOGUE: ListingSystem = {
  name: 'the disclosure catalogue of NFCMS',
  source: 'NFCMS catalogue',
  column: '/kjj/gkmlpt/index#2811',
  pathOf: (number) => `/kjj/gkmlpt/content/10/10040/post_${number}.html`,
  idOf: String,
  secondPage: '/kjj/gkmlpt/api/all/2811?page=2&sid=755037',
  serve(rows, perPage) {
    const shell = html('<div id="app"></div>', {
      head: "<script>window._CONFIG = { SID: '755037', CATE: [], NAME: '示例市' };</script>",
    })
    const answers = new Map<string, Answer>([['/kjj/gkmlpt/index', { body: shell }]])
    for (const [at, page] of chunks(rows, perPage).entries()) {
      const articles = page.map(({ number, path, title, day }) => ({
        ...{ id: number, title, url: path, publisher: '示例市科技创新局' },
        ...{
          date: Date.parse(`${day}T00:30:00+08:00`) / 1000,
          display_publish_time: Date.parse(`${day}T00:30:00+08:00`) / 1000,
        },
      }))
      answers.set(`/kjj/gkmlpt/api/all/2811?page=${at + 1}&sid=755037`, {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ total: rows.length, articles }),
      })
    }
    return answers
  },
}

const SCRIPT: ListingSystem = {
  name: 'a list in an array of a script',
  source: 'script',
  column: '/jyta/',
  pathOf: (number) => `/jyta/doc/${number}.html`,
  idOf: String,
  serve: (rows) =>
    new Map([
      [
        '/jyta/',
        {
          body: html(
            `<div id="list"></div><script>var docs = [${rows.map(({ path, title, day }) => `{ "docTitle": "${title}", "docPubUrl": "${path.slice(1).replace(/^jyta/, '.')}", "docRelTime": "${day} 09:30" }`).join(',')}]; render(docs);</script>`,
          ),
        },
      ],
    ]),
}

const FRAME: ListingSystem = {
  name: 'a list in an iframe',
  source: 'html',
  column: '/tabl/',
  pathOf: (number) => `/tabl/view/${number}.html`,
  idOf: String,
  secondPage: '/tabl/frame/list_1.html',
  serve(rows, perPage) {
    const answers = inFiles(
      rows,
      perPage,
      (k) => `/tabl/frame/list${k === 1 ? '' : `_${k - 1}`}.html`,
      (page, _, pages) =>
        `${ul(page)}<p>${Array.from({ length: pages }, (_, at) => `<a href="list${at === 0 ? '' : `_${at}`}.html">${at + 1}</a>`).join(' ')} 共${pages}页</p>`,
    )
    const shell = `<!DOCTYPE html><html><head><title>建议提案办理</title></head><body>${MENU}<iframe id="list" src="frame/list.html" width="100%"></iframe></body></html>`
    return answers.set('/tabl/', { body: shell })
  },
}

const LONG_NAMES: ListingSystem = {
  name: 'addresses without an id, titles beside the link',
  source: 'html',
  column: '/zfxxgk/',
  pathOf: (number) => `/zfxxgk/tabl/fu-han-${number}.html`,
  idOf: (number) => new RegExp(`^fu-han-${number}-[0-9a-f]{10}$`),
  serve: (rows) =>
    new Map([
      [
        '/zfxxgk/',
        {
          body: html(
            `<table><tbody>${rows.map(({ path, title, day }) => `<tr><td>${title}</td><td>${day}</td><td><a href="${path}">[查看]</a></td></tr>`).join('')}</tbody></table>`,
          ),
        },
      ],
    ]),
}

export const LISTING_SYSTEMS: ListingSystem[] = [
  ...[TRS, COUNT_PAGE, JHTML, QUERY, ASPX, GO_PAGE, MOBILE, HANWEB, JPAAS, CATALOGUE, SCRIPT, FRAME, LONG_NAMES],
]
