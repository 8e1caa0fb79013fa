import {
  crumbs,
  FONT_TOOLS,
  footer,
  MENU,
  metaTags,
  neighbours,
  PRINT_CLOSE,
  reads,
  RELATED,
  scanCode,
  SHARE_BAR,
  sideList,
  SITE_NOTICE,
  siteOf,
} from '../furniture.ts'
import type { MadeLetter } from '../letters.ts'
import type { Template } from '../model.ts'
import { numbers, scripted } from '../pagers.ts'
import { plainColumn, type Skin } from '../plain-column.ts'
import { attribute, cutTitle, escapedTitle } from '../titles.ts'

/** The platform of the province of Guangdong: `index_2.html` is page 2, letters are `content/post_N.html`. */

const postPath = (columnPath: string) => (letter: MadeLetter) => `${columnPath}content/post_${12_300_000 + letter.id * 97}.html`

/** With the meta tags that are asked for, and tools above the letter. */
const withMeta: Skin = {
  letter: (view) => `<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<title>${escapedTitle(view.letter)}-${siteOf(view.facts)}</title>
${metaTags(view)}
<script>window.NFCMS_PUB_TYPE='post';window.NFCMS_POST_ID='${12_300_000 + view.letter.id * 97}';</script>
</head>
<body>
<div class="top"><div class="w1200">${MENU}</div></div>
<div class="w1200 position">${crumbs(view)}</div>
<div class="w1200 article-box">
<h1 class="article-title">${escapedTitle(view.letter)}</h1>
<div class="article-info"><span>发布时间：${view.letter.publishedOn} 09:26</span><span>来源：${view.letter.source}</span><span>浏览次数：<em id="hits">${reads(view)}</em></span>${FONT_TOOLS}</div>
<div class="article-content" id="article_content">
${view.body}
</div>
<div class="article-tools">${SHARE_BAR}<span>${PRINT_CLOSE}</span></div>
${scanCode()}
</div>
${footer(view.facts)}
</body>
</html>`,
  list: (view) => `<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${view.facts.columnName}-${siteOf(view.facts)}</title>
<meta name="SiteName" content="${siteOf(view.facts)}"><meta name="ColumnName" content="${view.facts.columnName}"><meta name="ColumnType" content="政务公开">
<script>window.NFCMS_PUB_TYPE='cat';window.NFCMS_CAT_ID='206613';</script></head>
<body>
<div class="top"><div class="w1200">${MENU}</div></div>
<div class="w1200 position">${crumbs(view)}</div>
<div class="w1200 list-box"><div class="left-menu"><ul><li><a href="/zwgk/ztzl/rdjy/">人大代表建议</a></li><li class="on"><a href="${view.columnPath}">${view.facts.columnName}</a></li></ul></div>
<div class="list-right"><ul class="news-list">
${view.rows.map(({ letter, href }) => `<li><a href="${href}" title="${attribute(letter.title)}" target="_blank">${cutTitle(letter.title)}</a><span class="date">${letter.publishedOn}</span></li>`).join('\n')}
</ul>
${view.pager}
</div></div>
${footer(view.facts)}
</body></html>`,
}

/** No meta tags, one line of labels, a notice with whole sentences in the frame, and a list at the side that moves. */
const plain: Skin = {
  letter: (
    view,
  ) => `<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>${siteOf(view.facts)}</title></head>
<body>
<div class="header"><img src="/images/logo.png" />${MENU}</div>
<div class="main clearfix">
<div class="mainL">
<div class="crumb">您当前的位置&nbsp;&gt;&nbsp;首页&nbsp;&gt;&nbsp;政务公开&nbsp;&gt;&nbsp;${view.facts.columnName}</div>
<div class="tit">${escapedTitle(view.letter)}</div>
<div class="msg">信息来源：${view.letter.source}　发布时间：${view.letter.publishedOn}　<a href="#">A-</a> <a href="#">A+</a>　视力保护色：<i style="background:#faf9de"></i></div>
<div class="con">
${view.body}
</div>
<div class="fx">分享到：<a href="#">微信</a><a href="#">微博</a></div>
${neighbours(view)}
</div>
<div class="mainR">${sideList(view, '热点信息')}${SITE_NOTICE}</div>
</div>
${footer(view.facts)}
</body></html>`,
  list: (
    view,
  ) => `<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>${view.facts.columnName}</title></head>
<body>
<div class="header"><img src="/images/logo.png" />${MENU}</div>
<div class="main clearfix"><div class="mainL">
<div class="crumb">您当前的位置&nbsp;&gt;&nbsp;首页&nbsp;&gt;&nbsp;政务公开&nbsp;&gt;&nbsp;${view.facts.columnName}</div>
<div class="infoList">
${view.rows.map(({ letter, href }, at) => `<div class="item"><span class="num">${(view.page - 1) * view.facts.perPage + at + 1}.</span><a href="${href}">${escapedTitle(letter)}</a><em>${letter.publishedOn.replaceAll('-', '/')}</em></div>`).join('\n')}
</div>
${view.pager}
</div><div class="mainR">${sideList(view, '热点信息')}</div></div>
${footer(view.facts)}
</body></html>`,
}

