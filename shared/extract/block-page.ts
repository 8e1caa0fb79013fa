import { countHan, withoutBlank } from '../text/normalize.ts'
import { isBreadcrumb, isChrome, isFooter } from './chrome.ts'
import { countLetterSigns, isLetterTitle } from './letter-parts.ts'
import type { Line } from './lines.ts'
import { documentTitle, type Page, select, textWithin } from './page.ts'

/** Why a response holds no letter; `why` is one sentence for operators. */
export type Refusal = { outcome: 'gone' | 'blocked' | 'unreadable'; why: string }

/** What a page without a letter is: a challenge, a notice, or something that we cannot read. */
export function classifyNonLetter(page: Page, lines: Line[]): Refusal {
  const title = documentTitle(page).trim()
  const texts = proseOf(lines)
  const notice = findNotice(title, texts)
  if (notice !== undefined) return notice
  if (texts.join('').length < 80 && isChallenge(page))
    return { outcome: 'blocked', why: 'the page is a JavaScript challenge with next to no text' }
  if (texts.length === 0) return { outcome: 'unreadable', why: 'the page shows no text' }
  return { outcome: 'unreadable', why: `no letter was found in the page "${title.slice(0, 60)}"` }
}

/** The text of a page without its links, menus and footer. */
function proseOf(lines: Line[]): string[] {
  const prose = lines.filter(
    (line, at) => !line.isLinksOnly && !line.inAside && !isChrome(line) && !isBreadcrumb(line) && !isFooter(lines, at),
  )
  return prose.map(({ text }) => text).filter((text) => text !== '')
}

/** Whether the platform's own script variable marks the page as a list of letters. */
export function isColumnPage({ html }: Page): boolean {
  return /NFCMS_PUB_TYPE\s{0,5}=\s{0,5}['"](cat|index|home)['"]/.test(html)
}

/** Marks of the scripts that firewalls send instead of a page; also any script that sets a cookie or reloads. */
const CHALLENGE =
  /__jsl_clearance|acw_sc__v2|_\$[a-z]{2}\(|\$_ts\b|cf-chl|cf_chl|document\.cookie|location\.(reload|replace|href|assign)|window\.location|challenge|captcha|eval\(/i

function isChallenge(page: Page): boolean {
  const scripts = select(page, 'script').map(textWithin).join('\n')
  const isRefreshed = select(page, 'meta[http-equiv="refresh" i]').length > 0
  return CHALLENGE.test(scripts) || /captcha|challenge/i.test(page.html.slice(0, 20_000)) || isRefreshed
}

/**
 * The words of pages that servers send instead of a letter, in the order of testing: a firewall's words first, since only `gone` can help
 * a withdrawal, and 稍后再试 last, since pages for missing letters contain it too. Letters may contain any of them: never decide by one alone.
 */
const NOTICES: [Refusal['outcome'], RegExp][] = [
  [
    'blocked',
    /(系统|服务器?|网络)(繁忙|忙)|(访问|请求|操作)(过于|太|过)?(频繁|过多|过快)|安全(验证|检查|防护)|人机验证|(滑动|图形|完成|拖动)[^。]{0,8}(验证|滑块|拼图)|captcha|(访问|请求)已?被?(拦截|拒绝|阻断|禁止|受限)|just a moment|checking your browser|enable (javascript|cookies)|access denied|web应用防火墙|网站防火墙|云防护|request (blocked|rejected)/i,
  ],
  [
    'gone',
    /(页面|网页|文件|内容|信息|栏目|文章|资源|链接)[^。]{0,6}(不存在|没有找到|未找到|找不到|已?被?(删除|移除|下线|撤销)|已?失效|已?过期)|(找不到|无法找到|未找到|不存在)[^。]{0,8}(页面|网页|文件|内容|信息|文章|资源)|(404|410)\s?(错误|error|not found|页面)|not found|页面丢失|^\s*404\s*$/i,
  ],
  [
    'unreadable',
    /系统(错误|异常|维护|升级|故障)|(网站|服务器|服务)(内部)?(错误|异常|维护|升级|故障|不可用|出错)|正在(维护|升级)|程序(异常|错误|出错)|(internal server|runtime|application) error|bad gateway|gateway time-?out|service unavailable|数据库(连接)?(错误|失败)|^\s*(暂无(内容|数据|信息|记录)|((正在|数据|内容|页面)\s?)?加载(中|失败)|null|undefined|nan)/i,
  ],
  ['blocked', /(稍后|稍候)(再试|重试|访问|刷新)|排队|验证码/],
]

/** Words that notices contain beside their message. Next to nothing is left of a notice without them. */
const FILLERS =
  /很?抱歉|对不起|非常|您好|尊敬的|用户|您?所?(访问|请求|查看|浏览|要找|操作|查找)的?|当前|本站|网站|网页|页面|文章|信息|内容|地址|链接|可能|已经|已|或者?|被|您|你|请|的|了|本次|此|该|秒后?|自动|跳转|返回|首页|上一页|刷新|重新|点击|这里|如有|疑问|联系|管理员|客服|技术支持|事件|编号|时间|温馨|提示|系统|服务器?|出错|错误|异常|完成|继续|以便|为了?|确认|验证|不存在|删除|更名|移动|暂时|不可用|输入|检查|网址|是否|正确|拼写|稍后|稍候|再试|重试|我们|将|尽快|恢复|谅解|给您带来不便|敬请/g

/**
 * The refusal for a short page that is only a notice. Several signs together: a notice's words, little text, nothing of a letter's form,
 * and next to nothing left without the words of notices.
 */
export function findNotice(title: string, paragraphs: string[]): Refusal | undefined {
  const body = paragraphs.join('\n')
  if (withoutBlank(body).length > 400 || countLetterSigns(paragraphs) > 0) return undefined
  const text = isLetterTitle(title) ? body : `${title}\n${body}`
  const outcome = NOTICES.find(([, words]) => words.test(text))?.[0]
  if (outcome === undefined || countOtherHan(body) > maxOtherHan(title, body)) return undefined
  return { outcome, why: `the page is a notice, not a letter: "${text.trim().replace(/\s+/g, ' ').slice(0, 60)}"` }
}

/** How many Chinese characters of `body` are none of a notice's. */
function countOtherHan(body: string): number {
  const rest = NOTICES.reduce((text, [, words]) => text.replace(new RegExp(words.source, 'gi'), ''), body)
  return countHan(rest.replace(FILLERS, ''))
}

/** Under a letter's title a body must be all notice, unless it begins like one; under another title some explanation is allowed. */
function maxOtherHan(title: string, body: string): number {
  if (!isLetterTitle(title)) return 60
  return /^(很?抱歉|对不起|您所?(访问|请求|查看|浏览)的|[该此](页面|网页|信息|文章|内容))/.test(body) ? 40 : 4
}
