import {
  crumbs,
  FONT_TOOLS,
  footer,
  MENU,
  metaTags,
  neighbours,
  reads,
  RELATED,
  scanCode,
  SHARE_BAR,
  sideList,
  siteOf,
} from '../furniture.ts'
import type { MadeLetter } from '../letters.ts'
import type { Template } from '../model.ts'
import { scripted, variables } from '../pagers.ts'
import { plainColumn, type Skin } from '../plain-column.ts'
import { attribute, cutTitle, escapedTitle } from '../titles.ts'

/** TRS WCM: `index_1.html` is page 2; letters are `YYYYMM/tYYYYMMDD_N.html`. */

const datedPath =
  (columnPath: string, extension = 'html') =>
  ({ publishedOn, id }: MadeLetter): string => {
    const day = publishedOn.replaceAll('-', '')
    return `${columnPath}${day.slice(0, 6)}/t${day}_${4_870_000 + id * 31}.${extension}`
  }

/** `TRS_Editor` with a style sheet of its own inside, and the row of labels of a ministry. */
const editor: Skin = {
  letter: (view) => `<!DOCTYPE html>
<html><head><meta charset="UTF-8"><title>${escapedTitle(view.letter)}_${siteOf(view.facts)}</title>
${metaTags(view, { time: '16:20:00' })}
<meta name="publishdate" content="${view.letter.publishedOn}">
</head>
<body>
<div class="header"><div class="headerC center">${MENU}</div></div>
<div class="crumbsNav">${crumbs(view)}</div>
<div class="innerCenter"><div class="wzsmCenter">
<h2 class="detail_Title">${escapedTitle(view.letter)}</h2>
<div class="detail_GK"><span class="xqLy time">${view.letter.publishedOn}</span><span class="xqLy">来源：${view.letter.source}</span><div class="fx_box">分享到：<a title="分享到微信" class="bshare-weixin"></a></div><span class="print"><a href="javascript:void(1)" onclick="window.print()">[打印]</a></span>${FONT_TOOLS}</div>
<div class="detail_CP"><div class=TRS_Editor><style type="text/css">.TRS_Editor P{line-height:2;font-family:宋体;font-size:12pt;}</style>
${view.body}
</div></div>
<div class="relbox" id="recommend-rel" style="display: none"><h2>相关阅读推荐</h2><ul></ul></div>
</div></div>
${footer(view.facts)}
<script>var viewsid = '${view.nth}';</script>
</body></html>`,
  list: (view) => `<!DOCTYPE html>
<html><head><meta charset="UTF-8"><title>${view.facts.columnName}_${siteOf(view.facts)}</title></head>
<body>
<div class="header"><div class="headerC center">${MENU}</div></div>
<div class="crumbsNav">${crumbs(view)}</div>
<div class="mainBox"><ul id="div">
${view.rows.map(({ letter, href }) => `<li><span class="date">${letter.publishedOn}</span><a href="${href}" target="_blank">${escapedTitle(letter)}</a></li>`).join('\n')}
</ul>
${view.pager}
</div>
${footer(view.facts)}
</body></html>`,
}

/** The younger editor, with a table of labels above and responsible people below, inside the view. */
const ueditor: Skin = {
  letter: (view) => `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>${escapedTitle(view.letter)}</title></head>
<body>
<div class="gk-top">${MENU}</div>
<div class="gk-path">${crumbs(view)}</div>
<table class="gk-table"><tbody>
<tr><th>索 引 号</th><td>${9_000_000 + view.letter.id}/2025-${view.letter.id}</td><th>发文机构</th><td>${view.letter.source}</td></tr>
<tr><th>成文日期</th><td>${view.letter.writtenOn}</td><th>发布日期</th><td>${view.letter.publishedOn}</td></tr>
<tr><th>标　　题</th><td colspan="3">${escapedTitle(view.letter)}</td></tr>
</tbody></table>
<div class="gk-title">${escapedTitle(view.letter)}</div>
<div class="view TRS_UEDITOR trs_paper_default trs_web">
${view.body}
</div>
<div class="gk-bottom"><span>责任编辑：张拟</span><span>审核：李拟</span>${scanCode()}</div>
${neighbours(view)}
${footer(view.facts)}
</body></html>`,
  list: (view) => `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>${view.facts.columnName}</title></head>
<body>
<div class="gk-top">${MENU}</div>
<div class="gk-path">${crumbs(view)}</div>
<div class="gl_list"><dl>
${view.rows.map(({ letter, href }) => `<dt><a href="${href}" title='${escapedTitle(letter)}'>${cutTitle(letter.title)}</a></dt><dd>${letter.publishedOn.replaceAll('-', '.')}</dd>`).join('\n')}
</dl></div>
${view.pager}
${footer(view.facts)}
</body></html>`,
}

