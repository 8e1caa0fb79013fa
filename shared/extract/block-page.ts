import type { Served } from '../snapshot.ts'
import { countHan, withoutBlank } from '../text/normalize.ts'
import { directoryOf, hostOf, parseAddress, postIdOf } from './address.ts'
import { isBreadcrumb, isChrome, isFooter } from './chrome.ts'
import { countLetterSigns, isLetterTitle } from './letter-parts.ts'
import type { Line } from './lines.ts'
import { elementsNamed, type Page, textWithin } from './page.ts'
import { type Refusal, refusalOfStatus } from './response.ts'

/** What can be told before the text is read: the status, where redirects led, an empty or binary body. */
export function refusalOfAnswer(served: Served): Refusal | undefined {
  return refusalOfStatus(served.status) ?? refusalOfRedirect(served) ?? refusalOfBytes(served)
}

/** What a page without a letter is: a challenge, a notice, or something that we cannot read. */
export function refusalOfPage(page: Page, lines: Line[]): Refusal {
  const title = textWithin(elementsNamed(page, 'title')[0]).trim()
  const texts = prose(lines)
  const notice = noticeIn(title, texts)
  if (notice !== undefined) return notice
  if (texts.join('').length < 80 && isChallenge(page))
    return { outcome: 'blocked', why: 'the page is a JavaScript challenge with next to no text' }
  if (texts.length === 0) return { outcome: 'unreadable', why: 'the page shows no text' }
  return { outcome: 'unreadable', why: `no letter was found in the page "${title.slice(0, 60)}"` }
}

/** What a page says beside its links, its menus and its footer. */
function prose(lines: Line[]): string[] {
  const said = lines.filter(
    (line, at) => !line.linked && !line.aside && !isChrome(line) && !isBreadcrumb(line) && !isFooter(lines, at),
  )
  return said.map(({ text }) => text).filter((text) => text !== '')
}

