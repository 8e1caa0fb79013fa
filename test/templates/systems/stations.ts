import {
  chineseDay,
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
import { hashOf } from '../letters.ts'
import { htmlPage, rowsOf, type Template } from '../model.ts'
import { counted, nextOnly, numbers, scriptedInto } from '../pagers.ts'
import { plainColumn, type Skin } from '../plain-column.ts'
import { attribute, escapedTitle } from '../titles.ts'

/** Sites whose pages are files that a station writes: each with its own addresses and numbers of pages. */

/** VSB: the title in `h3`, the counter a script, the body in two boxes. */
const vsb: Skin = {
  letter: (
    view,
  ) => `<!DOCTYPE html><HTML><HEAD><META charset="utf-8"><TITLE>${escapedTitle(view.letter)}-${siteOf(view.facts)}</TITLE>
<META Name="keywords" Content="${siteOf(view.facts)}">
<META Name="description" Content="${attribute(view.letter.title)}"></HEAD>
<BODY>
<div class="top">${MENU}</div>
<div class="ny"><div class="ny_l"><h2>信息公开</h2><ul><li><a href="/xxgk/zcwj.htm">政策文件</a></li><li><a href="/xxgk/zxta.htm">${view.facts.columnName}</a></li></ul></div>
<div class="ny_r"><div class="dqwz">${crumbs(view, '>>')} &gt;&gt; 正文</div>
<form name="_newscontent_fromname"><div class="nr"><h3>${escapedTitle(view.letter)}</h3>
<h6><span>${view.letter.publishedOn}</span><span>来源：${view.letter.source}</span><span>点击：[<script>_showDynClicks("wbnews", 1663284523, ${1_100 + view.letter.id})</script><span id="dynclicks_wbnews_${1_100 + view.letter.id}">${reads(view)}</span>]</span></h6>
<div id="vsb_content"><div class="v_news_content">
${view.body}
</div></div>
<div id="div_vote_id"></div>
<p align="right">【<a href="javascript:window.opener=null;window.open('','_self');window.close();">关闭窗口</a>】</p>
<div class="sxt">${neighbours(view)}</div></div></form></div></div>
${footer(view.facts)}
</BODY></HTML>`,
  list: (
    view,
  ) => `<!DOCTYPE html><HTML><HEAD><META charset="utf-8"><TITLE>${view.facts.columnName}-${siteOf(view.facts)}</TITLE></HEAD>
<BODY>
<div class="top">${MENU}</div>
<div class="ny"><div class="ny_l"><h2>信息公开</h2><ul><li><a href="/xxgk/zcwj.htm">政策文件</a></li><li><a href="/xxgk/zxta.htm">${view.facts.columnName}</a></li></ul></div>
<div class="ny_r"><div class="dqwz">${crumbs(view, '>>')}</div>
<div class="list"><ul>
${view.rows.map(({ letter, href }) => `<li id="line_u7_${letter.id}"><a href="${href}" target="_blank"><span>${letter.publishedOn}</span><em></em>${escapedTitle(letter)}</a></li>`).join('\n')}
</ul>
${view.pager}</div></div></div>
${footer(view.facts)}
</BODY></HTML>`,
}

/** Webplus: a page name that is always `page.htm`, a counter of its own, and all pages' number in an element. */
const webplus: Skin = {
  letter: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${escapedTitle(view.letter)}</title>
<meta name="description" content=" ${view.letter.source} " /></head>
<body class="articlelist">
<div class="wrapper header">${MENU}</div>
<div class="wrapper" id="d-container"><div class="inner">
<div class="article" frag="窗口3" portletmode="simpleArticleAttri">
<h1 class="arti_title">${escapedTitle(view.letter)}</h1>
<p class="arti_metas"><span class="arti_publisher">发布者：${view.letter.source}</span><span class="arti_update">发布时间：${view.letter.publishedOn}</span><span class="arti_views">浏览次数：<span class="WP_VisitCount">${reads(view)}</span></span></p>
<div class="entry"><div class="read"><div class='wp_articlecontent'>
${view.body}
</div></div></div></div></div></div>
${footer(view.facts)}
</body></html>`,
  list: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${view.facts.columnName}</title></head>
<body class="columnlist">
<div class="wrapper header">${MENU}</div>
<div id="wp_news_w6"><ul class="news_list list2">
${view.rows.map(({ letter, href }, at) => `<li class="news n${at + 1} clearfix"><span class="news_title"><a href='${href}' target='_blank' title='${escapedTitle(letter)}'>${escapedTitle(letter)}</a></span><span class="news_meta">${letter.publishedOn}</span></li>`).join('\n')}
</ul></div>
<div id="wp_paging_w6"><ul class="wp_paging clearfix"><li class="pages_count"><span class="per_page">每页&nbsp;<em class="per_count">${view.facts.perPage}</em>&nbsp;记录&nbsp;</span><span class="all_count">总共&nbsp;<em class="all_count">${view.total}</em>&nbsp;记录&nbsp;</span></li><li class="page_nav">${view.pager}</li><li class="page_jump"><span class="pages">页码&nbsp;<em class="curr_page">${view.page}</em>/<em class="all_pages">${view.pages}</em></span></li></ul></div>
${footer(view.facts)}
</body></html>`,
}

/** Of a publishing house: comments mark the body, the source comes before the day. */
const founder: Skin = {
  letter: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${escapedTitle(view.letter)}</title>
<!--<ucapsource>${view.letter.source}</ucapsource>--></head>
<body>
<div class="head">${MENU}</div>
<div class="left"><p class="loc">${crumbs(view, '—')}</p>
<!--enpproperty <articleid>${90_000 + view.letter.id}</articleid><date>${view.letter.publishedOn} 10:11:12.0</date> /enpproperty-->
<h1>${escapedTitle(view.letter)}</h1>
<div class="source"><b>${view.letter.source}</b><b>${chineseDay(view.letter.publishedOn)} 10:11</b>${SHARE_BAR}</div>
<div class="article" id="ozoom"><founder-content><!--enpcontent-->
${view.body}
<!--/enpcontent--></founder-content>
<div class="bj">编辑：值班室　本文浏览 ${reads(view)} 次</div></div></div>
<div class="right">${sideList(view, '今日关注', 6)}${SITE_NOTICE}</div>
${footer(view.facts)}
</body></html>`,
  list: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${view.facts.columnName}</title></head>
<body>
<div class="head">${MENU}</div>
<div class="left"><p class="loc">${crumbs(view, '—')}</p>
${view.rows.map(({ letter, href }) => `<h3><a href="${href}" target="_blank">${escapedTitle(letter)}</a></h3><p class="t">${chineseDay(letter.publishedOn)} 10:11</p>`).join('\n')}
${view.pager}</div>
<div class="right">${sideList(view, '今日关注', 6)}${SITE_NOTICE}</div>
${footer(view.facts)}
</body></html>`,
}

/** Plain files, with the counter of another kind under every letter. */
const files: Skin = {
  letter: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${escapedTitle(view.letter)}</title></head>
<body>
<div id="page"><div id="hd">${MENU}</div>
<div id="bd"><div class="yui-b">${crumbs(view)}</div>
<dl class="show"><dt>${escapedTitle(view.letter)}</dt><dd class="info">来源：<a href="/">${view.letter.source}</a>　刊登时间：${view.letter.publishedOn}　信息提供日期：${view.letter.writtenOn}　${FONT_TOOLS}</dd>
<dd class="text">
${view.body}
</dd>
<dd class="foot">最后更新时间：2025-07-${String(1 + (view.state.crawl % 28)).padStart(2, '0')} ${10 + (view.state.crawl % 9)}:20　本页访问量：${reads(view)}</dd></dl>
${RELATED}</div>
${footer(view.facts)}</div>
</body></html>`,
  list: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${view.facts.columnName}</title></head>
<body>
<div id="page"><div id="hd">${MENU}</div>
<div id="bd"><div class="yui-b">${crumbs(view)}</div>
<ol class="index" start="${(view.page - 1) * view.facts.perPage + 1}">
${view.rows.map(({ letter, href }) => `<li><a href="${href}">${escapedTitle(letter)}</a>（${letter.publishedOn}）</li>`).join('\n')}
</ol>
${view.pager}
${RELATED}</div>
${footer(view.facts)}</div>
</body></html>`,
}

/** A long catalogue row, one field an element, and the letter under a tab. */
const tabs: Skin = {
  letter: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${escapedTitle(view.letter)}</title>
${metaTags(view)}</head>
<body>
<div class="j-header">${MENU}</div>
<div class="container"><div class="wz_top"><div class="crumbs">${crumbs(view)}</div></div>
<table class="xxgk_table"><tr><th>索引号：</th><td>${3_300 + view.letter.id}/202507-0000${view.letter.id}</td><th>组配分类：</th><td>${view.facts.columnName}</td></tr><tr><th>发布机构：</th><td>${view.letter.source}</td><th>发文日期：</th><td>${view.letter.writtenOn}</td></tr><tr><th>标题：</th><td colspan="3">${escapedTitle(view.letter)}</td></tr><tr><th>有效性：</th><td>有效</td><th>发布日期：</th><td>${view.letter.publishedOn}</td></tr></table>
<h1 class="wztit">${escapedTitle(view.letter)}</h1>
<div class="wzfbxx">发布时间：${view.letter.publishedOn} 09:26　信息来源：${view.letter.source}　阅读次数：<b class="j-info-hit">${reads(view)}</b>　${FONT_TOOLS}</div>
<div class="j-fontContent newscontnet minh500">
${view.body}
</div>
<div class="ewm-box">${scanCode()}<span>${PRINT_CLOSE}</span></div></div>
${footer(view.facts)}
</body></html>`,
  list: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${view.facts.columnName}</title></head>
<body>
<div class="j-header">${MENU}</div>
<div class="container"><div class="xxgk_nav_list">
${view.rows.map(({ letter, href }, at) => `<ul class="clearfix ${at % 2 === 0 ? 'odd' : 'even'}"><li class="mc"><a href="${href}" title="${attribute(letter.title)}">${escapedTitle(letter)}</a></li><li class="rq">${letter.publishedOn}</li></ul>`).join('\n')}
</div>
${view.pager}</div>
${footer(view.facts)}
</body></html>`,
}

export const STATIONS: Template[] = [
  plainColumn({
    name: 'vsb with falling numbers',
    system: 'vsb',
    columnPath: '/xxgk/zxta.htm',
    facts: { place: '云岭市', columnName: '政协提案', chamber: 'cppcc', seed: 28, perPage: 3, with: ['files'] },
    body: 'wrappedEnd',
    skins: [vsb, webplus],
    letterPath: ({ id }) => `/info/1043/${5_600 + id}.htm`,
    // Pages are numbered from the end: of three, page 2 is `2.htm` and page 3 is `1.htm`.
    pagePath: (page) => `/xxgk/zxta/${4 - page}.htm`,
    pager: ({ page, pages, total, pathOf }) =>
      `<div class="p_pages"><span class="p_t">共${total}条</span> ${Array.from({ length: pages }, (_, index) => index + 1)
        .map((at) =>
          at === page ? `<span class="p_no_d">${at}</span>` : `<span class="p_no"><a href="${pathOf(at)}">${at}</a></span>`,
        )
        .join('')} ${page < pages ? `<span class="p_next"><a href="${pathOf(page + 1)}">下页</a></span>` : ''}</div>`,
    href: 'relative',
  }),
  plainColumn({
    name: 'webplus',
    system: 'webplus',
    columnPath: '/1043/list.htm',
    facts: { place: '青禾市', columnName: '建议提案答复', chamber: 'npc', seed: 29, perPage: 5, with: ['pictures'] },
    body: 'word',
    skins: [webplus, vsb],
    letterPath: ({ id, publishedOn }) =>
      `/${publishedOn.slice(0, 4)}/${publishedOn.slice(5).replace('-', '')}/c1043a${77_800 + id}/page.htm`,
    pagePath: (page) => `/1043/list${page}.htm`,
    pager: nextOnly,
  }),
  plainColumn({
    name: 'a publishing house',
    system: 'founder',
    columnPath: '/zwgk/node_3021.htm',
    facts: { place: '临澜市', columnName: '政协提案答复', chamber: 'cppcc', seed: 30, perPage: 5, with: ['annex'] },
    body: 'paragraphs',
    skins: [founder, files],
    letterPath: ({ id, publishedOn }) => `/zwgk/${publishedOn.slice(0, 7)}/${publishedOn.slice(8)}/content_${90_000 + id}.htm`,
    pagePath: (page) => `/zwgk/node_3021_${page}.htm`,
    pager: numbers,
    href: 'relative',
  }),
  plainColumn({
    name: 'plain files',
    system: 'static',
    columnPath: '/jyta/',
    facts: { place: '墨川区', columnName: '建议提案', chamber: 'npc', seed: 31, perPage: 5, with: ['files', 'annex'] },
    body: 'pre',
    skins: [files, tabs],
    letterPath: ({ id }) => `/jyta/${778 + id}.html`,
    pagePath: (page) => `/jyta/p${page}.html`,
    pager: nextOnly,
  }),
  plainColumn({
    name: 'list_k and months',
    system: 'shtml',
    columnPath: '/zwgk/jyta/list.shtml',
    facts: { place: '沙棠县', columnName: '建议提案办理', chamber: 'cppcc', seed: 32, perPage: 5, with: ['files'] },
    body: 'word',
    skins: [tabs, files],
    letterPath: (letter) => `/zwgk/jyta/${letter.publishedOn.slice(0, 7).replace('-', '')}/${hashOf(letter)}.shtml`,
    pagePath: (page) => `/zwgk/jyta/list_${page}.shtml`,
    pager: scriptedInto('list', 'shtml'),
  }),
  plainColumn({
    name: 'letters that are all content.shtml',
    system: 'shtml',
    columnPath: '/gk/c101953/common_list.shtml',
    facts: { place: '苍梧岭市', columnName: '人大建议复函', chamber: 'npc', seed: 33, perPage: 3, with: ['pictures'] },
    body: 'numberedIds',
    skins: [founder, tabs],
    letterPath: ({ id }) => `/gk/c101953/c${7_481_000 + id * 13}/content.shtml`,
    pagePath: (page) => `/gk/c101953/common_list_${page}.shtml`,
    pager: scriptedInto('common_list', 'shtml'),
  }),
  plainColumn({
    name: 'pages by pageIndex',
    system: 'pageindex',
    columnPath: '/content/column/6789',
    facts: { place: '白苇市', columnName: '政协提案办理结果', chamber: 'cppcc', seed: 34, perPage: 5, with: ['files'] },
    body: 'strong',
    skins: [tabs, founder],
    letterPath: ({ id }) => `/content/article/${12_345_600 + id}`,
    pagePath: (page) => `/content/column/6789?pageIndex=${page}`,
    pager: counted,
  }),
  plainColumn({
    name: 'folders for pages',
    system: 'folders',
    columnPath: '/open/jyta/',
    facts: { place: '赤枫市', columnName: '建议办理', chamber: 'npc', seed: 35, perPage: 5, with: ['pictures'] },
    body: 'mixed',
    skins: [files, webplus],
    letterPath: (letter) => `/open/jyta/${hashOf(letter).slice(0, 8)}-${hashOf(letter).slice(8, 12)}/`,
    pagePath: (page) => `/open/jyta/page/${page}/`,
    pager: numbers,
  }),
  plainColumn({
    name: 'a list in a frame',
    system: 'iframe',
    columnPath: '/ztzl/tabl/',
    facts: { place: '长汀口县', columnName: '提案办理专栏', chamber: 'cppcc', seed: 36, perPage: 5, with: ['files'] },
    body: 'cell',
    skins: [framed(files), framed(vsb)],
    letterPath: ({ id }) => `/ztzl/tabl/con/${4_410 + id}.html`,
    pagePath: (page) => `/ztzl/tabl/frame_${page}.html`,
    pager: () => '',
    further: (model, state) => {
      const pathOf = (page: number) => `/ztzl/tabl/frame${page === 1 ? '' : `_${page}`}.html`
      const { pages: count } = rowsOf(model, 1)
      return new Map(
        Array.from({ length: count }, (_, index) => index + 1).map((page) => [
          pathOf(page),
          () =>
            htmlPage(`<html><head><meta charset="utf-8"><base target="_blank"></head><body class="f${state.skin}">
<table width="100%">
${rowsOf(model, page)
  .rows.map(
    (letter) =>
      `<tr><td><a href="con/${4_410 + letter.id}.html">${escapedTitle(letter)}</a></td><td>${letter.publishedOn}</td></tr>`,
  )
  .join('\n')}
</table>
${counted({ page, pages: count, total: model.listed.length, pathOf })}
</body></html>`),
        ]),
      )
    },
  }),
]

/** A design whose listing is a frame within the page of the column. */
function framed({ letter }: Skin): Skin {
  return {
    letter,
    list: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${view.facts.columnName}</title></head>
<body>
<div class="zt-banner"><img src="/images/zt_${view.state.skin}.jpg" alt="${view.facts.columnName}"></div>
${MENU}
<iframe src="frame.html" width="1000" height="620" frameborder="0" scrolling="no" id="listFrame"></iframe>
${footer(view.facts)}
</body></html>`,
  }
}