/** `#zoom`, the labels in a list, the counter after the body in the same box, and a day with its hour. */
const zoom: Skin = {
  letter: (view) => `<html><head><meta charset="utf-8"><title>${escapedTitle(view.letter)} - ${siteOf(view.facts)} </title>
<meta name="ColumnName" content="${view.facts.columnName}"><meta name="ArticleTitle" content="${attribute(view.letter.title)}"></head>
<body>
<div class="main-nav">${MENU}</div>
<ul class="breadcrumb"><li><a href="/">首页</a></li><li class="path-cur"><span>&gt;</span> ${view.facts.columnName}</li></ul>
<div class="common-detail-page-printer">
<div class="detail-article-title"><h3></h3><h2>${escapedTitle(view.letter)}</h2><h3></h3></div>
<ul class="detail-article-infos"><li class="left"><span><i>时间：</i>${view.letter.publishedOn} 08:30</span> <span><i>来源：</i>
                 ${view.letter.source}
</span></li><li class="right"><span id="myPrint">打印</span> <span><i>字体：</i><a href="javascript:;">放大</a> <a href="javascript:;">正常</a></span> <span>分享</span></li></ul>
<div class="article-body" id="zoom">
${view.body}
<div class="zoom-count">人气：${reads(view)}</div>
</div>
</div>
<div class="right-col">${sideList(view, '图片新闻', 3)}${RELATED}</div>
${footer(view.facts)}
</body></html>`,
  list: (view) => `<html><head><meta charset="utf-8"><title>${view.facts.columnName}</title></head>
<body>
<div class="main-nav">${MENU}</div>
<div class="list-cnt"><ul class="common-list">
${view.rows.map(({ letter, href }) => `<li class="oflow-hd"><a class="left" href="${href}" title="${attribute(letter.title)}"><i></i>${cutTitle(letter.title, 20)}</a><i class="right">[${letter.publishedOn}]</i></li>`).join('\n')}
</ul></div>
${view.pager}
<div class="right-col">${sideList(view, '图片新闻', 3)}</div>
${footer(view.facts)}
</body></html>`,
}

/** Without one class on the letter's way: an old station that still names its charset in the page only. */
const old: Skin = {
  letter: (view) => `<html>
<head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>${escapedTitle(view.letter)}</title></head>
<body topmargin="0">
<table width="980" align="center" border="0"><tr><td><img src="/images/top.jpg"></td></tr><tr><td height="28">${crumbs(view, '->')}</td></tr></table>
<table width="980" align="center" border="0"><tr><td align="center" height="50"><b>${escapedTitle(view.letter)}</b></td></tr>
<tr><td align="center">日期：${view.letter.publishedOn}　来源：${view.letter.source}　${FONT_TOOLS}</td></tr>
<tr><td><div id="BodyLabel">
${view.body}
</div></td></tr>
<tr><td align="right">【<a href="javascript:window.print()">打印</a>】【<a href="javascript:window.close()">关闭</a>】</td></tr></table>
<table width="980" align="center"><tr><td align="center">版权所有：${view.facts.place}人民政府</td></tr></table>
</body></html>`,
  list: (view) => `<html>
<head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>${view.facts.columnName}</title></head>
<body topmargin="0">
<table width="980" align="center" border="0"><tr><td><img src="/images/top.jpg"></td></tr><tr><td height="28">${crumbs(view, '->')}</td></tr></table>
<table width="980" align="center" border="0">
${view.rows.map(({ letter, href }) => `<tr><td width="20">·</td><td><a href="${href}" target="_blank">${escapedTitle(letter)}</a></td><td width="100">(${letter.publishedOn})</td></tr>`).join('\n')}
<tr><td colspan="3" align="center">${view.pager}</td></tr></table>
<table width="980" align="center"><tr><td align="center">版权所有：${view.facts.place}人民政府</td></tr></table>
</body></html>`,
}

