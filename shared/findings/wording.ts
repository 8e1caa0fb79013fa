/** Words by which something is studied rather than done, or done only in some case. */
const CONDITION =
  '研究(?=设立|建立|建设|出台|制定|开展|推动|推进|提出|实施)|原则上|条件(?:成熟|具备|允许)|视情况?|适时|择机|以[^,，。;；]{1,15}为准'
const SOFT = new RegExp(
  `${CONDITION}|力争|争取(?!到了|了)|努力(?=实现|做到|推动|完成|建成|打造)|探索(?=建立|设立|开展|推动)|` +
    '(?<!模)拟(?=于|在|新|设|出|对|开|建|将|定|支|制|编|组织|启动|推|投|引|修|完成|\\d)|' +
    '(?<!行动|工作|发展|专项|培育|实施|建设|投资|创新|人才|产业|年度|[三五]年)计划(?=[于在到用建开设出投新完推启组编制修实引举逐\\d])|准备(?=于|在|开展|出台)|打算',
  'g',
)
const FIRM = /(?<![已以曾即均现])将(?![近其该此军来之这])|确保|务必|必须/g
/** These say when, though no day: whoever reads them instead of a deadline cannot say whether they mean sooner or later. */
const TIMING = /条件(?:成熟|具备|允许)|尽快|适时|择机|逐步|及时|尽早|抓紧/g

/** The words of `folded` that make what it says less firm (`soft`), firmer (`firm`), or say when without a day (`timing`). */
type Firmness = { soft: string[]; firm: string[]; timing: string[] }

export function firmnessOf(folded: string): Firmness {
  return { soft: folded.match(SOFT) ?? [], firm: folded.match(FIRM) ?? [], timing: folded.match(TIMING) ?? [] }
}

/** What is finished, and what is only continued. */
const RESULT = /完成|建成|出台|印发|发布|实现|竣工|投入使用/
const EFFORT = /推进|推动|启动|开展|谋划|研究/

/** What `before` says will be finished and `after` only that it will go on: 完成 → 推进; undefined where it does not. */
export function lostResult(before: string, after: string): { before: string; after: string } | undefined {
  const [result, effort] = [RESULT.exec(before)?.[0], EFFORT.exec(after)?.[0]]
  if (result === undefined || effort === undefined || RESULT.test(after) || EFFORT.test(before)) return undefined
  return { before: result, after: effort }
}

/** How far something is. */
export type Status = 'done' | 'under-way' | 'planned'

const STATUS_WORDS: [Status, RegExp][] = [
  ['under-way', /正在|正(?=公开|组织|抓紧|加快|积极|研究|编制|起草|推进|按|建设|收尾)|推进中|进行中/],
  ['done', /已经?(?!有的|知|久|成为)|(?:完成|建成|竣工|办结|出台|印发)了/],
  [
    'planned',
    /(?<![已以曾即均现请])将(?![近其该此军来之这])|拟(?!定)|计划(?=于|在|到|用|建|开|设|出)|准备(?=于|在|开|建)|打算/,
  ],
]

/** How far `text` says something is; undefined where no word says so. */
export function statusOf(text: string): Status | undefined {
  return STATUS_WORDS.find(([, words]) => words.test(text))?.[0]
}

const FULL = /全部|全市|全区|全省|全县|全国|全面|全域|所有|一律|全体|全覆盖|各区/
const PARTIAL = /部分|个别|试点|先行|少数|若干|一些|有条件的?/

/** Whether `text` speaks of all (`full`) or of some (`partial`). */
export function scopeOf(text: string): 'full' | 'partial' | undefined {
  if (PARTIAL.test(text)) return 'partial'
  return FULL.test(text) ? 'full' : undefined
}

/** How often something is done: `days` between two times, as written. */
type Frequency = { text: string; days: number | undefined }

const PERIODS: Record<string, number> = {
  天: 1, 日: 1, 个工作日: 1.4, 工作日: 1.4, 周: 7, 星期: 7, 旬: 10, 个月: 30.4, 月: 30.4, 季度: 91.3, 季: 91.3, 半年: 182.6, 学期: 182.6, 年: 365.25, 年度: 365.25,
} // prettier-ignore
const COUNTS: Record<string, number> = { 一: 1, 两: 2, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 八: 8, 十: 10 }
const NUMBER = '[一二两三四五六八十]|\\d{1,2}'
const FREQUENCY = new RegExp(
  `每隔?(?<every>${NUMBER})?(?<period>半年|年度?|季度?|学期|个?月|旬|周|星期|个?工作日|[日天])(?![底末初前内])(?:(?<does>[^,，。;；、0-9一二两三四五六八十]{0,8}?)(?<least>不少于|至少|不低于)?(?<times>${NUMBER})次)?|` +
    `(?<only>一|1)年(?:至少|不少于)?(?<timesAYear>${NUMBER})次|不定期|定期|按(?<by>月|季度?|年度?)`,
)