/** Tools, counter and code inside the box of the letter. */
const toolsInside: Skin = {
  letter: (view) => `<!DOCTYPE html><html><head><meta charset="UTF-8"><title>${escapedTitle(view.letter)}</title>
<meta name="ArticleTitle" content="${attribute(view.letter.title)}"></head>
<body class="detail-page">
<header>${MENU}</header>
<div class="bread">${crumbs(view, '»')}</div>
<div class="news_cont_d_wrap">
<div class="news_cont_d_title"><h4>${escapedTitle(view.letter)}</h4></div>
<div class="news_cont_d_time">${view.letter.publishedOn}&nbsp;&nbsp;${view.letter.source}&nbsp;&nbsp;<span>点击率：${reads(view)}</span></div>
<div class="news_tools">${FONT_TOOLS}${SHARE_BAR}</div>
${view.body}
<div class="editor">责任编辑：办公室</div>
${scanCode()}
<div class="news_close">${PRINT_CLOSE}</div>
</div>
${RELATED}
${footer(view.facts)}
</body></html>`,
  list: (view) => `<!DOCTYPE html><html><head><meta charset="UTF-8"><title>${view.facts.columnName}</title></head>
<body class="list-page">
<header>${MENU}</header>
<div class="bread">${crumbs(view, '»')}</div>
<table class="list_table" width="100%"><tr><th>标题</th><th width="120">发布日期</th></tr>
${view.rows.map(({ letter, href }) => `<tr><td><a href="${href}" target="_blank">${escapedTitle(letter)}</a></td><td>${letter.publishedOn}</td></tr>`).join('\n')}
</table>
${view.pager}
${footer(view.facts)}
</body></html>`,
}

/** An article element with a heading group, counters that name no known label, and the raw title in its meta tag. */
const article: Skin = {
  letter: (view) => `<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>${escapedTitle(view.letter)} - ${siteOf(view.facts)}</title>
${metaTags(view, { raw: true, time: '17:40:12' })}
</head>
<body>
<div id="app-header">${MENU}<div class="weather">今日 多云 ${20 + (view.state.crawl % 9)}℃</div></div>
<main class="container">
<nav class="breadcrumb">${crumbs(view, '/')}</nav>
<article>
<header class="hgroup"><h2>${escapedTitle(view.letter)}</h2>
<ul class="meta"><li>${view.letter.publishedOn} 17:40</li><li>来源：${view.letter.source}</li><li>本文已被浏览${reads(view)}次</li></ul></header>
<div class="tyxxy_main" id="printArea">
${view.body}
<p class="zan">点赞（${reads(view) % 17}）</p>
</div>
<footer class="afooter">${SHARE_BAR}<div class="prevnext">${neighbours(view)}</div></footer>
</article>
<aside>${sideList(view, '阅读排行', 6)}</aside>
</main>
${footer(view.facts)}
</body></html>`,
  list: (view) => `<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>${view.facts.columnName} - ${siteOf(view.facts)}</title></head>
<body>
<div id="app-header">${MENU}</div>
<main class="container">
<nav class="breadcrumb">${crumbs(view, '/')}</nav>
<div class="cards">
${view.rows.map(({ letter, href }) => `<div class="card"><a href="${href}"><h3>${escapedTitle(letter)}</h3><p class="date">发布日期：${letter.publishedOn}</p></a></div>`).join('\n')}
</div>
${view.pager}
<aside>${sideList(view, '阅读排行', 6)}</aside>
</main>
${footer(view.facts)}
</body></html>`,
}

