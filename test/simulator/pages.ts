/** A letter as a page shows it; `body` has one paragraph an item, `file` is the address of the file that is attached to it. */
type ShownLetter = { title: string; day: string; body: readonly string[]; file?: string | undefined }

/** What a page shows beside its letter, different in each request. */
type Clutter = { visits: number; clock: string }

/** One page of a list; `page` counts from 0. */
type ShownList = { rows: { url: string; title: string; day: string }[]; page: number; pages: number }

/** A skin: how an office's system shows a letter and a list. */
type Skin = { letter: (letter: ShownLetter, clutter?: Clutter) => string; list: (list: ShownList) => string }

export type SkinName = 'nfcms' | 'nfcms-new' | 'trs' | 'trs-new'

const OFFICE = '示例市科技创新局'
const COLUMN = '政协提案答复函公开文稿'
const FOOT = `<div class="footer"><p>主办单位：${OFFICE}</p><p>版权所有 ${OFFICE} 网站标识码：0000000000 示ICP备00000000号</p></div>`
const CRUMBS = `当前位置：<a href="/">首页</a> &gt; <a href="/xxgk/">政务公开</a> &gt; ${COLUMN}`

/** The skins of the model office: two of NFCMS and two like TRS. An office that is redesigned changes to the other skin of its system. */
export const SKINS: Record<SkinName, Skin> = {
  nfcms: {
    letter: ({ title, day, body, file }, clutter) =>
      page(
        title,
        `<div class="crumb">${CRUMBS}</div><div class="detail"><h1>${title}</h1><div id="zoomed">
${body.map((text) => `<p style="text-indent:2em">${text}</p>`).join('\n')}${attached(file)}
${counted(clutter, (text) => `<p>${text}</p>`)}</div><div class="tools"><a href="javascript:window.print()">打印本页</a></div></div>`,
        `<meta name="SiteName" content="${OFFICE}"><meta name="ColumnName" content="${COLUMN}"><meta name="ArticleTitle" content="${title}"><meta name="PubDate" content="${day} 09:30"><meta name="ContentSource" content="${OFFICE}">`,
      ),
    list: (list) => nfcmsList(list, (rows) => `<div class="list"><ul>${rows}</ul></div>`),
  },
  'nfcms-new': {
    letter: ({ title, day, body, file }, clutter) =>
      page(
        title,
        `<div class="position">${CRUMBS}</div><div class="wrap"><h2 class="tit">${title}</h2><div class="from">来源：${OFFICE}　发布日期：${day}${counted(clutter, (text) => `　${text}`)}</div>
<div class="article-content">${body.map((text) => `<p>　　${text}</p>`).join('\n')}${attached(file)}</div></div>
<div class="sidebar"><ul><li><a href="/xxgk/a/content/post_19000010.html">示例市关于开展申报工作的通知</a></li></ul></div>`,
      ),
    list: (list) =>
      nfcmsList(list, (rows) => `<div class="box"><div class="news"><ul class="news_list">${rows}</ul></div></div>`),
  },
  trs: {
    letter: ({ title, day, body, file }, clutter) =>
      page(
        title,
        `<div class="position">${CRUMBS}</div><div class="xl_content"><div class="tit1">${title}</div><div class="info"><span>发布时间：${day}</span><span>来源：${OFFICE}</span></div>
<div class="TRS_Editor">${body.map((text) => `<p align="justify">　　${text}</p>`).join('\n')}${attached(file)}
${counted(clutter, (text) => `<p>${text}</p>`)}</div><div class="share">分享到：<a href="#">微信</a></div></div>`,
      ),
    list: (list) => trsList(list, 'list'),
  },
  'trs-new': {
    letter: ({ title, day, body, file }, clutter) =>
      page(
        title,
        `<div class="bread">${CRUMBS}</div><table class="article"><tr><td class="head">${title}</td></tr><tr><td class="meta">来源：${OFFICE} 时间：${day}${counted(clutter, (text) => ` ${text}`)}</td></tr>
<tr><td class="view TRS_UEDITOR trs_paper_default">${body.map((text) => `<p><span>${text}</span></p>`).join('\n')}${attached(file)}</td></tr></table>`,
      ),
    list: (list) => trsList(list, 'xxgk_list'),
  },
}

function attached(file: string | undefined): string {
  return file === undefined ? '' : `\n<p><a href="${file}">附件：办理情况表.pdf</a></p>`
}

function counted(clutter: Clutter | undefined, wrap: (text: string) => string): string {
  return clutter === undefined ? '' : wrap(`浏览次数：${clutter.visits} 当前时间：${clutter.clock}`)
}

function nfcmsList({ rows, page: at, pages }: ShownList, wrap: (rows: string) => string): string {
  return page(
    `${COLUMN}-${OFFICE}`,
    `<div class="crumb">${CRUMBS}</div>${wrap(items(rows))}<div class="page"><script>createPageHTML(${pages}, ${at}, "index", "html", ${pages * 20});</script></div>`,
    `<meta name="ColumnName" content="${COLUMN}"><script>window.NFCMS_PUB_TYPE='cat';window.NFCMS_CAT_ID='100001';</script>`,
  )
}

function trsList({ rows, page: at, pages }: ShownList, name: string): string {
  return page(
    `${COLUMN}-${OFFICE}`,
    `<div class="position">${CRUMBS}</div><div class="main"><ul class="${name}">${items(rows)}</ul><div class="page"><script>createPageHTML(${pages}, ${at}, "index", "html");</script></div></div>`,
  )
}

function items(rows: ShownList['rows']): string {
  return rows
    .map(({ url, title, day }) => `<li><a href="${url}" title="${title}" target="_blank">${title}</a><span>${day}</span></li>`)
    .join('\n')
}

/** A whole page round `main`, as the system serves it. */
export function page(title: string, main: string, head = ''): string {
  return `<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${title}</title>${head}</head>
<body><div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/xxgk/">政务公开</a></li><li><a href="/hdjl/">互动交流</a></li></ul></div>
${main}
${FOOT}</body></html>
`
}
