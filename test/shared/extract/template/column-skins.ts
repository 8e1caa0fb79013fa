import type { Page } from '../../../../shared/extract/page.ts'
import { openPage } from '../../../../shared/extract/response.ts'
import type { ListedLetter } from '../../../../shared/extract/listing/entry.ts'
import { servedPage } from '../served-page.ts'

/** A made-up letter: `body` are its lines in order, plain text. */
export type MadeLetter = { number: number; title: string; day: string; source: string; body: string[] }

export const SITE = 'https://fgj.shili.example/zwgk/jyta/'

/** The letter of that number: other numbers have other words in every line but for the closing and the contact. */
export function madeLetter(number: number): MadeLetter {
  const word = WORDS[number % WORDS.length] ?? '公园'
  const other = WORDS[(number + 3) % WORDS.length] ?? '桥梁'
  return {
    number,
    title: `示例市发展局关于市政协八届二次会议第${20260100 + number}号提案答复的函`,
    day: `2026-0${(number % 6) + 1}-1${number % 9}`,
    source: '示例市发展局',
    body: [
      `虚构${word}学会：`,
      `贵会提出的《关于加强${word}建设的提案》（第${20260100 + number}号）收悉。经会同市${other}局研究，现答复如下：`,
      `一、关于${word}的现状`,
      `目前全市共有${word}${number * 7 + 11}处，其中今年新建${number + 2}处，投入资金${number + 1}.${number}亿元，服务群众约${number * 3 + 20}万人次，较上年有明显增长。`,
      `二、下一步工作`,
      `下一步，我局将会同市${other}局在2026年${(number % 5) + 7}月底前完成${word}改造${number + 5}处，同步完善${other}管理办法，并向社会公布进展。`,
      '感谢贵会对我市工作的关心和支持。',
      '此复。',
      '示例市发展局',
      `2026年${(number % 6) + 1}月1${number % 9}日`,
      '（联系人：某某，电话：0000-0000000）',
    ],
  }
}

const WORDS = ['公园', '桥梁', '学校', '图书馆', '体育场', '社区食堂', '充电桩', '养老院']

/** How the lines of a letter are marked up. */
export const BODIES = {
  paragraphs: (body: string[]) => body.map((text) => `<p>　　${text}</p>`).join('\n'),
  spans: (body: string[]) =>
    body
      .map(
        (text) =>
          `<p class="MsoNormal"><span>${text.replace(/\d+(?![^<]*>)/g, '</span><span lang="EN-US">$&</span><span>')}</span></p>`,
      )
      .join(''),
  breaks: (body: string[]) => body.join('<br>\n　　'),
  divisions: (body: string[]) => body.map((text) => `<div>${text}</div><div>&nbsp;</div>`).join(''),
  bareAndParagraphs: (body: string[]) => body.map((text, at) => (at % 2 === 0 ? `<p>${text}</p>` : `${text}<br>`)).join(''),
  section: (body: string[]) =>
    `<section><section>${body.map((text) => `<p><font>${text}</font></p>`).join('')}</section></section>`,
  closingApart: (body: string[]) =>
    `${body
      .slice(0, -4)
      .map((text) => `<p>${text}</p>`)
      .join('')}<div class="sign">${body
      .slice(-4)
      .map((text) => `<p>${text}</p>`)
      .join('')}</div>`,
  custom: (body: string[]) => `<ucapcontent>${body.map((text) => `<p>${text}</p>`).join('')}</ucapcontent>`,
} as const satisfies Record<string, (body: string[]) => string>

/** Neighbours of a letter on its column, for links between letters and lists of recent ones. */
function neighbour(number: number): string {
  return `<a href="${SITE}content/post_${90000 + number}.html">${madeLetter(number).title}</a>`
}

const FOOT =
  '<div class="foot"><p>主办：示例市发展局 联系电话：0000-1111111</p><p>网站标识码：0000000001 示ICP备00000001号 示公网安备 00000000000001号</p></div>'
const NAV =
  '<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li><li><a href="/hd/">互动交流</a></li></ul>'

