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
  sideList,
  SITE_NOTICE,
  siteOf,
} from '../furniture.ts'
import { hashOf } from '../letters.ts'
import type { Template } from '../model.ts'
import { clicked, counted, nextOnly, numbers } from '../pagers.ts'
import { plainColumn, type Skin } from '../plain-column.ts'
import { attribute, cutTitle, escapedTitle } from '../titles.ts'

/** Sites that programs draw at every request: Java, ASP.NET, ASP and PHP. */

/** Jeecms: the label row in a paragraph, the body in `.Content`. */
const jeecms: Skin = {
  letter: (
    view,
  ) => `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>${siteOf(view.facts)}-${escapedTitle(view.letter)}</title>
<script src="/r/cms/front.js" type="text/javascript"></script></head>
<body>
<div class="top">${MENU}</div>
<div class="path">${crumbs(view)} &gt; 正文</div>
<div class="content-main"><h1>${escapedTitle(view.letter)}</h1>
<p class="content-info">${view.letter.publishedOn} 15:07:33　来源: ${view.letter.source}　浏览次数: <span id="views">${reads(view)}</span>　${FONT_TOOLS}</p>
<div class="Content">
${view.body}
</div>
<div class="np">${neighbours(view)}</div></div>
<div class="content-right">${sideList(view, '热点排行')}</div>
${footer(view.facts)}
</body></html>`,
  list: (
    view,
  ) => `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>${siteOf(view.facts)}-${view.facts.columnName}</title></head>
<body>
<div class="top">${MENU}</div>
<div class="path">${crumbs(view)}</div>
<ul class="article-list-ul">
${view.rows.map(({ letter, href }) => `<li><div class="article-list3-t"><a href="${href}" title="${attribute(letter.title)}" target="_blank">${escapedTitle(letter)}</a><div class="list-times">${letter.publishedOn}</div></div></li>`).join('\n')}
</ul>
${view.pager}
<div class="content-right">${sideList(view, '热点排行')}</div>
${footer(view.facts)}
</body></html>`,
}

/** A program's page: the day in Chinese, the whole letter between two rules, a notice with sentences beside it. */
const ruled: Skin = {
  letter: (view) => `<!doctype html>
<html><head><meta charset="utf-8"><title>${view.facts.columnName}</title>
<script>var token="${(view.nth * 48_271 + 11).toString(36)}";</script></head>
<body>
<div class="wrap-top">${MENU}<form action="/search"><input type="hidden" name="_csrf" value="${(view.nth * 69_621).toString(36)}"><input name="q"></form></div>
<div class="wrap-body">
<div class="col-9"><p class="wz">${crumbs(view)}</p>
<h2 id="ArticleTitle">${escapedTitle(view.letter)}</h2>
<p id="ArticleInfo">【发布时间：${chineseDay(view.letter.publishedOn)}】【来源：${view.letter.source}】【阅读人次：${reads(view)}】</p>
<hr>
<div id="ArticleBody">
${view.body}
</div>
<hr>
<p>${PRINT_CLOSE}</p></div>
<div class="col-3">${SITE_NOTICE}${RELATED}</div></div>
${footer(view.facts)}
</body></html>`,
  list: (view) => `<!doctype html>
<html><head><meta charset="utf-8"><title>${view.facts.columnName}</title></head>
<body>
<div class="wrap-top">${MENU}<form action="/search"><input type="hidden" name="_csrf" value="${(view.nth * 69_621).toString(36)}"><input name="q"></form></div>
<div class="wrap-body">
<div class="col-9"><p class="wz">${crumbs(view)}</p>
<table class="tbl"><thead><tr><td>序号</td><td>名称</td><td>日期</td></tr></thead><tbody>
${view.rows.map(({ letter, href }, at) => `<tr><td>${(view.page - 1) * view.facts.perPage + at + 1}</td><td><a href="${href.replaceAll('&', '&amp;')}">${escapedTitle(letter)}</a></td><td>${letter.publishedOn.replaceAll('-', '/')}</td></tr>`).join('\n')}
</tbody></table>
${view.pager}</div>
<div class="col-3">${SITE_NOTICE}${RELATED}</div></div>
${footer(view.facts)}
</body></html>`,
}