/** A frame of the present: labels in `dl`, a share bar before the body, and a list of reading that follows the letter. */
const present: Skin = {
  letter: (view) => `<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${escapedTitle(view.letter)}</title>
${metaTags(view)}</head>
<body>
<div class="site-head">${MENU}</div>
<div class="layout"><div class="layout-main">
<div class="path">${crumbs(view)}</div>
<div class="doc"><h1 class="doc-h">${escapedTitle(view.letter)}</h1>
<dl class="doc-m"><dt>发布时间</dt><dd>${view.letter.publishedOn}</dd><dt>信息来源</dt><dd>${view.letter.source}</dd><dt>阅读次数</dt><dd>${reads(view)}</dd></dl>
${SHARE_BAR}
<div class="doc-c trs_editor_view TRS_UEDITOR">
${view.body}
</div>
<div class="doc-e">扫一扫，手机打开当前页面</div></div>
</div><div class="layout-side">${sideList(view, '推荐阅读', 4)}</div></div>
${footer(view.facts)}
</body></html>`,
  list: (view) => `<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${view.facts.columnName}</title></head>
<body>
<div class="site-head">${MENU}</div>
<div class="layout"><div class="layout-main">
<div class="path">${crumbs(view)}</div>
${view.rows.map(({ letter, href }) => `<div class="row-item"><div class="row-t"><a href="${href}">${escapedTitle(letter)}</a></div><div class="row-d"><b>${letter.publishedOn.slice(8)}</b><span>${letter.publishedOn.slice(0, 7)}</span></div></div>`).join('\n')}
${view.pager}
</div><div class="layout-side">${sideList(view, '推荐阅读', 4)}</div></div>
${footer(view.facts)}
</body></html>`,
}

/** The old station in another frame. */
const oldReframed: Skin = {
  letter: (view) => `<html>
<head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>${view.facts.place}政府网</title></head>
<body>
<div id="wrap"><div id="top">${MENU}</div>
<div id="left">${sideList(view, '栏目导航', 3)}</div>
<div id="right"><div id="pos">${crumbs(view)}</div>
<div id="t">${escapedTitle(view.letter)}</div>
<div id="i">发布时间：${view.letter.publishedOn} 信息来源：${view.letter.source} 点击数：${reads(view)}</div>
<div id="c">
${view.body}
</div>
<div id="b">${neighbours(view)}</div></div></div>
<div id="foot">版权所有：${view.facts.place}人民政府</div>
</body></html>`,
  list: (view) => `<html>
<head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>${view.facts.place}政府网</title></head>
<body>
<div id="wrap"><div id="top">${MENU}</div>
<div id="right"><div id="pos">${crumbs(view)}</div>
<ul>
${view.rows.map(({ letter, href }) => `<li><a href="${href}">${escapedTitle(letter)}</a> ${letter.publishedOn}</li>`).join('\n')}
</ul>
${view.pager}</div></div>
<div id="foot">版权所有：${view.facts.place}人民政府</div>
</body></html>`,
}

const zeroBased = (name: string, columnPath: string, extension = 'html') => ({
  name: `trs ${name}`,
  system: 'trs',
  columnPath,
  letterPath: datedPath(columnPath, extension),
  pagePath: (page: number) => `${columnPath}index_${page - 1}.${extension}`,
})

export const TRS: Template[] = [
  plainColumn({
    ...zeroBased('editor', '/xxgk/jytabl/zxta/'),
    facts: { place: '苍梧岭市', columnName: '政协提案答复', chamber: 'cppcc', seed: 6, perPage: 5, with: ['files'] },
    body: 'word',
    skins: [editor, present],
    pager: scripted('index', 'html'),
    href: 'relative',
  }),
  plainColumn({
    ...zeroBased('young editor', '/zwgk/zdgk/jyta/'),
    facts: { place: '白苇市', columnName: '人大建议复文公开', chamber: 'npc', seed: 7, perPage: 3, with: ['annex'] },
    body: 'paragraphs',
    skins: [ueditor, zoom],
    pager: variables('index', 'html'),
    href: 'relative',
  }),
  plainColumn({
    ...zeroBased('zoom', '/zw/tabl/', 'shtml'),
    facts: { place: '赤枫市', columnName: '提案办理复函', chamber: 'cppcc', seed: 8, perPage: 5, with: ['pictures'] },
    body: 'divs',
    skins: [zoom, editor],
    pager: scripted('index', 'shtml'),
    href: 'absolute',
  }),
  plainColumn({
    ...zeroBased('in GB 2312', '/gk/jyta/', 'htm'),
    facts: { place: '长汀口县', columnName: '建议提案办理', chamber: 'npc', seed: 9, perPage: 5, with: ['files'] },
    body: 'fonts',
    skins: [old, oldReframed],
    pager: scripted('index', 'htm'),
    href: 'relative',
    isGb2312: true,
  }),
  plainColumn({
    ...zeroBased('of the present', '/zfxxgk/fdzdgknr/jyta/'),
    facts: {
      place: '鹿鸣市',
      columnName: '建议提案办理结果',
      chamber: 'cppcc',
      seed: 10,
      perPage: 5,
      with: ['pictures', 'annex'],
    },
    body: 'strong',
    skins: [present, ueditor],
    pager: variables('index', 'html'),
  }),
]
