import * as z from 'zod/mini'
import { DATE } from '../text/dates.ts'
import { dueDay, findPromisedDeadlines, preferredDeadline } from '../text/deadlines.ts'
import { NUMERAL } from '../text/numerals.ts'
import { atomsOf } from '../text/sentences.ts'
import type { PlacedSentence } from './letter-text.ts'
import { documentsAmong, namesIn, officesAmong } from './names.ts'

/** How firmly something is promised. */
export const Strength = z.enum(['firm', 'intended', 'hoped'])
export type Strength = z.infer<typeof Strength>

export const CommitmentRuleName = z.enum(['will-try', 'will', 'ensure', 'plan', 'awaiting-approval', 'under-way', 'next-step'])
export type CommitmentRuleName = z.infer<typeof CommitmentRuleName>

/** A sentence that promises something: as served, its paragraph (0-based), the word that commits and how firmly, and the rule that found it. */
export const Pledge = z.object({
  sentence: z.string(),
  paragraph: z.number(),
  verb: z.string(),
  strength: Strength,
  rule: CommitmentRuleName,
})
export type Pledge = z.infer<typeof Pledge>

/** By when something is promised: as written (folded, compact), and the last day (YYYY-MM-DD) where it can be known. */
const Deadline = z.object({ text: z.string(), on: z.optional(z.string()) })

/** A pledge with by when it is promised, and the offices and documents its sentence names. */
export const Commitment = z.object({
  ...Pledge.shape,
  deadline: z.optional(Deadline),
  offices: z.array(z.string()),
  documents: z.array(z.string()),
})
export type Commitment = z.infer<typeof Commitment>

/**
 * The commitments in `sentences` of a letter written on the day `writtenOn` (YYYY-MM-DD), in order, by COMMITMENT_RULES. The rules are
 * conservative: some commitments are missed.
 */
export function findPromises(sentences: PlacedSentence[], writtenOn: string | undefined): Commitment[] {
  return sentences.flatMap((sentence) => {
    const pledge = pledgeIn(sentence)
    return pledge ? [commitmentOf(pledge, sentence, writtenOn)] : []
  })
}

/** What `sentence` promises; undefined where no rule matches. */
export function pledgeIn({ text, folded, paragraph, heading }: PlacedSentence): Pledge | undefined {
  const found = ruleFor(folded, heading)
  return found && { sentence: text, paragraph, verb: found.verb, strength: found.rule.strength, rule: found.rule.name }
}

function commitmentOf(pledge: Pledge, sentence: PlacedSentence, writtenOn: string | undefined): Commitment {
  const atoms = atomsOf(sentence)
  const deadline = preferredDeadline(findPromisedDeadlines(sentence.folded, atoms, writtenOn))
  const on = deadline && dueDay(deadline, writtenOn)
  const names = namesIn(sentence.folded, atoms)
  return {
    ...pledge,
    ...(deadline && { deadline: { text: deadline.text, ...(on !== undefined && { on }) } }),
    offices: officesAmong(names),
    documents: documentsAmong(names),
  }
}

function ruleFor(folded: string, heading: string): { rule: CommitmentRule; verb: string } | undefined {
  for (const rule of COMMITMENT_RULES) {
    const match = rule.verb.exec(folded)
    if (match) return { rule, verb: match[1] ?? match[0] }
  }
  const point = ABOUT_NEXT_STEPS.test(heading) ? NEXT_STEP.verb.exec(folded) : null
  return point ? { rule: NEXT_STEP, verb: point[1] ?? '' } : undefined
}

/** A rule that finds a commitment, with the sentence that explains it. `verb` captures the word that commits. */
export type CommitmentRule = { name: CommitmentRuleName; strength: Strength; verb: RegExp; says: { zh: string; en: string } }

/** What leads up to 将 where it promises nothing of the office: it looks back (已将), opens the reply (现将), asks others (请将) or allows them (市民可将). */
const NO_WILL =
  '[已以曾即均请]|现(?=将(?!于|在))|可以?|应当?|须|[需只]要|能够?|拟|如果?|若|其|市民|群众|居民|公众|企业|申请人|当事人|用户|学生|您|贵[局委办]'
