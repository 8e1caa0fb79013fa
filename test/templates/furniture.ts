import { escaped } from './bodies.ts'
import type { MadeLetter } from './letters.ts'
import type { Facts } from './letters.ts'
import type { State } from './model.ts'
import { attribute } from './titles.ts'

/** What a letter's page is made from. `newer` and `older` are its neighbours in the list. */
export type LetterView = {
  facts: Facts
  state: State
  letter: MadeLetter
  /** The letter's body as HTML, with its files. */
  body: string
  hrefOf: (letter: MadeLetter) => string
  columnPath: string
  newer: MadeLetter | undefined
  older: MadeLetter | undefined
  nth: number
}

/** How often a page was read: it moves from crawl to crawl, on every letter in its own way. */
export function reads({ letter: { id }, state: { crawl } }: LetterView): number {
  return 180 + id * 53 + crawl * (id + 2)
}

/** `2025年6月3日` from 2025-06-03. */
export function chineseDay(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-')
  return `${year}年${Number(month)}月${Number(date)}日`
}

/** The meta tags that an order of the State Council asks for. `raw`: quotation marks in a title are not escaped. */
export function metaTags({ facts, letter }: LetterView, { raw = false, time = '09:26' } = {}): string {
  const title = raw ? letter.title : attribute(letter.title)
  return `<meta name="SiteName" content="${siteOf(facts)}">
<meta name="SiteDomain" content="www.example.test">
<meta name="SiteIDCode" content="9900000012">
<meta name="ColumnName" content="${facts.columnName}">
<meta name="ColumnType" content="政务公开">
<meta name="ArticleTitle" content="${title}">
<meta name="PubDate" content="${letter.publishedOn} ${time}">
<meta name="ContentSource" content="${letter.source}">
<meta name="Keywords" content="">`
}

export function siteOf({ place }: Facts): string {
  return `${place}人民政府门户网站`
}

export const SHARE_BAR = `<div class="bdsharebuttonbox"><span>分享到：</span><a href="#" class="bds_weixin" data-cmd="weixin" title="分享到微信">微信</a><a href="#" class="bds_tsina" data-cmd="tsina" title="分享到新浪微博">微博</a><a href="#" class="bds_qzone">QQ空间</a></div>`

export const FONT_TOOLS = `<span class="font-size">字体：【<a href="javascript:doZoom(16)">大</a> <a href="javascript:doZoom(14)">中</a> <a href="javascript:doZoom(12)">小</a>】</span>`

export const PRINT_CLOSE = `【<a href="javascript:window.print()">打印本页</a>】【<a href="javascript:window.close()">关闭窗口</a>】`

export function scanCode(): string {
  return `<div class="ewm"><p>扫一扫在手机打开当前页</p><img src="/images/qr.png" alt="二维码" width="120"></div>`
}

/** Links to the neighbours in the list: what they say changes when a letter is published before or after. */
export function neighbours({ newer, older, hrefOf }: LetterView): string {
  const link = (letter: MadeLetter | undefined) =>
    letter === undefined
      ? '没有了'
      : `<a href="${hrefOf(letter)}" title="${attribute(letter.title)}">${escaped(letter.title)}</a>`
  return `<p>上一篇：${link(newer)}</p>\n<p>下一篇：${link(older)}</p>`
}

const NOTICES = [
  '关于公开征求城市更新实施办法意见的公告',
  '2025年第二季度重点工作完成情况通报',
  '关于开展夏季用电安全检查的通知',
  '政务服务大厅端午节期间值班安排',
  '关于表彰优秀志愿服务项目的决定',
  '2025年普通高中招生计划公布',
  '关于暂停部分自助终端服务的公告',
]

/** A list beside the letter that moves from crawl to crawl, with days. */
export function sideList(
  { state: { crawl }, nth }: Pick<LetterView, 'state' | 'nth'>,
  heading = '最新信息',
  count = 5,
): string {
  const row = (at: number) => {
    const index = (at + crawl) % NOTICES.length
    return `<li><a href="/tzgg/202506/t${20_250_600 + index}.html">${NOTICES[index] ?? ''}</a><span>2025-06-${String(10 + index + (crawl % 5)).padStart(2, '0')}</span></li>`
  }
  return `<div class="side"><h3>${heading}</h3><ul>${Array.from({ length: count }, (_, at) => row(at)).join('')}</ul><!-- ${nth} --></div>`
}

/** Related links under the letter, always the same ones. */
export const RELATED = `<div class="xgwz"><h4>相关链接</h4><ul><li><a href="/zcfg/1208.html">人大代表建议和政协提案办理工作规程</a></li><li><a href="/zcfg/1177.html">关于做好建议提案办理结果公开工作的通知</a></li></ul></div>`

/** A notice with whole sentences, outside the letter. */
export const SITE_NOTICE = `<div class="notice"><p>为进一步提升服务水平，本网站将于每月最后一个周日凌晨进行系统维护，届时部分栏目可能无法访问。如有疑问，请拨打政务服务便民热线12345，感谢您的理解与支持。</p></div>`

export function footer(facts: Facts): string {
  return `<div class="footer"><p>主办：${facts.place}人民政府办公室　承办：${facts.place}政务服务和数据管理局</p><p>网站标识码：9900000012　<a href="https://beian.example.test/">示ICP备00000000号</a>　示公网安备 00000000000000号</p><p>建议使用1366*768分辨率浏览　<a href="/sitemap.html">网站地图</a>　<a href="/lxwm.html">联系我们</a></p></div>`
}

export const MENU = `<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li><li><a href="/zwfw/">政务服务</a></li><li><a href="/hdjl/">互动交流</a></li><li><a href="/zjwm/">走进本地</a></li></ul>`

export function crumbs({ facts, columnPath }: Pick<LetterView, 'facts' | 'columnPath'>, mark = '&gt;'): string {
  return `当前位置：<a href="/">首页</a> ${mark} <a href="/zwgk/">政务公开</a> ${mark} <a href="${columnPath}">${facts.columnName}</a>`
}
