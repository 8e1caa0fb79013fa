import * as z from 'zod/mini'
import { parseQuantity } from '../text/numerals.ts'
import { atomsOf } from '../text/sentences.ts'
import { segmentsOf } from '../text/tokenize.ts'
import type { PlacedSentence } from './letter-text.ts'

/** A figure with its unit: as written, its value in that unit (absent for ranges and ordinals), the noun it counts, and its place. */
export const FoundFigure = z.object({
  text: z.string(),
  value: z.optional(z.number()),
  unit: z.optional(z.string()),
  of: z.optional(z.string()),
  sentence: z.string(),
  paragraph: z.number(),
})
export type FoundFigure = z.infer<typeof FoundFigure>

/** The figures in `sentences`, in order. A bare number without a unit is not one. */
export function findFigures(sentences: PlacedSentence[]): FoundFigure[] {
  return sentences.flatMap((sentence) => {
    const figures = atomsOf(sentence).filter(({ kind }) => kind === 'figure')
    return figures.flatMap(({ start, end }) => figureAt(sentence, start, end))
  })
}

function figureAt({ text: sentence, folded, paragraph }: PlacedSentence, start: number, end: number): FoundFigure[] {
  const text = folded.slice(start, end)
  if (/^[\d.,+]+$/.test(text)) return []
  const of = nounOf(folded, start, end)
  return [{ text, ...parseQuantity(text), ...(of && { of }), sentence, paragraph }]
}

const HAN = /^[\u4e00-\u9fff]+$/
/** Counting words: what they count may follow the figure, as in 250个项目. */
const COUNTER = /(?:^第.*|个|项|家|件|名|人|位|户|次|场|批|期|所|座|套|台|辆|条|款|篇|份|类|种|支|只|间|处|[余多])$/
/** Small words between a noun and its figure. */
const SKIPPED =
  /^(?:约|达|到|为|共|共有|现有|拥有|设有|建有|达成|近|超|超过|突破|增至|降至|增加到|至|达到|共计|合计|累计|总计|了|的|是|有|均|已|仅|等|比|较|不|足|各|在|以|上|下|目前|分别|按)$/
/** Verbs that lead up to a figure: what is counted follows it. */
const VERBS =
  /^(?:用|支持|完成|举办|开展|新增|新建|建设|建成|资助|收录|发放|设立|投入|引进|安排|拨付|组织|编制|征集|与|和|及|由|对|将|向|从|于|召开|形成|推动|实施|布局|出台|印发|选派|吸引|培育|覆盖|服务|其中|每家|每年|全年|年均|另有|还有)$/

/** Before an amount of money these say what it is for. */
const SPENDING = /^(?:投入|拨付|安排|发放|资助|投资|融资|募集|奖励|补贴)$/

const COMMON_NOUN =
  /^(?:产业|项目|企业|机构|基金|平台|中心|单位|课题|产品|资金|政策|活动|专项|计划|体系|团队|人才|设施|基地|学校|医院|工作)$/

/** A noun is searched within this many characters from its figure. */
const REACH = 12

/** Nouns that the segmenter cuts in two. */
const SHARE = /(?:占比|比重|比例|增速|增幅|同比|环比)(?=(?:为|达|达到|约|在|近|超|超过)?$)/

/** The noun that the figure at `start`…`end` of `text` (compact) counts: 资金 in 拨付科技研发资金23.74亿元, 项目 in 支持197个项目; undefined where none is near. */
export function nounOf(text: string, start: number, end: number): string | undefined {
  const led = text.slice(Math.max(0, start - REACH), start).replace(/^.*[^\u4e00-\u9fff]/su, '')
  const share = SHARE.exec(led)
  if (share) return share[0]
  const before = wordsIn(led)
  while (before.length > 0 && SKIPPED.test(before.at(-1) ?? '')) before.pop()
  const last = before.at(-1)
  const counted = COUNTER.test(text.slice(start, end)) ? firstNoun(text.slice(end, end + REACH)) : undefined
  if (counted && (last === undefined || VERBS.test(last))) return counted
  if (last !== undefined && SPENDING.test(last) && text.slice(start, end).endsWith('元')) return last
  if (last === undefined || VERBS.test(last)) return undefined
  return last.length === 1 && before.length > 1 ? `${before.at(-2) ?? ''}${last}` : last
}

/** The word after a figure, with the common nouns that make a compound with it: 未来产业基金. */
function firstNoun(text: string): string | undefined {
  const [first, ...others] = wordsIn(/^[\u4e00-\u9fff]*/u.exec(text)?.[0] ?? '')
  if (!first || first.length === 1 || VERBS.test(first)) return undefined
  const end = others.findIndex((word) => !COMMON_NOUN.test(word))
  return [first, ...others.slice(0, end < 0 ? others.length : end)].join('')
}

function wordsIn(text: string): string[] {
  return Array.from(segmentsOf(text), ({ segment }) => segment).filter((word) => HAN.test(word))
}
