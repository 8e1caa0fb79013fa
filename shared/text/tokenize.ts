import { DATE, dateAt, dateKey } from './dates.ts'
import { isOnlyMarks, type Prepared } from './normalize.ts'
import { FIGURE, figureKey, NUMERAL } from './numerals.ts'

/** What a token is to a reader. All kinds but `word` and `mark` are atoms: a comparison never cuts them in two. */
type Kind = 'figure' | 'date' | 'name' | 'contact' | 'code' | 'damage' | 'word' | 'mark'

/** A part of a text, by UTF-16 units from its start. */
export type Token = { start: number; end: number; kind: Kind }

/**
 * The atoms of `folded` (compact), in order: figures with their units, dates, documents in 《》, numbers such as 第…号, offices, people
 * before their office (张某市长), telephone numbers, codes (addresses of pages, numbers of points, 5G, 六个一), and characters that were lost
 * between two Chinese ones. Three characters take about a microsecond: hand the result on rather than compute it twice.
 */
export function atomsIn(folded: string): Token[] {
  return Array.from(folded.matchAll(ATOM), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    kind: ATOM_KINDS.find((kind) => match.groups?.[kind] !== undefined) ?? 'word',
  }))
}

const ATOM_KINDS = ['code', 'name', 'contact', 'date', 'figure', 'damage'] as const

export function isAtom({ kind }: Token): boolean {
  return kind !== 'word' && kind !== 'mark'
}

/** The words, marks and `atoms` of `text` between two positions, which must not cut an atom. */
export function tokensBetween(text: Prepared, atoms: Token[], from: number, to: number): Token[] {
  const tokens: Token[] = []
  let at = from
  for (const atom of atoms) {
    if (atom.end <= from) continue
    if (atom.start >= to) break
    pushWords(tokens, text, at, atom.start)
    tokens.push(atom)
    at = atom.end
  }
  pushWords(tokens, text, at, to)
  return tokens
}

/** V8 segments a string in quadratic time, because each segment carries the whole input: longer text is segmented piece by piece. */
const MAX_SEGMENTED = 400

function pushWords(tokens: Token[], text: Prepared, from: number, to: number) {
  for (let start = from; start < to; start += MAX_SEGMENTED) {
    const piece = text.seen.slice(start, Math.min(to, start + MAX_SEGMENTED))
    for (const { segment, index } of segmentsOf(piece)) {
      const kind: Kind = isOnlyMarks(segment) ? 'mark' : 'word'
      tokens.push(...splitAtSpaces({ start: start + index, end: start + index + segment.length, kind }, text))
    }
  }
}

/** Compact text has no spaces between Latin words; the served text still has them. */
function splitAtSpaces(token: Token, { at }: Prepared): Token[] {
  if (!at || token.end - token.start === 1) return [token]
  const cuts = [token.start]
  for (let position = token.start + 1; position < token.end; position++)
    if ((at[position] ?? 0) - (at[position - 1] ?? 0) > 1) cuts.push(position)
  return cuts.map((start, index) => ({ ...token, start, end: cuts[index + 1] ?? token.end }))
}

let segmenter: Intl.Segmenter | undefined

/** The words of `text` and what is between them. The segmenter is made at first use: it takes milliseconds. */
export function segmentsOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('zh', { granularity: 'word' })
  return segmenter.segment(text)
}

/**
 * What `token` of `folded` states, however it is written: 2.3万家 and 23000家, 2023-9-27 and 2023年9月27日 have one key. Names, codes and
 * words are their own.
 */
export function tokenKey(folded: string, { kind, start, end }: Token): string {
  const text = folded.slice(start, end)
  switch (kind) {
    case 'figure':
      return DAY_OF_MONTH.test(folded.slice(Math.max(0, start - 1), end + 1)) ? `${figureKey(text)}号` : figureKey(text)
    case 'date': {
      const date = dateAt(folded, start)
      return date ? dateKey(date) : text
    }
    case 'contact':
      return text.replaceAll('-', '')
    case 'name':
    case 'code':
    case 'damage':
    case 'word':
    case 'mark':
      return text
  }
}

/** 30日 is a span like 30天, but the day of a month before 前 or 起 and after 每月. */
const DAY_OF_MONTH = /日[前起止至]$|^[月每].*日.?$/

const HAN = '[\\u4e00-\\u9fff]'
const BODY_STEM =
  '(?:科技创新|科学技术|科创|科技|发展和?改革|发改|工业和信息化|工信|教育|司法|财政|公安|民政|人力资源和?社会保障|人社|规划和自然资源|生态环境|住房和?建设|住建|' +
  '交通运输|水务|农业农村|商务|文化和?旅游|文旅|文化广电旅游体育|卫生健康|卫健|退役军人事务|应急管理|审计|国有资产监督管理|国资|市场监督管理|市场监管|医疗保障|' +
  '医保|药品监督管理|统计|信访|政务服务(?:和)?数据管理|政数|数据|城市管理(?:和综合执法)?|城管|地方金融监督管理|金融|知识产权|税务|气象|海关|中小企业服务)'