/** Skins that have next to nothing in common: each wraps a marked-up body. Furniture that differs by letter is part of several. */
export const COLUMN_SKINS = {
  trs: ({ title, day, source }: MadeLetter, body: string) =>
    `<html><head><meta name="ArticleTitle" content="${title}"><meta name="PubDate" content="${day} 10:20"><title>${title}_示例市发展局</title></head><body>${NAV}
    <div class="crumb">当前位置：<a href="/">首页</a>&gt;建议提案</div><h2 class="xl_title">${title}</h2>
    <div class="xl_info"><span>发布日期：${day}</span><span>来源：${source}</span><span>字号：<a>[大]</a><a>[中]</a><a>[小]</a></span></div>
    <div class="xl_con" id="zoom"><div class="TRS_Editor">${body}</div></div>
    <div class="share">分享到：<a href="#">微信</a></div>${FOOT}</body></html>`,
  hanweb: ({ title, day, source, number }: MadeLetter, body: string) =>
    `<html><body><table class="bg"><tr><td>${NAV}</td></tr></table><div class="main"><p class="con-title">${title}</p>
    <div class="small-title"><span>发布日期：${day}</span><span>浏览次数：${number * 13}</span><span>信息来源：<b>示例市</b>发展局</span></div>
    <div class="main-txt" id="zoom"><!--content begin--><meta name="ContentStart">${body}<meta name="ContentEnd"></div>
    <div class="word"><span onclick="print()">打印</span> <span>关闭</span></div></div>${FOOT.replace('发展局', source.slice(3))}</body></html>`,
  catalogue: ({ title, day, source, number }: MadeLetter, body: string) =>
    `<html><head><title>${title}</title></head><body class="gkml">${NAV}<div class="content"><table class="index">
    <tr><td>索引号：</td><td>000000/2026-${10000 + number}</td><td>分类：</td><td>建议提案</td></tr>
    <tr><td>发布机构：</td><td>${source}</td><td>成文日期：</td><td>2025-12-0${(number % 8) + 1}</td></tr>
    <tr><td>名称：</td><td colspan="3">${title}</td></tr><tr><td>文号：</td><td>示发函〔2026〕${number}号</td><td>发布日期：</td><td>${day}</td></tr></table>
    <h1>${title}</h1><div class="date-row"><p>发布日期：${day}　浏览次数：<i id="c">-</i></p></div>
    <div class="article-content">${body}</div></div>${FOOT}</body></html>`,
  oldTables: ({ title, day, source, number }: MadeLetter, body: string) =>
    `<html><body><table width=980><tr><td width=200>通知公告<br>办事指南</td><td><table><tr><td align=center><font size=5>${title}</font></td></tr>
    <tr><td align=center>发布时间：${day}　来源：${source}　阅读人次：${number * 31 + 5}</td></tr>
    <tr><td class=zw>${body}</td></tr><tr><td>【<a href="#">打印</a>】【<a href="#">关闭</a>】</td></tr></table></td></tr></table>
    <table><tr><td>版权所有：示例市发展局</td></tr></table></body></html>`,
  inside: ({ title, day, source, number }: MadeLetter, body: string) =>
    `<html><body><div id="header">${NAV}</div><div id="article"><h1>${title}</h1><p class="meta">${day} ${source}</p>${body}
    <p class="pv">本文已被浏览 ${number * 17 + 3} 次</p><div class="next"><p>上一篇：${neighbour(number - 1)}</p><p>下一篇：${neighbour(number + 1)}</p></div></div>${FOOT}</body></html>`,
  sidebar: ({ title, day, source, number }: MadeLetter, body: string) =>
    `<html><body>${NAV}<div class="left"><div class="tit-s">${title}</div><ul class="msg"><li>信息来源：${source}</li><li>发布时间：${day} 09:12:33</li></ul>
    <div class="txt">${body}</div></div><div class="right"><h3>热点推荐</h3><div class="box"><p>今年以来，全市第${number}批${madeLetter(number + 2).source}重点工程相继开工，市领导到现场调研并提出要求，强调要抓好安全生产。</p><p>据介绍，项目建成后将惠及群众${number * 3 + 5}万人，进一步完善基础设施，提升城市品质和居民生活水平。</p></div>
    <ul>${[1, 2, 3].map((step) => `<li>${neighbour(number + step)}</li>`).join('')}</ul></div>${FOOT}</body></html>`,
  unnamed: ({ title, day, source }: MadeLetter, body: string) =>
    `<html><body><div>菜单</div><div>您当前的位置&nbsp;&gt;&nbsp;首页&nbsp;&gt;&nbsp;提案答复</div><div>${title}</div>
    <div><span>信息来源：${source}</span> <span>发布时间：${day}</span> <a href="#">A-</a><a href="#">A+</a></div><div>${body}</div><div>分享到：<a href="#">微信</a></div><div>×</div>
    <div><p>主办单位：示例市发展局</p><p>示ICP备00000001号</p></div></body></html>`,
  perLetterIds: ({ title, day, source, number }: MadeLetter, body: string) =>
    `<html><body id="p${7000000 + number}">${NAV}<div class="wrap w${1000 + number}"><div class="art_${2000 + number} bt">${title}</div><div class="sub"><em>${day}</em><em>${source}</em></div>
    <div id="vsb_content_${3000 + number}" class="v_news_content">${body}</div></div><div class="pages">上一条：${neighbour(number - 1)}</div>${FOOT}</body></html>`,
  titleTwice: ({ title, day, source }: MadeLetter, body: string) =>
    `<html><head><title>${title}</title></head><body><div class="crumbs"><a href="/">首页</a> &gt; ${title}</div><article><header><h1>${title.slice(0, 12)}<br>${title.slice(12)}</h1><time>${day}</time> <i>来源：${source}</i></header><div>${body}</div></article><aside><p>正在阅读</p><p>${title}</p></aside>${FOOT}</body></html>`,
  scriptShown: ({ title, day, source }: MadeLetter, body: string) =>
    `<html><body>${NAV}<div class="popup" style="display:none">您访问的链接即将离开本网站。</div><div class="d"><div class="t">${title}</div><dl class="i"><dt>发布日期</dt><dd>${day}</dd><dt>来源：</dt><dd>${source}</dd></dl><div class="c" style="display:none">${body}</div></div><span style="font-size:0">${day.replace(/-/g, '')}7</span>${FOOT}</body></html>`,
  united: ({ title, day, source }: MadeLetter, body: string) => {
    const middle = body.indexOf('二、下一步工作')
    const [one, two] =
      /^<p|^　/.test(body) && body.lastIndexOf('<p', middle) > 0
        ? [body.slice(0, body.lastIndexOf('<p', middle)), body.slice(body.lastIndexOf('<p', middle))]
        : [body, '']
    return `<html><body>${NAV}<div class="page"><h3 class="h">${title}</h3><p class="s">时间：${day} 来源：${source}</p><div class="part">${one}</div>${two === '' ? '' : `<div class="part">${two}</div>`}</div><div class="hot">热门：<a href="/a">甲</a></div>${FOOT}</body></html>`
  },
  inBoxFooter: ({ title, day, source, number }: MadeLetter, body: string) =>
    `<html><body>${NAV}<div class="box"><div class="n_title">${title}</div><div class="n_info">发布人：${source}　日期：${day.slice(2)}</div><div class="n_con">${body}<p>责任编辑：某某</p><p>点击率：${number * 29 + 7}</p><p>扫一扫在手机打开当前页</p></div></div>${FOOT}</body></html>`,
} as const satisfies Record<string, (letter: MadeLetter, body: string) => string>