/** ASP.NET: a form round everything, states that differ in every answer, labels with ids. */
const webForms: Skin = {
  letter: (view) => `<!DOCTYPE html>
<html><head><title>
	${escapedTitle(view.letter)}
</title><meta charset="utf-8" /></head>
<body><form method="post" action="./newsview.aspx" id="form1">
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEPDwUK${(view.nth * 7_368_787).toString(36)}ZGQ=" />
<div class="head">${MENU}<span id="ctl00_lblNow">今天是2025年7月${1 + (view.state.crawl % 28)}日</span></div>
<div class="navi">${crumbs(view)}</div>
<div class="newsbox">
<div class="newstitle"><span id="ctl00_Main_lblTitle">${escapedTitle(view.letter)}</span></div>
<div class="newsinfo">作者：<span id="ctl00_Main_lblAuthor"></span> 来源：<span id="ctl00_Main_lblSource">${view.letter.source}</span> 更新时间：<span id="ctl00_Main_lblUpdate">2025-07-${String(1 + (view.state.crawl % 28)).padStart(2, '0')}</span> 发布时间：<span id="ctl00_Main_lblDate">${view.letter.publishedOn}</span> 点击率：<span id="ctl00_Main_lblHits">${reads(view)}</span></div>
<div class="newscontent"><span id="ctl00_Main_lblContent">
${view.body}
</span></div></div>
</form>
${footer(view.facts)}
</body></html>`,
  list: (view) => `<!DOCTYPE html>
<html><head><title>
	${view.facts.columnName}
</title><meta charset="utf-8" /></head>
<body><form method="post" action="./newslist.aspx" id="form1">
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEPDwUK${(view.nth * 7_368_787).toString(36)}ZGQ=" />
<div class="head">${MENU}</div>
<div class="navi">${crumbs(view)}</div>
<table id="ctl00_Main_gvList" cellspacing="0" rules="all" border="1"><tr><th scope="col">标题</th><th scope="col">发布时间</th></tr>
${view.rows.map(({ letter, href }) => `<tr><td><a href="${href.replaceAll('&', '&amp;')}" target="_blank">${escapedTitle(letter)}</a></td><td>${letter.publishedOn}</td></tr>`).join('\n')}
</table>
${view.pager}
</form>
${footer(view.facts)}
</body></html>`,
}