const BODY_END = '(?:委员会|管理局|监督局|总局|委|局|厅|部)'
/** What may occur in an office's name: none of the small words that lead up to one. */
const IN_A_NAME = '(?:(?![由与和将正在向报的及等对为了并会同请经商是按至从以即被把给让我本各交送获已拟定])[\\u4e00-\\u9fff])'
const PLACE = `(?:国家|全国|(?!关于)(?:(?![督办结现市委])${IN_A_NAME}){2,3}[省市区县]|[省市区县])`
const INSTITUTE = `${IN_A_NAME}{2,12}(?:委员会|办公室|办公厅|研究院|协会|学会|基金会|管理局|法院|检察院|人民政府|市委会)`

const SURNAME =
  '[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛范彭郎鲁韦马苗方俞任袁柳史唐费岑薛雷贺倪汤罗毕郝邬安常乐于傅康伍余元顾孟黄穆萧尹' +
  '姚邵汪毛狄米贝明臧戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季麻贾路江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫房丁邓洪石崔吉龚程邢裴陆荣翁曲段焦侯宁甘厉武刘景龙叶黎白蒲覃温庄晏柴阎艾容向古易廖文欧聂曾关游甲乙丙丁戊己庚辛壬癸]'
const OFFICE_HELD = '(?:副?[市区省局县]长|副?主任|副?书记|副?主席|副?会长|委员(?!会)|代表(?!团|大会|性)|同志)'
/** A person is known by the office that follows, after one name or several: 张三、李四等13位代表. */
const HOLD_OFFICE = `(?:、${HAN}{2,4}){0,50}等?(?:\\d{1,3}[位名])?${OFFICE_HELD}`
const PERSON = `${SURNAME}${HAN}{1,2}?(?=${HOLD_OFFICE})|(?<=联系人:)${HAN}{2,4}|${SURNAME}某{1,2}`
/** The address of a page, without the mark that ends its sentence. */
const ADDRESS = '(?:https?:)?//[^\\s\\u4e00-\\u9fff\\uff00-\\uffef]*[^\\s\\u4e00-\\u9fff\\uff00-\\uffef.,;:!?\'")\\]]'
/** A slogan: 六个一, 两个一百年. 五个一等奖 are five prizes. */
const SLOGAN = `${NUMERAL}个一(?![等级类线])(?:批|百年|流)?`
/** The number of a point at the start of its paragraph. */
const POINT = `(?<![^\\n])(?:\\((?:\\d{1,2}|${NUMERAL}{1,3})\\)|(?:\\d{1,2}|${NUMERAL}{1,3})(?:[.)](?!\\d)|、))`
const LANDLINE = '(?<!\\d)(?:0\\d{2,3}-?\\d{7,8}(?:(?:-|转)\\d{1,6})?|[48]00-?\\d{3}-?\\d{4}|1\\d{2}\\*{4,6}\\d{2,4})(?!\\d)'

/** In this order: where two kinds begin at one place, the first is taken. */
const PATTERNS = {
  name:
    `《[^《》\\n]{1,80}(?:《[^《》\\n]{1,80}》[^《》\\n]{0,80})?》|${PERSON}|第[\\dA-Z][\\dA-Z-]*号|(?:(?:(?![按照据根依执行和及])${HAN}){0,4}[发函字办规令通])?[\\[(]\\d{4}[\\])]第?\\d+号|` +
    `${PLACE}?${BODY_STEM}${BODY_END}|国务院|${PLACE}(?:人民政府|政府|委(?![员会])|人大|政协)|${INSTITUTE}|(?<![\\d-])20\\d{6}(?![\\d.,万亿-])`,
  code: `${ADDRESS}|${POINT}|${SLOGAN}|[我本贵][委局厅办院](?![员面])|[A-Za-z]{1,10}-\\d{1,4}(?:\\.\\d+)?(?![\\d年])|(?<![\\dA-Za-z])(?:\\d{1,2}[A-Z](?![A-Za-z])|\\d{8,18}[A-Z][\\dA-Z]{1,20})`,
  contact: `[\\w.-]{1,64}@[\\w-]{1,64}(?:\\.[\\w-]{1,64})+|${LANDLINE}|(?<=(?:热线|电话|拨打|致电|传真):?)\\d[\\d-]{2,14}`,
  date: DATE,
  figure: FIGURE,
  damage: `(?<=${HAN})[\\x80-\\x9F\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\xFF\\uFFFD\\uE000-\\uF8FF]+(?=${HAN})`,
} as const satisfies Partial<Record<Kind, string>>
const ATOM = new RegExp(
  Object.entries(PATTERNS)
    .map(([kind, pattern]) => `(?<${kind}>${pattern})`)
    .join('|'),
  'g',
)