/** The edition for telephones. */
const mobile: Skin = {
  letter: (
    view,
  ) => `<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapedTitle(view.letter)}</title></head>
<body>
<div class="m-head"><a class="back" href="javascript:history.back()">返回</a><span>${siteOf(view.facts)}</span></div>
<div class="m-title">${escapedTitle(view.letter)}</div>
<div class="m-sub"><i>${view.letter.publishedOn}</i><i>${reads(view)}阅读</i></div>
<div class="m-content">${view.body}</div>
<div class="m-foot">电脑版 | 触屏版<br>${view.facts.place}人民政府主办</div>
</body></html>`,
  list: (
    view,
  ) => `<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${view.facts.columnName}</title></head>
<body>
<div class="m-head"><a class="back" href="javascript:history.back()">返回</a><span>${view.facts.columnName}</span></div>
<div class="m-list">
${view.rows.map(({ letter, href }) => `<a class="m-item" href="${href}"><p>${escapedTitle(letter)}</p><i>${letter.publishedOn}</i></a>`).join('\n')}
</div>
${view.pager}
<div class="m-foot">电脑版 | 触屏版<br>${view.facts.place}人民政府主办</div>
</body></html>`,
}

/** The edition for telephones after its redesign. */
const mobileNew: Skin = {
  letter: (
    view,
  ) => `<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${siteOf(view.facts)}手机版</title></head>
<body>
<div class="bar"><a href="/">首页</a><a href="${view.columnPath}">${view.facts.columnName}</a></div>
<section class="post"><h1>${escapedTitle(view.letter)}</h1><time>${view.letter.publishedOn}</time><span class="src">${view.letter.source}</span>
<div class="txt">${view.body}</div>
<div class="count">已有${reads(view)}人阅读</div></section>
<div class="bottom">${view.facts.place}人民政府</div>
</body></html>`,
  list: (
    view,
  ) => `<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${siteOf(view.facts)}手机版</title></head>
<body>
<div class="bar"><a href="/">首页</a><span>${view.facts.columnName}</span></div>
<ul class="ml">
${view.rows.map(({ letter, href }) => `<li><a href="${href}">${escapedTitle(letter)}</a><br><small>${letter.publishedOn}</small></li>`).join('\n')}
</ul>
${view.pager}
<div class="bottom">${view.facts.place}人民政府</div>
</body></html>`,
}

const nfcms = (name: string, slug: string) => ({
  name: `nfcms ${name}`,
  system: 'nfcms',
  columnPath: `/zwgk/ztzl/${slug}/`,
  letterPath: postPath(`/zwgk/ztzl/${slug}/`),
  pagePath: (page: number) => `/zwgk/ztzl/${slug}/index_${page}.html`,
})

export const NFCMS: Template[] = [
  plainColumn({
    ...nfcms('with meta tags', 'zxta'),
    facts: { place: '云岭市', columnName: '政协提案办理结果公开', chamber: 'cppcc', seed: 1, perPage: 5, with: ['files'] },
    body: 'word',
    skins: [withMeta, toolsInside],
    pager: scripted('index', 'html'),
    href: 'absolute',
  }),
  plainColumn({
    ...nfcms('without meta tags', 'rdjy'),
    facts: { place: '青禾市', columnName: '人大代表建议办理结果公开', chamber: 'npc', seed: 2, perPage: 5, with: ['annex'] },
    body: 'divs',
    skins: [plain, withMeta],
    pager: numbers,
  }),
  plainColumn({
    ...nfcms('with tools in the box', 'tajy'),
    facts: { place: '临澜市', columnName: '建议提案办理', chamber: 'cppcc', seed: 3, perPage: 3, with: ['pictures'] },
    body: 'breaks',
    skins: [toolsInside, article],
    pager: scripted('index', 'html'),
    href: 'relative',
  }),
  plainColumn({
    ...nfcms('with raw quotation marks', 'jytabl'),
    facts: {
      place: '墨川区',
      columnName: '建议提案办理结果',
      chamber: 'cppcc',
      seed: 5,
      perPage: 5,
      with: ['files', 'pictures'],
    },
    body: 'numberedIds',
    skins: [article, plain],
    pager: numbers,
  }),
  plainColumn({
    ...nfcms('for telephones', 'mtajy'),
    columnPath: '/zwgk/ztzl/mtajy/mindex.html',
    letterPath: (letter) => `/zwgk/ztzl/mtajy/content/mpost_${12_300_000 + letter.id * 97}.html`,
    pagePath: (page) => `/zwgk/ztzl/mtajy/mindex_${page}.html`,
    facts: { place: '沙棠县', columnName: '提案办理', chamber: 'cppcc', seed: 4, perPage: 5 },
    body: 'sections',
    skins: [mobile, mobileNew],
    pager: numbers,
  }),
]