export type ColumnSkin = keyof typeof COLUMN_SKINS
export type BodyStyle = keyof typeof BODIES
export const SKIN_NAMES = Object.keys(COLUMN_SKINS) as ColumnSkin[]
export const BODY_STYLES = Object.keys(BODIES) as BodyStyle[]

export function sourceOf(skin: ColumnSkin, style: BodyStyle, letter: MadeLetter): string {
  return COLUMN_SKINS[skin](letter, BODIES[style](letter.body))
}

function listedAs({ number, title, day }: MadeLetter): ListedLetter {
  return { postId: String(90000 + number), url: `${SITE}content/post_${90000 + number}.html`, title, publishedOn: day }
}

/** A sample for the learner: `html`, or the letter in its skin, opened. */
export function sampleOf(letter: MadeLetter, html: string): { page: Page; listed: ListedLetter } {
  const listed = listedAs(letter)
  return { page: opened(html, listed.url), listed }
}

export function opened(html: string, url: string): Page {
  const page = openPage(servedPage(html, { url, finalUrl: url }))
  if ('outcome' in page) throw new Error(`Cannot open a page made for a test: ${page.why}`)
  return page
}

/** The column's listing in the frame of `skin`: its navigation and footer, and a row for each letter. */
export function listingOf(letters: MadeLetter[]): Page {
  const rows = letters.map(
    (letter) => `<li><a href="${listedAs(letter).url}">${letter.title}</a><span>${letter.day}</span></li>`,
  )
  return opened(
    `<html><body>${NAV}<div class="crumb">当前位置：<a href="/">首页</a></div><ul class="list">${rows.join('')}</ul>${FOOT}</body></html>`,
    SITE,
  )
}