/** Who is asked, or what is proposed, up to so many characters before 将: 请各有关单位尽早将. */
const ASKED = '(?:(?<![提报申邀聘])请(?![示求])|(?<![的该条项等])建议|希望|恳请|呼吁|提议)[^,，。;；:：]{0,12}'
/** After 将: an object that is taken (将其纳入), a forecast (将带动) or a refusal (将不再). */
const NO_DEED =
  '近|其|该|此|军|来|之|这|不再|不予|暂不|暂缓|成为|带动|有助于|有利于|面临|迎来|产生|导致|影响|享受|视为|承担|作为参考|' +
  '[^,，。;；、]{1,18}(?:作为|列为|纳入|列入|转化为|分为|[复告]如下)'

/** A word that takes an object forward (将其纳入), looks back (已将), asks others (请将) or calls off (将不再) promises nothing. */
const WILL = new RegExp(`(?<!${NO_WILL})(?<!${ASKED})(将)(?!${NO_DEED})`)

/** Tried in this order: the first that matches decides, so that no promise is called firmer than it is. `verb` matches folded text. */
export const COMMITMENT_RULES: readonly CommitmentRule[] = [
  {
    name: 'will-try',
    strength: 'hoped',
    verb: /(力争|争取(?!到了|了)|努力(?=实现|做到|推动|完成|建成|打造)|尽快|适时|择机|探索(?=建立|设立|开展|推动))/,
    says: { zh: '句中有“力争”“争取”“尽快”“适时”等', en: 'The sentence says it will be tried (力争, 争取, 尽快, 适时 …).' },
  },
  {
    name: 'will',
    strength: 'firm',
    verb: WILL,
    says: { zh: '句中有表示将来的“将”', en: 'The sentence has 将 in the sense of will.' },
  },
  {
    name: 'ensure',
    strength: 'firm',
    verb: new RegExp(`(确保)(?=[于在到]?(?:${DATE}))`),
    says: { zh: '句中有“确保”，其后是期限', en: 'The sentence has 确保 and then a deadline.' },
  },
  {
    name: 'plan',
    strength: 'intended',
    verb: new RegExp(
      `((?<!行动|工作|发展|专项|培育|网络|实施|建设|投资|资助|创新|人才|产业|年度|[三五]年)计划(?=于|在|到|"二?十[一二三四五]五|${DATE}|\\d|用|建[设成]|开展|设立|出台|投入|新增|完成|推[进动]|启动|组织|编制|制定|修订|实施|引进|举办|逐步)|` +
        `(?<!模)拟(?=于|在|新|设|出|对|开|建|将|定|支|制|编|组织|启动|推|投|引|修|完成|\\d)|准备(?=于|在|开展|出台)|打算)`,
    ),
    says: { zh: '句中有“拟”“计划”“准备”等', en: 'The sentence says it is planned (拟, 计划, 准备 …).' },
  },
  {
    name: 'awaiting-approval',
    strength: 'intended',
    verb: /(正(?:在)?(?:提交|报送|报请|报|送)|(?:已形成)?送审稿|待[^,，。]{0,12}(?:审定|审议|批准|批复)后)/,
    says: { zh: '句中说正在送审、报批或待审', en: 'The sentence says something was sent for approval.' },
  },
  {
    name: 'under-way',
    strength: 'intended',
    verb: /(正在|正(?=公开|组织|抓紧|加快|积极|研究|编制|起草|推进|按)|有序推进中|推进中)/,
    says: { zh: '句中有“正在”“推进中”等', en: 'The sentence says work is under way (正在, 推进中 …).' },
  },
]

/** A point of a list under a heading about next steps, with or without a verb of the future. */
export const NEXT_STEP: CommitmentRule = {
  name: 'next-step',
  strength: 'intended',
  verb: new RegExp(
    `^(?:${NUMERAL}{1,3}是|\\(${NUMERAL}{1,3}\\))(?:要)?((?:加快|推进|推动|实施|借鉴|强化|准确|完善|加强|建立|制定|开展|支持|持续|继续|深化|优化|加大|积极|进一步|大力|切实|探索|打造|建设)?)`,
  ),
  says: { zh: '“下一步”标题下的一项', en: 'A point under a heading about next steps.' },
}
const ABOUT_NEXT_STEPS = /下一步|下步|下一阶段|今后|工作方向|工作计划|工作打算|工作安排/

/** The rule of that name. */
export function commitmentRule(name: CommitmentRuleName): CommitmentRule {
  return COMMITMENT_RULES.find((rule) => rule.name === name) ?? NEXT_STEP
}
