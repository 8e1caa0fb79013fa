import { dayIn } from './calendar-day.ts'
import type { Line } from './lines.ts'

/** Words of the page's furniture. A line that holds nothing else is chrome; letters never consist of these alone. */
const FURNITURE =
  /菜单|A\s?[-－]\s?A\s?[+＋]?|A\s?[-+－＋]|视力保护色|保护视力色|字[号体](大小)?|分享(到|至)?|微信|微博|新浪|腾讯|QQ(空间|好友)?|朋友圈|打印(本页|此页|本文|文章|页面)?|关闭(窗口|本页|页面|此页)?|扫(一扫|码)[^。]{0,24}|返回(顶部|首页|列表|上一页)?|收藏(本页)?|(浏览|阅读|点击)(次数|量|数)?|访问量|纠错|语音播报|朗读|长者模式|无障碍(浏览)?|[×✕]/gi
const LEFTOVERS = /[\s\u00A0\u3000\d大中小次人|｜:：、,，.。\-—_/>»›·[\]【】()（）<＜>]+/g
const ENDING = /分享|打印|关闭|扫一扫|扫码|收藏|纠错|返回/

/** Menu, letter size, share bar, print and close links, a stray ×: no part of any letter. */
export function isChrome({ text, row }: Line): boolean {
  if (row || text.length > 120) return false
  const rest = text.replace(FURNITURE, '')
  return rest !== text && rest.replace(LEFTOVERS, '') === ''
}

/** Whether the furniture at `lines[at]` says that the letter above it is over. */
export function endsLetter(lines: Line[], at: number): boolean {
  const line = lines[at]
  if (line === undefined) return false
  return isClosingBar(line) || isHardEnd(lines, at)
}

/** A share bar or its like: the end of a letter when it stands below one, part of the toolbar when it stands above. */
export function isClosingBar(line: Line): boolean {
  return isChrome(line) && ENDING.test(line.text)
}

/** What never stands above a letter: the next article, lists of related things, the site's own footer. */
export function isHardEnd(lines: Line[], at: number): boolean {
  const line = lines[at]
  if (line === undefined || line.row || line.text.length > 200) return false
  return isNeighbour(line) || isRelatedHeading(line, lines[at + 1]) || isFooter(lines, at)
}

/** `您当前的位置 > 首页 > …`, however the parts are separated. */
export function isBreadcrumb({ text }: Line): boolean {
  if (text.length > 200) return false
  return /^(您)?(现在|当前)?(的)?(所在)?(的)?位置/.test(text) || /首页\s?[>›»＞/\\-]/.test(text.replace(/\u00A0/g, ' '))
}

const FLAG = /[【[(（]?\s?((?:本?文件|此件)?已(?:失效|废止|修改|停止执行))\s?[】\])）]?/
const WHOLE_FLAG = new RegExp(`^${FLAG.source}$`)

/** The status flag that `text` is, such as 文件已失效. */
export function flagOf(text: string): string | undefined {
  return WHOLE_FLAG.exec(text)?.[1]
}

/** The status flag that stands behind a title or in the line under it. */
export function trailingFlag(text: string): { text: string; flag: string } | undefined {
  const found = new RegExp(`${FLAG.source}$`).exec(text)
  if (found?.[1] === undefined || !/文件|此件|[【[(（]/.test(found[0])) return undefined
  return { text: text.slice(0, found.index).trim(), flag: found[1] }
}

const LABEL =
  /(信息来源|文章来源|稿件来源|来源|发布机构|发布单位|发布时间|发布日期|发表时间|发文日期|日期|时间|作者|索引号|责任编辑|浏览次数|阅读次数|点击数)\s?[:：]/g
const LABELLED = new RegExp(`^[【[(（]?\\s?${LABEL.source}`)

export type InformationLine = { from: number; to: number; source?: string; publishedOn?: string; flag?: string }

/** The line `信息来源:… 发布时间:…` under the title, whole or spread over up to five lines, and what it says; `to` is exclusive. */
export function findInformation(lines: Line[]): InformationLine | undefined {
  for (let from = 0; from < lines.length; from++) {
    if (!isLabelled(lines[from])) continue
    let to = from + 1
    while (to < from + 5 && (isLabelled(lines[to]) || isToolbar(lines[to]))) to++
    const text = lines.slice(from, to).map((line) => line.text)
    const read = readInformation(text.join('  '))
    if (read !== undefined) return { from, to, ...read }
  }
  return undefined
}

function isToolbar(line: Line | undefined): boolean {
  return line !== undefined && isChrome(line)
}

function isLabelled(line: Line | undefined): boolean {
  return line !== undefined && line.text.length <= 240 && LABELLED.test(line.text)
}

function readInformation(text: string): Omit<InformationLine, 'from' | 'to'> | undefined {
  const labels = [...text.matchAll(LABEL)]
  const valueOf = (wanted: RegExp) => {
    const at = labels.findIndex(([, label]) => wanted.test(label ?? ''))
    const label = labels[at]
    return label === undefined ? '' : text.slice(label.index + label[0].length, labels[at + 1]?.index ?? text.length)
  }
  const publishedOn = dayIn(valueOf(/^(发布时间|发布日期|发表时间|发文日期|日期|时间)$/))
  const source = officeIn(valueOf(/来源$/)) ?? officeIn(valueOf(/^发布/))
  if (!/来源|发布|发表|视力保护色|字[号体]/.test(text)) return undefined
  if (publishedOn === undefined && !/视力保护色|字[号体]/.test(text)) return undefined
  const flag = new RegExp(`[【[(（]?(文件已(?:失效|废止|修改))`).exec(text)?.[1]
  return { ...(source && { source }), ...(publishedOn && { publishedOn }), ...(flag && { flag }) }
}

/** The office at the start of what stands behind a label, up to the toolbar or the first gap. */
function officeIn(value: string): string | undefined {
  const office = value.trim().split(/[\s\u00A0\u3000|｜]{1,9}|[【[(（]?(?:文件已|字[号体]|视力)/)[0] ?? ''
  return office === '' || /^[\d\-/]+/.test(office) || isNothingButChrome(office) ? undefined : office
}

function isNothingButChrome(text: string): boolean {
  return text.replace(FURNITURE, '').replace(LEFTOVERS, '') === ''
}

function isNeighbour({ text }: Line): boolean {
  return /^[【[(（]?\s?(上|下)一(篇|条|页)\s?[】\])）]?\s?([:：]|$)/.test(text)
}

const RELATED =
  /^[【[(（]?\s?(相关(政策|解读|链接|文章|信息|新闻|稿件|阅读|推荐|内容|专题|报道)|政策解读|延伸阅读|热门(文章|推荐|信息)|友情链接)\s?[】\])）]?\s?[:：]?/

/** Such words may head a part of a letter: only links in the line or under it make them a list of related things. */
function isRelatedHeading({ text, links }: Line, next: Line | undefined): boolean {
  const rest = text.replace(RELATED, '')
  if (rest === text) return false
  return rest === '' ? next === undefined || next.links.length > 0 : links.length > 0
}

/** The site's own footer. 主办单位 alone is none: a co-handler's letter may well begin a line with it. */
export function isFooter(lines: Line[], at: number): boolean {
  const text = lines[at]?.text ?? ''
  if (/版权所有|ICP备|公网安备|网站标识码|网站地图/.test(text)) return text.length <= 160
  return (
    /^(主办|承办|主管)(单位)?\s?[:：]/.test(text) &&
    lines.slice(at + 1, at + 5).some((line) => /ICP备|公网安备|网站标识码|版权所有/.test(line.text))
  )
}
