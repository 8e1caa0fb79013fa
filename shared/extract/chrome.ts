import { countLetterSigns } from './letter-parts.ts'
import type { Line } from './lines.ts'
import { flagOf } from './status-flag.ts'

/** Words of a page's chrome. A line that consists of them is chrome; letters never do. */
const CHROME_WORDS =
  /菜单|A\s?[-－]\s?A\s?[+＋]?|A\s?[-+－＋]|视力保护色|保护视力色|字[号体](大小)?|分享(到|至)?|微信|微博|新浪|腾讯|QQ(空间|好友)?|朋友圈|打印(本页|此页|本文|文章|页面)?|关闭(窗口|本页|页面|此页)?|扫(一扫|码)[^。]{0,24}|返回(顶部|首页|列表|上一页)?|收藏(本页)?|(浏览|阅读|点击)(次数|量|数)?|访问量|纠错|语音播报|朗读|长者模式|无障碍(浏览|阅读|模式)|[×✕]/gi
const LEFTOVERS = /[\s\u00A0\u3000\d大中小次人|｜:：、,，.。\-—_/>»›·[\]【】()（）<＜>]+/g
/** Names of networks are chrome only beside a share bar's own words: alone they may be a row of firms. */
const NETWORKS_ONLY = /^(微信|微博|新浪|腾讯|QQ|朋友圈|[\s、,，])+$/i
const ENDING = /分享|打印|关闭|扫一扫|扫码|收藏|纠错|返回/

/** Menu, letter size, share bar, print and close links, a stray ×: no part of any letter. */
export function isChrome({ text, isRow }: Line): boolean {
  if (isRow || text.length > 120 || NETWORKS_ONLY.test(text)) return false
  const rest = text.replace(CHROME_WORDS, '')
  return rest !== text && rest.replace(LEFTOVERS, '') === ''
}

/** Whether `lines[at]` is chrome that ends the letter above it. */
export function endsLetter(lines: Line[], at: number): boolean {
  const line = lines[at]
  if (line === undefined) return false
  return isClosingBar(line) || isHardEnd(lines, at)
}

/** A share bar or the like: the end of a letter when below it, part of the toolbar when above it. */
export function isClosingBar(line: Line): boolean {
  return isChrome(line) && ENDING.test(line.text)
}

/** What is never above a letter: the next article, related links, the site's footer. */
export function isHardEnd(lines: Line[], at: number): boolean {
  const line = lines[at]
  if (line === undefined || line.isRow || line.text.length > 200) return false
  return NEIGHBOUR.test(line.text) || isRelatedHeading(line, lines[at + 1]) || isFooter(lines, at)
}

const PLACE = /^(您)?(现在|当前)?(的)?(所在)?(的)?位置/
const FROM_HOME = /^.{0,20}首页[\s\u00A0]?([>›»＞]|\/\s)/

/** `您当前的位置 > 首页 > …`, with any separator. */
export function isBreadcrumb({ text }: Line): boolean {
  return text.length <= 200 && (PLACE.test(text) || (text.includes('首页') && FROM_HOME.test(text)))
}

/** Whether nothing of `text` is left without the words of chrome. */
export function isOnlyChrome(text: string): boolean {
  return text.replace(CHROME_WORDS, '').replace(LEFTOVERS, '') === ''
}

/** Whether a line is the link to the previous or the next letter, or the note that this is the first or the last. */
export function isNeighbour({ text, links }: Line): boolean {
  return NEIGHBOUR.test(text) && (links.length > 0 || /没有|无$|暂无/.test(text))
}

const NEIGHBOUR = /^[【[(（]?\s?(上|下)一(篇|条|页)\s?[】\])）]?\s?([:：]|$)/

const RELATED =
  /^[【[(（]?\s?(相关(政策|解读|链接|文章|信息|新闻|稿件|阅读|推荐|内容|专题|报道)|政策解读|延伸阅读|热门(文章|推荐|信息)|友情链接)\s?[】\])）]?\s?[:：]?/

/** A part of a letter may have such a heading: only with links in the line or under it are they related links. */
function isRelatedHeading({ text, links }: Line, next: Line | undefined): boolean {
  const rest = text.replace(RELATED, '')
  if (rest === text) return false
  return rest === '' ? next === undefined || next.links.length > 0 : links.length > 0
}

const REGISTERED = /ICP备|公网安备|网站标识码/
const RIGHTS = /^(©|版权所有|copyright|网站地图)/i
const RUN_BY = /^(主办|承办|主管)(单位)?\s?[:：]/
const REGISTERED_OR_RIGHTS = /ICP备|公网安备|网站标识码|版权所有/

/** The site's footer. 主办单位 alone does not mark one: lines of a co-handler's letter may begin with it. */
export function isFooter(lines: Line[], at: number): boolean {
  const text = lines[at]?.text ?? ''
  if (text.length > 160) return false
  if (REGISTERED.test(text) || RIGHTS.test(text)) return true
  return RUN_BY.test(text) && lines.slice(at + 1, at + 5).some((line) => REGISTERED_OR_RIGHTS.test(line.text))
}

/**
 * A body without its chrome: whether a line showed where it ends (`isBounded`: a line other than the site's footer, above which much else
 * may be), and the status flags found in it.
 */
export type Cut = { lines: Line[]; isEnded: boolean; isBounded: boolean; flags: string[] }

/**
 * `lines` from the first that is no toolbar, breadcrumb or flag to the first that ends a letter. A share bar skipped at the beginning may
 * have been the end of an empty body: then what follows must have the form of a letter.
 */
export function cutChrome(lines: Line[]): Cut {
  const start = lines.findIndex(
    (line, at) => isHardEnd(lines, at) || !(isChrome(line) || isBreadcrumb(line) || flagOf(line.text) !== undefined),
  )
  const head = start < 0 ? lines : lines.slice(0, start)
  const rest = start < 0 ? [] : lines.slice(start)
  const end = rest.findIndex((_, at) => endsLetter(rest, at))
  const kept = (end < 0 ? rest : rest.slice(0, end)).filter((line) => !isChrome(line))
  const body = kept.filter(({ text }) => flagOf(text) === undefined)
  const isDoubtful = head.some(isClosingBar) && countLetterSigns(body.map(({ text }) => text)) === 0
  const flags = [...head, ...kept].flatMap(({ text }) => flagOf(text) ?? [])
  const isBounded = isDoubtful || (end >= 0 && !isFooter(rest, end))
  return { lines: isDoubtful || body.every(isOnlyLink) ? [] : body, isEnded: end >= 0 || isDoubtful, isBounded, flags }
}

function isOnlyLink({ isLinksOnly: linked, links }: Line): boolean {
  return (
    linked &&
    !links.some(({ attribs }) =>
      /attachment|\.(pdf|docx?|xlsx?|wps|ofd|zip|rar)\b/i.test(`${attribs['class'] ?? ''} ${attribs['href'] ?? ''}`),
    )
  )
}