/** A station of 2008: tables in tables, no class, no heading. */
const tables2008: Skin = {
  letter: (
    view,
  ) => `<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=gb2312"><TITLE>${view.facts.place}政府网</TITLE></HEAD>
<BODY leftMargin=0 topMargin=0>
<TABLE width=778 align=center border=0><TR><TD><IMG src="/images/banner.gif"></TD></TR><TR><TD bgColor=#cc0000 height=25><A href="/"><FONT color=#ffffff>首页</FONT></A> <A href="/zwgk.asp"><FONT color=#ffffff>政务公开</FONT></A></TD></TR></TABLE>
<TABLE width=778 align=center border=0><TR>
<TD width=180 vAlign=top><TABLE width="100%"><TR><TD background="/images/left.gif"><B>最新公告</B></TD></TR>
<TR><TD>·<A href="/show.asp?id=88">关于夏季防汛工作的通知</A> (07-0${1 + (view.state.crawl % 9)})</TD></TR><TR><TD>·<A href="/show.asp?id=87">关于做好高温津贴发放的通知</A> (06-28)</TD></TR></TABLE></TD>
<TD vAlign=top><TABLE width="98%" align=center>
<TR><TD align=middle height=40><FONT size=4><B>${escapedTitle(view.letter)}</B></FONT></TD></TR>
<TR><TD align=middle bgColor=#f0f0f0>来源：${view.letter.source} 日期：${view.letter.publishedOn} 已有${reads(view)}人阅读</TD></TR>
<TR><TD style="LINE-HEIGHT: 180%">
${view.body}
</TD></TR>
<TR><TD align=right>【<A href="javascript:window.print()">打印</A>】 【<A href="javascript:window.close()">关闭</A>】</TD></TR>
</TABLE></TD></TR></TABLE>
<TABLE width=778 align=center><TR><TD align=middle>版权所有 ${view.facts.place}人民政府办公室 您是第 ${20_000 + view.nth} 位访问者</TD></TR></TABLE>
</BODY></HTML>`,
  list: (
    view,
  ) => `<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=gb2312"><TITLE>${view.facts.place}政府网</TITLE></HEAD>
<BODY leftMargin=0 topMargin=0>
<TABLE width=778 align=center border=0><TR><TD><IMG src="/images/banner.gif"></TD></TR></TABLE>
<TABLE width=778 align=center border=0><TR>
<TD width=180 vAlign=top><TABLE width="100%"><TR><TD><B>最新公告</B></TD></TR><TR><TD>·<A href="/show.asp?id=88">关于夏季防汛工作的通知</A></TD></TR><TR><TD>·<A href="/show.asp?id=87">关于做好高温津贴发放的通知</A></TD></TR></TABLE></TD>
<TD vAlign=top><TABLE width="98%" align=center>
${view.rows.map(({ letter, href }) => `<TR><TD width=15><IMG src="/images/dot.gif"></TD><TD><A href="${href.replaceAll('&', '&amp;')}" target=_blank>${escapedTitle(letter)}</A></TD><TD width=80><FONT color=#999999>${letter.publishedOn}</FONT></TD></TR>`).join('\n')}
<TR><TD colSpan=3 align=middle>${view.pager}</TD></TR>
</TABLE></TD></TR></TABLE>
<TABLE width=778 align=center><TR><TD align=middle>版权所有 ${view.facts.place}人民政府办公室</TD></TR></TABLE>
</BODY></HTML>`,
}

/** The station of 2008 after somebody coloured it. */
const tables2012: Skin = {
  letter: (
    view,
  ) => `<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>${escapedTitle(view.letter)}</title></head>
<body><center>
<table width="1000"><tr><td>${MENU}</td></tr></table>
<table width="1000"><tr><td><table width="100%"><tr><td><font size="5" color="#990000">${escapedTitle(view.letter)}</font></td></tr><tr><td>发布日期：${chineseDay(view.letter.publishedOn)} | 信息来源：${view.letter.source} | 浏览${reads(view)}次</td></tr></table>
<table width="90%"><tr><td>
${view.body}
</td></tr></table>
${neighbours(view)}</td></tr></table>
<table width="1000"><tr><td>${view.facts.place}人民政府办公室</td></tr></table>
</center></body></html>`,
  list: (
    view,
  ) => `<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>${view.facts.columnName}</title></head>
<body><center>
<table width="1000"><tr><td>${MENU}</td></tr></table>
<table width="1000">
${view.rows.map(({ letter, href }) => `<tr><td>[${letter.publishedOn}]</td><td><a href="${href.replaceAll('&', '&amp;')}">${escapedTitle(letter)}</a></td></tr>`).join('\n')}
</table>${view.pager}
</center></body></html>`,
}

/** PHP with a frame that many share. */
const php: Skin = {
  letter: (view) => `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>${escapedTitle(view.letter)}_${siteOf(view.facts)}</title>
<meta name="keywords" content="${view.facts.columnName}"><meta name="description" content="${attribute(view.letter.title)}"></head>
<body>
<div class="header">${MENU}</div>
<div class="main w"><div class="col-left"><div class="crumbs">${crumbs(view)}</div>
<div id="Article"><h1>${escapedTitle(view.letter)}<br /><span>${view.letter.publishedOn} 08:55:10 &nbsp;&nbsp;来源：${view.letter.source}&nbsp;&nbsp;评论：<a href="#comment">0</a> 点击：<span id="hits">${reads(view)}</span></span></h1>
<div class="content">
${view.body}
</div>
<div class="related"><h5>延伸阅读：</h5><ul><li><a href="/index.php?m=content&amp;c=index&amp;a=show&amp;catid=9&amp;id=31">提案办理工作规程</a></li></ul></div>
<div class="tag_share">${neighbours(view)}</div></div></div>
<div class="col-auto">${sideList(view, '24小时热闻')}</div></div>
${footer(view.facts)}
</body></html>`,
  list: (view) => `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>${view.facts.columnName}_${siteOf(view.facts)}</title></head>
<body>
<div class="header">${MENU}</div>
<div class="main w"><div class="col-left"><div class="crumbs">${crumbs(view)}</div>
<ul class="list lh24 f14">
${view.rows.map(({ letter, href }) => `<li><span class="rt">${letter.publishedOn} 08:55:10</span>·<a href="${href.replaceAll('&', '&amp;')}" target="_blank">${escapedTitle(letter)}</a></li>`).join('\n')}
</ul>
${view.pager}</div>
<div class="col-auto">${sideList(view, '24小时热闻')}</div></div>
${footer(view.facts)}
</body></html>`,
}

/** Of the present, with addresses that say nothing. */
const nameless: Skin = {
  letter: (
    view,
  ) => `<!DOCTYPE html><html lang="zh-CN"><head><meta charset="UTF-8"><title>${escapedTitle(view.letter)}</title>${metaTags(view, { raw: true })}
<link rel="canonical" href="${view.hrefOf(view.letter)}"></head>
<body><div id="__app"><header class="css-1a2b3c">${MENU}</header>
<div class="css-9z8y7x"><div class="css-0q1w2e">${crumbs(view, '›')}</div>
<h1 class="css-5t6y7u">${escapedTitle(view.letter)}</h1>
<div class="css-p0o9i8"><span>${view.letter.source}</span><span>${view.letter.publishedOn}</span><span>${reads(view)} 次阅读</span></div>
<div class="css-l2k3j4">
${view.body}
</div>
<div class="css-m5n6b7"><button>收藏</button><button>点赞 ${reads(view) % 13}</button></div></div>
<footer>${view.facts.place}人民政府办公室主办</footer></div></body></html>`,
  list: (view) => `<!DOCTYPE html><html lang="zh-CN"><head><meta charset="UTF-8"><title>${view.facts.columnName}</title></head>
<body><div id="__app"><header class="css-1a2b3c">${MENU}</header>
<div class="css-9z8y7x">
${view.rows.map(({ letter, href }) => `<a class="css-r4t5y6" href="${href}"><span class="css-t">${cutTitle(letter.title, 24)}</span><time datetime="${letter.publishedOn}">${letter.publishedOn.slice(5)}</time></a>`).join('\n')}
${view.pager}</div>
<footer>${view.facts.place}人民政府办公室主办</footer></div></body></html>`,
}

export const PROGRAMS: Template[] = [
  plainColumn({
    name: 'jeecms',
    system: 'jeecms',
    columnPath: '/zxta/index.jhtml',
    facts: { place: '霁月市', columnName: '政协提案办理', chamber: 'cppcc', seed: 19, perPage: 5, with: ['files'] },
    body: 'strong',
    skins: [jeecms, ruled],
    letterPath: ({ id }) => `/zxta/${20_840 + id}.jhtml`,
    pagePath: (page) => `/zxta/index_${page}.jhtml`,
    pager: counted,
  }),
  plainColumn({
    name: 'jeecms with scripts for links',
    system: 'jeecms',
    columnPath: '/rdjy/index.jhtml',
    facts: { place: '松间县', columnName: '人大建议办理', chamber: 'npc', seed: 20, perPage: 3, with: ['pictures'] },
    body: 'mixed',
    skins: [ruled, jeecms],
    letterPath: ({ id }) => `/rdjy/${3_117 + id * 3}.jhtml`,
    pagePath: (page) => `/rdjy/index_${page}.jhtml`,
    pager: clicked,
  }),
  plainColumn({
    name: 'content.jsp',
    system: 'jsp',
    columnPath: '/site/list.jsp?cid=402',
    facts: { place: '安澜市', columnName: '建议提案', chamber: 'npc', seed: 21, perPage: 5, with: ['annex'] },
    body: 'hidden',
    skins: [ruled, php],
    letterPath: ({ id }) => `/site/content.jsp?id=${7_700 + id}`,
    pagePath: (page) => `/site/list.jsp?cid=402&page=${page}`,
    pager: counted,
  }),
  plainColumn({
    name: 'pages by current',
    system: 'java',
    columnPath: '/portal/channel/1207',
    facts: { place: '回雁市', columnName: '提案答复', chamber: 'cppcc', seed: 22, perPage: 5, with: ['files'] },
    body: 'sections',
    skins: [nameless, ruled],
    letterPath: (letter) => `/portal/article/${hashOf(letter)}`,
    pagePath: (page) => `/portal/channel/1207?current=${page}`,
    pager: numbers,
  }),
  plainColumn({
    name: 'web forms',
    system: 'asp.net',
    columnPath: '/newslist.aspx?cid=15',
    facts: { place: '听泉区', columnName: '政协委员提案答复', chamber: 'cppcc', seed: 23, perPage: 5, with: ['annex'] },
    body: 'paragraphs',
    skins: [webForms, php],
    letterPath: ({ id }) => `/newsview.aspx?id=${540 + id}`,
    pagePath: (page) => `/newslist.aspx?cid=15&page=${page}`,
    pager: counted,
    href: 'relative',
  }),
  plainColumn({
    name: 'tables of 2008',
    system: 'asp',
    columnPath: '/list.asp?classid=9',
    facts: { place: '古槐县', columnName: '建议提案', chamber: 'npc', seed: 24, perPage: 5 },
    body: 'fontBreaks',
    skins: [tables2008, tables2012],
    letterPath: ({ id }) => `/show.asp?id=${300 + id}`,
    pagePath: (page) => `/list.asp?classid=9&page=${page}`,
    pager: counted,
    isGb2312: true,
  }),
  plainColumn({
    name: 'php with parameters',
    system: 'phpcms',
    columnPath: '/index.php?m=content&c=index&a=lists&catid=12',
    facts: { place: '望岳市', columnName: '提案办理', chamber: 'cppcc', seed: 25, perPage: 3, with: ['pictures'] },
    body: 'unclosed',
    skins: [php, webForms],
    letterPath: ({ id }) => `/index.php?m=content&c=index&a=show&catid=12&id=${778 + id}`,
    pagePath: (page) => `/index.php?m=content&c=index&a=lists&catid=12&page=${page}`,
    pager: numbers,
  }),
  plainColumn({
    name: 'php with list_k',
    system: 'dedecms',
    columnPath: '/a/zxta/',
    facts: { place: '半山区', columnName: '政协提案', chamber: 'cppcc', seed: 26, perPage: 5, with: ['files'] },
    body: 'cell',
    skins: [php, jeecms],
    letterPath: ({ id, publishedOn }) =>
      `/a/zxta/${publishedOn.slice(0, 4)}/${publishedOn.slice(5).replace('-', '')}/${640 + id}.html`,
    pagePath: (page) => `/a/zxta/list_27_${page}.html`,
    pager: numbers,
  }),
  plainColumn({
    name: 'hashes and a next page',
    system: 'hash',
    columnPath: '/zwgk/jyta',
    facts: { place: '采薇市', columnName: '建议提案公开', chamber: 'npc', seed: 27, perPage: 5, with: ['pictures', 'annex'] },
    body: 'divs',
    skins: [nameless, php],
    letterPath: (letter) => `/zwgk/detail/${hashOf(letter)}`,
    pagePath: (page) => `/zwgk/jyta?page=${page}`,
    pager: nextOnly,
  }),
]
