import { findDays, parseDay } from '../../text/dates.ts'
import { withoutBlank } from '../../text/normalize.ts'
import { isAttachment } from '../attachments.ts'
import { isChrome } from '../chrome.ts'
import { officeIn } from '../fields.ts'
import { isOffice } from '../letter-parts.ts'
import type { Line } from '../lines.ts'
import { flagOf } from '../status-flag.ts'

/** A label and the value after it, as in `发布时间：2024-03-05`. A value without a label has the label ''. */
export type Labelled = { label: string; value: string }

const BLANKS = /[\s\u00A0\u3000]+/g

/** The labels of dates, of sources and of what else a page says about a letter. A letter's own lines have other labels. */
const DATES =
  '(?:最后)?(?:信息)?(?:发布|发表|公布|公开|发文|刊登|刊载|提供|上网|挂网|录入|添加|入库|上传|成文|生成|印发|制发|签发|生效|更新|修改|失效|废止)?(?:日\\s?期|时\\s?间)|发布'
const SOURCES = '(?:信息|文章|稿件|新闻|内容)?来\\s?源|出处|(?:信息)?(?:发布|发文|公开|制发|提供)(?:机构|单位|机关|部门|者|人)'
const COUNTERS = '(?:累计|已|被)?(?:浏览|阅读|点击|访问|点赞)(?:次数|人次|人数|量|数|率)?|评论|跟帖|人气|次数|下载次数?'
const PEOPLE =
  '作\\s?者|供稿|撰稿|记者|(?:责任|网站|网络)?编\\s?辑|责编|审核人?|录入人?|信息提供|责任部门|公开(?:方式|形式|类别|属性|范围)|有效性'
const TOOLS = '字\\s?[号体](?:大小)?|视力保护色?|保护视力色|分享(?:到|至)?|打印|下载|语音播报|收藏|朗读'
const CATALOGUE = '索\\s?引\\s?号|名\\s?称|标\\s?题|文\\s?号|发文字号|主题词|关键词|关键字|(?:主题|信息|组配)?分\\s?类|体\\s?裁'
const KNOWN = `(?:${[DATES, SOURCES, COUNTERS, PEOPLE, TOOLS, CATALOGUE].join('|')})`
const KNOWN_AT_END = new RegExp(`${KNOWN}$`)
const KNOWN_WHOLE = new RegExp(`^${KNOWN}$`)
/** Labels that a letter may begin with too: they count only among others. */
const WEAK = /^(?:名称|标题|文号|发文字号|主题词|关键词|关键字|(?:主题|信息|组配)?分类|体裁)$/

const MARKED_UP = new RegExp(`^(${[DATES, SOURCES, CATALOGUE].join('|')}) (\\S.*)$`)

const LABEL = /((?:[来作日时文名标编体分字]\s[源者期间号称题辑裁类体])|[\u4E00-\u9FFF]{2,16}|索\s引\s号)\s?[:：]/g

/** The labels of a line and their values; `isKnown` for those that pages print about a letter. */
function labelsOf({ text, raw, isRow }: Line): (Labelled & { isKnown: boolean })[] {
  if (isRow) return labelsOfCells(text.split(' | '))
  const [found, split] = [labelsOfText(text), labelsOfText(raw)]
  return found.length > 0 ? found : split.length > 0 ? split : labelByMarkup(raw)
}

/** A label without a colon, which only markup separates from its value: `<span>索引号</span><span>000</span>`. */
function labelByMarkup(raw: string): (Labelled & { isKnown: boolean })[] {
  const [, label = '', value = ''] = MARKED_UP.exec(raw.replace(BLANKS, ' ')) ?? []
  return label === '' ? [] : [{ label: withoutBlank(label), value, isKnown: true }]
}

