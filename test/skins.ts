/** A letter to be wrapped into a page: `body` holds its paragraphs as plain text, escaped here; `publishedOn` is YYYY-MM-DD. */
export type SkinnedLetter = {
  title: string
  source: string
  publishedOn: string
  body: string[]
  columnName: string
  attachments?: { name: string; url: string }[]
  status?: string
}

export type SkinName = 'meta' | 'anchors' | 'classes'

/**
 * Three skins of one platform, each read in another way. `meta`: government meta tags round an unknown container. `anchors`: the
 * text order of the real column, without one class. `classes`: a known container, no share bar, paragraphs parted by `<br>`.
 */
export const SKINS: Record<SkinName, (letter: SkinnedLetter) => string> = {
  meta: metaSkin,
  anchors: anchorsSkin,
  classes: classesSkin,
}

/** One page of a listing as the platform serves it; `page` counts from 1, `pages` is what its pager script is told. */
export function listingPage(listing: {
  columnName: string
  entries: { url: string; title: string; publishedOn: string }[]
  page: number
  pages: number
}): string {
  const rows = listing.entries.map(
    ({ url, title, publishedOn }) =>
      `<li><a href="${escaped(url)}" title="${escaped(title)}" target="_blank">${escaped(shortened(title))}</a><span>${publishedOn}</span></li>`,
  )
  return `<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>${escaped(listing.columnName)}-示例市科技创新局</title>
<meta name="SiteName" content="示例市科技创新局">
<meta name="ColumnName" content="${escaped(listing.columnName)}">
<meta name="ColumnType" content="政务公开">
<script>window.NFCMS_PUB_TYPE='cat';window.NFCMS_CAT_ID='100001';</script>
</head>
<body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/xxgk/">政务公开</a></li><li><a href="/xxgk/tzgg/content/post_19000001.html">通知公告</a></li></ul></div>
<div class="crumb">您当前的位置&nbsp;&gt;&nbsp;<a href="/">首页</a>&nbsp;&gt;&nbsp;<a href="/xxgk/">政务公开</a>&nbsp;&gt;&nbsp;${escaped(listing.columnName)}</div>
<div class="list"><ul>
${rows.join('\n')}
</ul></div>
<div class="page"><script>createPageHTML(${listing.pages}, ${listing.page - 1}, "index", "html", ${listing.pages * 20});</script></div>
${FOOTER}
</body>
</html>
`
}

const FOOTER = `<div class="footer"><p>主办单位：示例市科技创新局</p><p>版权所有 示例市科技创新局 网站标识码：0000000000 示ICP备00000000号</p></div>`

function metaSkin(letter: SkinnedLetter): string {
  return `<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>${escaped(letter.title)}-示例市科技创新局</title>
<meta name="SiteName" content="示例市科技创新局">
<meta name="ColumnName" content="${escaped(letter.columnName)}">
<meta name="ArticleTitle" content="${escaped(letter.title)}">
<meta name="PubDate" content="${letter.publishedOn} 09:30">
<meta name="ContentSource" content="${escaped(letter.source)}">
</head>
<body>
<nav class="top-nav"><a href="/">首页</a> <a href="/xxgk/">政务公开</a> <a href="/hdjl/">互动交流</a></nav>
<div class="crumb-line">当前位置：<a href="/">首页</a> &gt; <a href="/xxgk/">政务公开</a> &gt; ${escaped(letter.columnName)}</div>
<div class="detail">
<h1>${escaped(letter.title)}</h1>
${letter.status === undefined ? '' : `<div class="mark">【${escaped(letter.status)}】</div>`}
<div id="zoomed">
${letter.body.map((text) => `<p style="text-indent:2em"><span>${spanned(text)}</span></p>`).join('\n')}
${attached(letter, (link) => `<p>附件：${link}</p>`)}
</div>
<div class="tools"><a href="javascript:window.print()">打印本页</a> <a href="javascript:window.close()">关闭窗口</a></div>
</div>
<div class="related"><h3>相关政策</h3><ul><li><a href="/xxgk/zcfg/content/post_19000009.html">示例市科技计划管理办法</a></li></ul></div>
${FOOTER}
</body>
</html>
`
}

function anchorsSkin(letter: SkinnedLetter): string {
  const crumbs = ['您当前的位置', '首页', '政务公开', '专题专栏', '人大建议和政协提案办理结果公开', escaped(letter.columnName)]
  return `<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>示例市科技创新局</title></head>
<body>
<div>菜单</div>
<div>菜单</div>
<div>${crumbs.join('&nbsp;&gt;&nbsp;')}</div>
<div>${escaped(letter.title)}</div>
${letter.status === undefined ? '' : `<div>${escaped(letter.status)}</div>`}
<div><span>信息来源：${escaped(letter.source)}</span> <span>发布时间：${letter.publishedOn}</span> <a href="#">A-</a><a href="#">A+</a> <span>视力保护色：</span><i></i></div>
<div>
${letter.body.map((text) => `<div>　　${escaped(text)}</div>`).join('\n<div>&nbsp;</div>\n')}
${attached(letter, (link) => `<div>${link}</div>`)}
</div>
<div>分享到：<a href="#">微信</a><a href="#">微博</a></div>
<div>×</div>
${FOOTER}
</body></html>
`
}

function classesSkin(letter: SkinnedLetter): string {
  return `<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><title>${escaped(letter.title)}_示例市人民政府门户网站</title></head>
<body>
<div class="header"><a href="/">网站首页</a></div>
<div class="position">您现在的位置： <a href="/">首页</a> &gt; <a href="../">${escaped(letter.columnName)}</a></div>
<div class="wrap">
<h2 class="tit">${escaped(letter.title)}${letter.status === undefined ? '' : `<em>${escaped(letter.status)}</em>`}</h2>
<div class="from">来源：${escaped(letter.source)}　发布日期：${letter.publishedOn}</div>
<div class="article-content">
<!--[if IE]><p>请升级浏览器</p><![endif]-->
${letter.body.map(escaped).join('<BR>　　\n')}
${attached(letter, (link) => `<br>${link}`)}
</div>
</div>
<div class="sidebar"><ul><li><a href="/xxgk/a/content/post_19000010.html">示例市关于开展申报工作的通知</a></li></ul></div>
${FOOTER}
</body>
</html>
`
}

/** Every number in a span of its own, as word processors leave it behind. */
function spanned(text: string): string {
  return escaped(text).replace(/(?<![&#\d])\d+(?!\d|;)/g, '<span lang="EN-US">$&</span>')
}

function attached(letter: SkinnedLetter, wrap: (link: string) => string): string {
  const links = (letter.attachments ?? []).map(
    ({ name, url }) => `<a class="nfw-cms-attachment" href="${escaped(url)}">${escaped(name)}</a>`,
  )
  return links.map(wrap).join('\n')
}

function shortened(title: string): string {
  return title.length > 30 ? `${title.slice(0, 29)}...` : title
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
}
