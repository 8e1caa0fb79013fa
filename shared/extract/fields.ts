import type { Damage, Letter } from '../letter.ts'
import { parseDay } from '../text/dates.ts'
import { asciiDigits, withoutBlank } from '../text/normalize.ts'
import { isChrome, isClosingBar, isOnlyChrome } from './chrome.ts'
import type { Line } from './lines.ts'

const LABEL =
  /(信息来源|文章来源|稿件来源|来源|发布机构|发布单位|发布时间|发布日期|发表时间|发文日期|日期|时间|作者|索引号|责任编辑|浏览次数|阅读次数|点击数)\s?[:：]/g
const LABELLED = new RegExp(`^[【[(（]?\\s?${LABEL.source}`)

export type InformationLine = { from: number; to: number; source?: string; publishedOn?: string; flag?: string }

/** The line `信息来源:… 发布时间:…` under the title, in one or up to five lines, and its values; `to` is exclusive. */
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
  return line !== undefined && isChrome(line) && !isClosingBar(line)
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
  const publishedOn = parseDay(valueOf(/^(发布时间|发布日期|发表时间|发文日期|日期|时间)$/))
  const source = officeIn(valueOf(/来源$/)) ?? officeIn(valueOf(/^发布/))
  const hasToolbar = /视力保护色|字[号体]/.test(text)
  if (!hasToolbar && (publishedOn === undefined || !/来源|发布|发表/.test(text))) return undefined
  const flag = /文件已(?:失效|废止|修改)/.exec(text)?.[0]
  return { ...(source && { source }), ...(publishedOn && { publishedOn }), ...(flag && { flag }) }
}

/** The office at the start of a label's value, up to the toolbar or the first gap. */
export function officeIn(value: string): string | undefined {
  const office = value.trim().split(/[\s\u00A0\u3000|｜]{1,9}|[【[(（]?(?:文件已|字[号体]|视力)/)[0] ?? ''
  return office === '' || /^[\d\-/]+/.test(office) || isOnlyChrome(office) ? undefined : office
}

type Chamber = NonNullable<Letter['chamber']>

/** The motion that a letter answers. Each part is absent when neither title nor body names it. */
type Motion = Partial<Pick<Letter, 'number' | 'chamber' | 'session'>>

/** The motion named in `title`, else in the first of `paragraphs`; `crumb` is the column's name, for a title without a chamber. */
export function readMotion(title: string, paragraphs: string[], crumb: string): Motion {
  const opening = paragraphs.slice(0, 4).map((text) => text.slice(0, 600))
  const number = numberInTitle(title) ?? first(opening, numberInBody)
  const chamber = chamberOf(title) ?? chamberOf(crumb) ?? first(opening, chamberOf)
  const session = sessionIn(title) ?? first(opening, sessionIn)
  return { ...(number && { number }), ...(chamber && { chamber }), ...(session && { session }) }
}

const NUMBER = '((?:[A-Za-z]?\\d[\\dA-Za-z]{0,11})(?:[-－—–、,，][A-Za-z]?\\d[\\dA-Za-z]{0,11}){0,9})'
const IN_TITLE = new RegExp(`第${NUMBER}号`)
const IN_BODY = [
  new RegExp(`第${NUMBER}号[^。第]{0,12}?(?:提案|建议|议案|代表|委员)`),
  new RegExp(`(?:提案|建议|议案)[^。]{0,40}?第${NUMBER}号`),
]

function numberInTitle(title: string): string | undefined {
  return spell(IN_TITLE.exec(asciiDigits(withoutBlank(title)))?.[1])
}

/** Bodies contain numbers of laws and documents too: only one beside the word for a motion is the motion's. */
function numberInBody(text: string): string | undefined {
  const plain = asciiDigits(withoutBlank(text))
  return spell(IN_BODY.map((pattern) => pattern.exec(plain)?.[1]).find((found) => found !== undefined))
}

function spell(number: string | undefined): string | undefined {
  return number?.replace(/[－—–]/g, '-').replace(/[,，]/g, '、')
}

/** By the names of chambers first, by the words for their motions second; undefined for a text that fits both. */
function chamberOf(text: string): Chamber | undefined {
  return onlyOne(/政协/.test(text), /人大|人民代表大会/.test(text)) ?? onlyOne(/提案/.test(text), /建议|议案/.test(text))
}

function onlyOne(isCppcc: boolean, isNpc: boolean): Chamber | undefined {
  if (isCppcc === isNpc) return undefined
  return isCppcc ? 'cppcc' : 'npc'
}

const ORDINAL = '第?[一二三四五六七八九十百\\d]{1,4}'
/** A place's name before 市 begins after a word that cannot be part of it: else 督办市政协 would be a place. */
const PLACE = '(?:(?<=^|关于|对|答复|督办|办理|回复)(?:(?!关于|对|答复|督办|办理|回复)[\\u4E00-\\u9FFF]){0,4}?)?[省市区县]?'
const CHAMBER = '(?:政协|人大|人民代表大会|人民政治协商会议)'
const SESSIONS = [
  new RegExp(
    `${PLACE}(?:${ORDINAL}届)?${CHAMBER}[\\u4E00-\\u9FFF]{0,8}?(?:${ORDINAL}届)?[\\u4E00-\\u9FFF]{0,6}?${ORDINAL}次(?:全体)?会议`,
  ),
  new RegExp(`${PLACE}(?:${ORDINAL}届)?${CHAMBER}\\d{4}年度?`),
  /(?:\d{4}年)?闭会期间(?:代表)?(?:联系函)?/,
]

function sessionIn(text: string): string | undefined {
  const plain = asciiDigits(withoutBlank(text))
  return SESSIONS.map((pattern) => pattern.exec(plain)?.[0]).find((found) => found !== undefined)
}

function first<T>(texts: string[], read: (text: string) => T | undefined): T | undefined {
  return texts.map(read).find((found) => found !== undefined)
}

/**
 * Characters lost before the page was served: U+FFFD anywhere; between Chinese ones also controls, Latin letters of one byte and private
 * use, but not the signs of that range that Chinese text uses (· × ÷ ° ± §).
 */
const LOST =
  /(?<=\p{Script=Han})[\u0080-\u009F\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u00FF\uFFFD\uE000-\uF8FF]+(?=\p{Script=Han})|\uFFFD+/gu

/** Every place of `title` (paragraph -1) and `paragraphs` where a character was lost, with up to six characters on each side. */
export function findDamage(title: string, paragraphs: string[]): Damage[] {
  return [title, ...paragraphs].flatMap((text, at) => contexts(text).map((context) => ({ paragraph: at - 1, context })))
}

function contexts(text: string): string[] {
  return [...text.matchAll(LOST)].map(({ 0: lost, index }) => {
    const before = Array.from(text.slice(Math.max(0, index - 12), index)).slice(-6)
    const after = Array.from(text.slice(index + lost.length, index + lost.length + 12)).slice(0, 6)
    return [...before, lost, ...after].join('')
  })
}