/** How often `folded` says that something is done; undefined where it does not say so. */
export function frequencyOf(folded: string): Frequency | undefined {
  const match = FREQUENCY.exec(folded)
  if (!match) return undefined
  const { every, period, times, only, timesAYear, by } = match.groups ?? {}
  const long = PERIODS[only ? '年' : (period ?? by ?? '')]
  const days = long === undefined ? undefined : (long * numberIn(every)) / numberIn(times ?? timesAYear)
  return { text: match[0], days }
}

function numberIn(written: string | undefined): number {
  return written === undefined ? 1 : (COUNTS[written] ?? Number(written))
}

const SELF = '我[局委办厅院部市区省县]'
const LEADER = new RegExp(`(${SELF}|[\\u4e00-\\u9fff]{2,10}?[局委办厅部院])(?:负责)?(?:牵头|主办)`)
const [LEADS, ASSISTS] = [/牵头|主办|负责|主导/, /配合|协助|协办|参与/]

/** Who leads and whether the sentence leads or assists. */
type Lead = { leader: string | undefined; leads: string | undefined; assists: string | undefined }

export function leadOf(folded: string): Lead {
  return {
    leader: LEADER.exec(folded)?.[1]?.replace(/^.*?[由请]/, ''),
    leads: LEADS.exec(folded)?.[0],
    assists: ASSISTS.exec(folded)?.[0],
  }
}

/** Whether a name is the office's own: 我局. */
export function isSelf(name: string): boolean {
  return new RegExp(`^${SELF}$`).test(name)
}

/** What comes first in a sentence, after 下一步 and the like. */
const OPENING = new RegExp(
  `^(?:(?:下一步|接下来|今后|后续|同时|此外|届时),?)?(?:由)?(${SELF}|[市区省县][\\u4e00-\\u9fff]{1,10}?[局委办厅部院])`,
)

/** The office that a sentence begins with. */
export function subjectOf(folded: string): string | undefined {
  return OPENING.exec(folded)?.[1]
}

/** Words of time that may be a deadline in a form that is not known. */
const TIME =
  /\d年|[一二三四五六七八九十]月|[年月]|季度|半年|(?<![目当此以提])前(?![列沿期提往景瞻后端述])|以内|之内|期间|[日天周]内|届|五"?末|期末|期满|到期|小时|分钟|工作日|本周|近日|近期|日前|时限/

/** Whether `text` may say by when. */
export function mayNameTime(text: string): boolean {
  return TIME.test(text)
}

/** What denies: not 不断, 不仅, 不少于, 未来, 无人机. */
const NOT =
  '尚未|暂未|从未|并未|未(?!来|成年|婚|央|知|必|免|名)|暂不|不再|不予|不得(?!不)|不能|不可(?!或缺|避免|逆|再生|移动|抗)|不应|不宜|不会|不准|不许|不同意|' +
  '不(?![断仅少同足超低高但过论管锈良久日限忘懈折等均变光只单止尽乏如含满利便妨惜懂计]|动产|得不|外乎|当竞争|平衡|充分|确定|一[而致]|约而同)|' +
  '没有|并非|无[需须]|不必|不用|不需要?|毋需|无(?![论人线缝害偿尘菌形锡关纸障]|独有偶)|暂缓|停止|禁止|严禁|取消|拒绝'
const NEGATION = new RegExp(NOT)
const NEGATIONS = new RegExp(NOT, 'g')

/** Whether `folded` denies something. */
export function negates(folded: string): boolean {
  return NEGATION.test(folded)
}

/** The places in `folded` where it denies something. */
export function negationsIn(folded: string): { start: number; end: number }[] {
  return Array.from(folded.matchAll(NEGATIONS), (match) => ({ start: match.index, end: match.index + match[0].length }))
}

/** Words that say the opposite of each other. */
export const OPPOSITES: [string, string][] = [
  ['允许', '禁止'], ['允许', '不允许'], ['准许', '禁止'], ['可以', '禁止'], ['增长', '下降'], ['增加', '减少'], ['提高', '降低'], ['上升', '下降'],
  ['上调', '下调'], ['同意', '反对'], ['通过', '否决'], ['开放', '关闭'], ['批准', '驳回'], ['扩大', '缩小'], ['恢复', '暂停'], ['启动', '停止'],
  ['启动', '暂停'], ['保留', '取消'], ['保留', '撤销'], ['有效', '无效'], ['收费', '免费'], ['加快', '放缓'], ['支持', '反对'], ['鼓励', '限制'],
  ['属于', '不属于'], ['纳入', '不纳入'], ['高于', '低于'], ['盈利', '亏损'], ['有偿', '无偿'], ['公开', '保密'], ['合格', '不合格'], ['赞成', '反对'],
] // prettier-ignore
