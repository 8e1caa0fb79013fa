import type { Letter } from '../../shared/letter.ts'

const WORDS =
  '我局 高度 重视 认真 组织 研究 推动 未来 产业 培育 发展 科技 创新 资金 项目 企业 机构 平台 体系 政策 措施 完善 建立 支持 重点 领域 基础 应用 成果 转化 示范 中心 实验室 高校 人才 引进 投资 基金 规模 方案 审定 遴选 管理 服务 能力 提升 加快 建设 数据 监测 统计 评估 论证 专家 课题 征集 评审 立项 验收 推广 场景 合作 交流 活动 论坛 联盟 协会 标准 检测 认证'.split(
    ' ',
  )
/** Real letters have some thousands of words: the rest are pairs of characters. */
const OTHER_WORDS = 1500
const SEED_SIZE = 5400

/** Numbers from 0 up to 1, the same for the same seed. */
function chance(seed: number): () => number {
  let state = seed
  return () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32
}

/** Paragraphs of made-up clauses, figures and sentences, `length` characters in all, of so many words beside the usual ones. */
export function madeUpParagraphs(seed: number, length: number, otherWords = OTHER_WORDS): string[] {
  const next = chance(seed)
  const words = [...WORDS, ...Array.from({ length: otherWords }, () => character(next) + character(next))]
  const texts: string[] = []
  for (let left = length; left > 0; left -= texts.at(-1)?.length ?? 0) texts.push(paragraph(next, words))
  return texts
}

function character(next: () => number): string {
  return String.fromCharCode(0x4e00 + Math.floor(next() * 3000))
}

function paragraph(next: () => number, words: string[]): string {
  const sentences = Array.from({ length: 3 + Math.floor(next() * 6) }, () => {
    const clauses = Array.from({ length: 2 + Math.floor(next() * 3) }, () => clause(next, words))
    return `${clauses.join('，')}。`
  })
  return sentences.join('')
}

function clause(next: () => number, words: string[]): string {
  const chosen = Array.from({ length: 4 + Math.floor(next() * 5) }, () => words[Math.floor(next() * words.length)])
  return chosen.join('') + (next() < 0.15 ? `${Math.ceil(next() * 900)}个（第${Math.ceil(next() * 9)}批）` : '')
}

/** A letter of the size of a real one, its paragraphs `times` over. */
export function madeUpLetter(times: number): Letter {
  const once = [
    '民某示例市委会：',
    ...madeUpParagraphs(7, SEED_SIZE),
    '2022年拨付科技研发资金23.74亿元，较2021年19.5亿元增长21.74%。',
    '此函。',
  ]
  const paragraphs = Array.from({ length: times }, () => once.map((text) => ({ role: 'text' as const, text }))).flat()
  return { title: '关于第20230153号提案答复的函', paragraphs, attachments: [], images: [], status: [], damage: [] }
}

/** `all` in another order, always the same one. */
export function shuffled<T>(all: T[]): T[] {
  const next = chance(3)
  return all
    .map((one) => ({ one, place: next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one)
}