/** A page of the platform that says itself that it lists letters rather than being one. */
export function isColumnPage(page: Page): boolean {
  return /NFCMS_PUB_TYPE\s{0,5}=\s{0,5}['"](cat|index|home)['"]/.test(page.html)
}

function refusalOfRedirect({ url, finalUrl }: Served): Refusal | undefined {
  if (url === finalUrl) return undefined
  const [asked, answered] = [postIdOf(url), postIdOf(finalUrl)]
  if (asked === undefined || asked === answered) return undefined
  const path = parseAddress(finalUrl)?.pathname ?? ''
  if (/captcha|verify|challenge|waf|login|block|forbid/i.test(path))
    return { outcome: 'blocked', why: `the page redirects to a check: ${finalUrl}` }
  const isMissing =
    /\/(404|error404|notfound|not_found)\b/i.test(path) || (hostOf(url) === hostOf(finalUrl) && isIndexAbove(path, url))
  return isMissing
    ? { outcome: 'gone', why: `the page redirects to a front page or a page for missing ones: ${finalUrl}` }
    : { outcome: 'unreadable', why: `the page redirects to another: ${finalUrl}` }
}

/** Whether `path` is the index of a directory that the address asked for lies in: the site's, or the column's. */
function isIndexAbove(path: string, url: string): boolean {
  const directory = path.replace(/(index|default)\.[a-z]{3,5}$/i, '')
  return directory.endsWith('/') && directoryOf(url).startsWith(directory)
}

function refusalOfBytes({ body, headers }: Served): Refusal | undefined {
  if (body.length === 0) return { outcome: 'unreadable', why: 'the body is empty' }
  const start = Buffer.from(body.subarray(0, 1024)).toString('latin1')
  if (body.length < 1024 && /^\s*$/.test(start)) return { outcome: 'unreadable', why: 'the body is blank' }
  const kind = binaryKind(start, body)
  if (kind !== undefined)
    return {
      outcome: 'unreadable',
      why: `the body is ${kind}, not a page (content-type ${headers['content-type'] ?? 'absent'})`,
    }
  return undefined
}

const MAGIC: [string, RegExp][] = [
  ['a PDF file', /^\s{0,20}%PDF-/],
  ['a ZIP or Office file', /^PK\x03\x04/],
  ['an old Office file', /^\xD0\xCF\x11\xE0/],
  ['an image', /^(\x89PNG|\xFF\xD8\xFF|GIF8|RIFF....WEBP|BM....\0\0\0\0)/],
  ['compressed', /^(\x1F\x8B|\x28\xB5\x2F\xFD|7z\xBC\xAF|Rar!)/],
]

function binaryKind(start: string, body: Uint8Array): string | undefined {
  const magic = MAGIC.find(([, pattern]) => pattern.test(start))?.[0]
  if (magic !== undefined) return magic
  const isUtf16 = /^(\xFF\xFE|\xFE\xFF)/.test(start) || /<\0|\0</.test(start)
  return body.subarray(0, 1024).includes(0) && !isUtf16 ? 'binary' : undefined
}

/** Marks of the scripts that firewalls send instead of a page, and the plainer sign: script that sets a cookie or reloads. */
const CHALLENGE =
  /__jsl_clearance|acw_sc__v2|_\$[a-z]{2}\(|\$_ts\b|cf-chl|cf_chl|document\.cookie|location\.(reload|replace|href|assign)|window\.location|challenge|captcha|eval\(/i

function isChallenge(page: Page): boolean {
  const scripts = elementsNamed(page, 'script').map(textWithin).join('\n')
  const refresh = elementsNamed(page, 'meta').some(({ attribs }) => attribs['http-equiv']?.toLowerCase() === 'refresh')
  return CHALLENGE.test(scripts) || /captcha|challenge/i.test(page.html.slice(0, 20_000)) || refresh
}

/**
 * What a server says instead of a letter, in the order asked: a firewall's words first, since only `gone` can help a withdrawal,
 * and 稍后再试 last, since pages for missing letters say it too. Each may also stand in a letter: never decide by one alone.
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

/** Words that notices are made of beside their message. What is left of a notice without them is next to nothing. */
const FILLERS =
  /很?抱歉|对不起|非常|您好|尊敬的|用户|您?所?(访问|请求|查看|浏览|要找|操作|查找)的?|当前|本站|网站|网页|页面|文章|信息|内容|地址|链接|可能|已经|已|或者?|被|您|你|请|的|了|本次|此|该|秒后?|自动|跳转|返回|首页|上一页|刷新|重新|点击|这里|如有|疑问|联系|管理员|客服|技术支持|事件|编号|时间|温馨|提示|系统|服务器?|出错|错误|异常|完成|继续|以便|为了?|确认|验证|不存在|删除|更名|移动|暂时|不可用|输入|检查|网址|是否|正确|拼写|稍后|稍候|再试|重试|我们|将|尽快|恢复|谅解|给您带来不便|敬请/g

/**
 * The refusal that a short page is when it says nothing but a notice. Several signs together: a notice's words, little text,
 * nothing of a letter's form, and next to nothing left once the words of notices are taken out.
 */
export function noticeIn(title: string, paragraphs: string[]): Refusal | undefined {
  const body = paragraphs.join('\n')
  if (withoutBlank(body).length > 400 || countLetterSigns(paragraphs) > 0) return undefined
  const said = isLetterTitle(title) ? body : `${title}\n${body}`
  const outcome = NOTICES.find(([, words]) => words.test(said))?.[0]
  if (outcome === undefined || wordsLeft(body) > mostWordsLeft(title, body)) return undefined
  return { outcome, why: `the page is a notice, not a letter: "${said.trim().replace(/\s+/g, ' ').slice(0, 60)}"` }
}

/** How many Chinese characters say something else than a notice says. */
function wordsLeft(body: string): number {
  const rest = NOTICES.reduce((text, [, words]) => text.replace(new RegExp(words.source, 'gi'), ''), body)
  return countHan(rest.replace(FILLERS, ''))
}

/** Under a letter's title a body must be all notice, unless it begins like one; under another some explanation may stand with it. */
function mostWordsLeft(title: string, body: string): number {
  if (!isLetterTitle(title)) return 60
  return /^(很?抱歉|对不起|您所?(访问|请求|查看|浏览)的|[该此](页面|网页|信息|文章|内容))/.test(body) ? 40 : 4
}
