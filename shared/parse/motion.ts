import type { Letter } from '../letter.ts'
import { asciiDigits, withoutBlank } from '../text/normalize.ts'

type Chamber = NonNullable<Letter['chamber']>

/** What a letter says of the motion it answers. Each part is absent when neither title nor body names it. */
export type Motion = Partial<Pick<Letter, 'number' | 'chamber' | 'session'>>

/** The motion named in `title`, else in the first of `paragraphs`; `crumb` is the column's name, for a title that tells no chamber. */
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

/** Numbers of laws and documents stand in bodies too: only one beside the word for a motion is the motion's. */
function numberInBody(text: string): string | undefined {
  const plain = asciiDigits(withoutBlank(text))
  return spell(IN_BODY.map((pattern) => pattern.exec(plain)?.[1]).find((found) => found !== undefined))
}

function spell(number: string | undefined): string | undefined {
  return number?.replace(/[－—–]/g, '-').replace(/[,，]/g, '、')
}

/** Names of chambers decide first, words for their motions second; a text that fits both tells nothing. */
function chamberOf(text: string): Chamber | undefined {
  return onlyOne(/政协/.test(text), /人大|人民代表大会/.test(text)) ?? onlyOne(/提案/.test(text), /建议|议案/.test(text))
}

function onlyOne(isCppcc: boolean, isNpc: boolean): Chamber | undefined {
  if (isCppcc === isNpc) return undefined
  return isCppcc ? 'cppcc' : 'npc'
}

const ORDINAL = '第?[一二三四五六七八九十百\\d]{1,4}'
/** A place's name before 市 is only known where a word that cannot belong to it ends: else 督办市政协 would be a place. */
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
