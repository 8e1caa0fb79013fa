import { dayIn } from '../text/dates.ts'
import { isChrome, isClosingBar, isNothingButChrome } from './chrome.ts'
import type { Line } from './lines.ts'

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
  const publishedOn = dayIn(valueOf(/^(发布时间|发布日期|发表时间|发文日期|日期|时间)$/))
  const source = officeIn(valueOf(/来源$/)) ?? officeIn(valueOf(/^发布/))
  const hasToolbar = /视力保护色|字[号体]/.test(text)
  if (!hasToolbar && (publishedOn === undefined || !/来源|发布|发表/.test(text))) return undefined
  const flag = /文件已(?:失效|废止|修改)/.exec(text)?.[0]
  return { ...(source && { source }), ...(publishedOn && { publishedOn }), ...(flag && { flag }) }
}

/** The office at the start of what stands behind a label, up to the toolbar or the first gap. */
function officeIn(value: string): string | undefined {
  const office = value.trim().split(/[\s\u00A0\u3000|｜]{1,9}|[【[(（]?(?:文件已|字[号体]|视力)/)[0] ?? ''
  return office === '' || /^[\d\-/]+/.test(office) || isNothingButChrome(office) ? undefined : office
}
