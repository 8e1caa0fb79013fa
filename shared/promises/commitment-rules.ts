import * as z from 'zod/mini'

/** How firmly something is promised. */
export const Strength = z.enum(['firm', 'intended', 'hoped'])
export type Strength = z.infer<typeof Strength>

/** A rule that finds a commitment, with the sentence that explains it. `verb` captures the word that commits. */
export type CommitmentRule = { name: CommitmentRuleName; strength: Strength; verb: RegExp; says: { zh: string; en: string } }
export const CommitmentRuleName = z.enum(['will-try', 'will', 'ensure', 'plan', 'awaiting-approval', 'under-way', 'next-step'])
export type CommitmentRuleName = z.infer<typeof CommitmentRuleName>

/** A word that takes an object forward (将其纳入), looks back (已将) or calls off (将不再) promises nothing. */
const WILL =
  /(?<![已以曾即均])(将)(?!近|其|该|此|军|来|之|这|不再|不予|暂不|暂缓|[^,，。;；、]{1,18}(?:作为|列为|纳入|列入|转化为|分为))/

/** Tried in this order: the first that fits decides, so that a promise is never taken for firmer than it is. */
export const COMMITMENT_RULES: readonly CommitmentRule[] = [
  {
    name: 'will-try',
    strength: 'hoped',
    verb: /(力争|争取(?!到了|了)|努力(?=实现|做到|推动|完成|建成|打造)|尽快|适时|探索(?=建立|设立|开展|推动))/,
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
    verb: /(确保)(?=[于在到]?(?:\d{4}年|[今明后本]年|年[底内]|\d{1,2}月))/,
    says: { zh: '句中有“确保”，其后是期限', en: 'The sentence has 确保 and then a deadline.' },
  },
  {
    name: 'plan',
    strength: 'intended',
    verb: /((?<!行动|工作|发展|专项|培育|网络|实施|建设|投资|资助|创新|人才|产业|年度|[三五]年)计划(?=于|在|到|今年|明年|年底|\d|用|建[设成]|开展|设立|出台|投入|新增|完成|推[进动]|启动|组织|编制|制定|修订|实施|引进|举办|逐步)|(?<!模)拟(?=于|在|新|设|出|对|开|建|将|定|支|制)|准备(?=于|在|开展|出台)|打算)/,
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

/** A point of a list under a heading about what comes next, with or without a verb of the future. */
export const NEXT_STEP: CommitmentRule = {
  name: 'next-step',
  strength: 'intended',
  verb: /^(?:[一二三四五六七八九十]{1,3}是|[(（][一二三四五六七八九十]{1,3}[)）])(?:要)?((?:加快|推进|推动|实施|借鉴|强化|准确|完善|加强|建立|制定|开展|支持|持续|继续|深化|优化|加大|积极|进一步|大力|切实|探索|打造|建设)?)/,
  says: { zh: '“下一步”标题下的一项', en: 'A point under a heading about next steps.' },
}
export const ABOUT_NEXT_STEPS = /下一步|下步|下一阶段|今后|工作方向|工作计划|工作打算|工作安排/

/** The rule of that name. */
export function commitmentRule(name: CommitmentRuleName): CommitmentRule {
  return COMMITMENT_RULES.find((rule) => rule.name === name) ?? NEXT_STEP
}