function labelsOfText(served: string): (Labelled & { isKnown: boolean; start: number })[] {
  const text = served.replace(BLANKS, ' ')
  const labels = [...text.matchAll(LABEL)].map((match) => {
    const run = match[1] ?? ''
    const known = KNOWN_AT_END.exec(run)
    const label = known?.[0] ?? run
    return { label, isKnown: known !== null, start: match.index + (known?.index ?? 0), end: match.index + match[0].length }
  })
  return labels.map(({ label, isKnown, start, end }, at) => ({
    ...{ label: withoutBlank(label), isKnown, start },
    value: text.slice(end, labels[at + 1]?.start ?? text.length).trim(),
  }))
}

/** A row of a catalogue: `索引号 | 000 | 发布日期 | 2024-03-05`, or cells with label and value each. */
function labelsOfCells(cells: string[]): (Labelled & { isKnown: boolean })[] {
  const found: (Labelled & { isKnown: boolean })[] = []
  for (let at = 0; at < cells.length; at++) {
    const label = withoutBlank(cells[at] ?? '').replace(/[:：]$/, '')
    if (KNOWN_WHOLE.test(label)) found.push({ label, value: cells[++at] ?? '', isKnown: true })
    else if (label !== '') {
      const inside = labelsOfText(cells[at] ?? '')
      found.push(...(inside.length > 0 ? inside : [{ label, value: '', isKnown: false }]))
    }
  }
  return found
}

/** A fact, the line with its label, and whether the value is in the next line. */
export type PlacedFact = Labelled & { line: Line; isOpen: boolean }

/** The facts of lines in order; a label without a value has the next line as its value. */
export function factsIn(lines: Line[]): PlacedFact[] {
  return lines.flatMap((line, at): PlacedFact[] => {
    const next = lines[at + 1]
    if (next !== undefined && next.text.length <= MAX_VALUE && isOpenLabel(line)) {
      const label = withoutBlank(line.text).replace(/[:：]$/, '')
      return [{ label, value: next.text, line, isOpen: true }]
    }
    return factsOf(line).map((fact) => ({ ...fact, line, isOpen: false }))
  })
}

/** The known labels of a line with their values, or the line's days without labels. */
function factsOf(line: Line): Labelled[] {
  const labels = labelsOf(line).filter(({ isKnown }) => isKnown)
  const facts = labels.map(({ label, value }) => ({ label, value }))
  if (labels.some(({ label }) => isDateLabel(label)) || line.isRow) return facts
  const before = line.text.slice(0, line.text.search(/[\u4E00-\u9FFF\s]{2,16}[:：]|$/))
  return parseDay(before) === undefined ? facts : [{ label: '', value: before }, ...facts]
}

export function isDateLabel(label: string): boolean {
  return /日期$|时间$|^发布$/.test(label)
}

/** How well a label fits the day of publication: 0 is best; 4 is a day that changes although the letter does not. */
export function publishedRank(label: string): number {
  if (/更新|修改|失效|废止/.test(label)) return 4
  if (/成文|生成|印发|制发|签发|生效/.test(label)) return 3
  if (/发布|发表|公布|公开|刊登|刊载/.test(label)) return 0
  return label === '' ? 2 : 1
}

/** How well a label fits the office that published a letter; undefined when it does not. */
export function sourceRank(label: string): number | undefined {
  if (/来源$|^出处$/.test(label)) return 0
  if (label === '') return 2
  return new RegExp(`^(?:${SOURCES})$`).test(label) ? 1 : undefined
}

/** The office beside a date in a line without labels, as `2024-03-05 示例市发展局`. */
export function officeBeside(value: string): string | undefined {
  const rest = findDays(value).reduceRight((text, { start, end }) => `${text.slice(0, start)} ${text.slice(end)}`, value)
  return rest.split(/[\s\u00A0\u3000|｜]+/).find((part) => part.length <= 20 && (isOffice(part) || /(?:网|报|社)$/.test(part)))
}

/** The office at the start of a label's value, without a date or a counter that follows it directly. */
export function officeOf(value: string): string | undefined {
  const dated = findDays(value)[0]?.start ?? value.length
  return officeIn(value.slice(0, dated).replace(/(?:浏览|阅读|点击|访问)(?:次数|人次|量|数).*$/, ''))
}

/** A line of no more characters may be between header lines: a status flag, a tool. */
const MAX_FLAG = 6
const MAX_LENGTH = 300
const MAX_VALUE = 80
/** Header lines are looked for among so many lines. */
const MAX_LINES = 12

/**
 * How many of the first of `lines` are header lines: they say when, where and how often the letter was published and read. The run ends
 * at the first line that is neither that nor very short.
 */
export function countHeaderLines(lines: Line[]): number {
  const kinds = lines.slice(0, MAX_LINES).map((line, at, all) => headerKind(line, all[at - 1]))
  const end = kinds.findIndex((kind) => kind === undefined)
  const run = end < 0 ? kinds : kinds.slice(0, end)
  const strong = run.findLastIndex((kind) => kind === 'strong')
  if (strong < 0) return 0
  const isCatalogue = run.filter((kind) => kind === 'strong').length >= 2
  const after = run.slice(strong + 1).findIndex((kind) => kind !== 'weak')
  return strong + 1 + (isCatalogue ? (after < 0 ? run.length - strong - 1 : after) : 0)
}

/** Whether a line, alone, says when, where and how often a letter was published and read, or is a tool of the page. */
export function isHeaderLine(line: Line): boolean {
  return headerKind(line, undefined) === 'strong'
}

type HeaderKind = 'strong' | 'weak' | 'flag'

function headerKind(line: Line, above: Line | undefined): HeaderKind | undefined {
  const { text } = line
  if (text.length > MAX_LENGTH || line.images.length > 0 || line.embeds.length > 0 || /[。！？]/.test(text)) return undefined
  if (line.links.some(isAttachment)) return undefined
  if (isChrome(line)) return 'strong'
  if (isOpenLabel(line)) return WEAK.test(withoutBlank(text).replace(/[:：]$/, '')) ? 'weak' : 'strong'
  const labels = labelsOf(line)
  if (labels.length > 0) return labelledKind(line, labels)
  if (isDateLine(text) || isCounter(text)) return 'strong'
  if (above !== undefined && isOpenLabel(above) && text.length <= MAX_VALUE) return 'strong'
  return withoutBlank(text).length <= MAX_FLAG || flagOf(text) !== undefined ? 'flag' : undefined
}

function labelledKind(line: Line, labels: (Labelled & { isKnown: boolean })[]): HeaderKind | undefined {
  const isHeader = labels.every(({ label, value, isKnown }) => isKnown && (value.length <= MAX_VALUE || WEAK.test(label)))
  if (!isHeader) return undefined
  const before = line.isRow ? '' : line.text.slice(0, Math.max(0, line.text.search(/[:：]/)))
  if (withoutBlank(before).length > 40) return undefined
  return labels.every(({ label }) => WEAK.test(label)) ? 'weak' : 'strong'
}

/** `发布日期：` or 发布日期 alone, whose value is in the next line. */
function isOpenLabel({ text, isRow }: Line): boolean {
  return !isRow && text.length <= 12 && KNOWN_WHOLE.test(withoutBlank(text).replace(/[:：]$/, ''))
}

/** A date in digits or with a time, alone or beside a short name; a letter begins with neither. */
function isDateLine(text: string): boolean {
  const dates = /(?:\d{4}|\d{2})\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?(?:\s?\d{1,2}:\d{2}(?::\d{2})?)?/
  const found = dates.exec(text)
  if (found === null) return false
  const rest = withoutBlank(text.replace(found[0], '').replace(/[[\]()（）【】|｜]/g, ''))
  const isPrinted = /^\d{4}[-/.]/.test(found[0]) || /\d:\d{2}/.test(found[0])
  return rest === '' || (rest.length <= 20 && isPrinted && !/[,，、;；:：]/.test(rest))
}

function isCounter(text: string): boolean {
  return text.length <= 24 && /\d/.test(text) && /浏览|阅读|点击|访问|人气|点赞/.test(text)
}
