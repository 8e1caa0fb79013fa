import fc from 'fast-check'
import type { Letter } from '../../../shared/letter.ts'
import { letterFrom } from './letter-text.ts'

const CLAUSES = [
  '我局高度重视', '认真组织研究', '拨付资金23.74亿元', '支持项目250个', '将于2025年底前完成', '力争年内出台', '会同市财政局推进', '起草了《示例办法》', '现已形成送审稿', '借鉴 DARPA 经验',
  '较2021年增长21.74%', '完善政策体系', '强化统计监测', '项目ÿ担单位', '项目承担单位', '推动成果转化', '开展“四个一”行动', '联系人甲某', '电话0755-00000000', '第二批基金', '第三批基金',
] // prettier-ignore
const MARKS = ['，', '。', '；', ',', '、']

const clause = fc.tuple(fc.constantFrom(...CLAUSES), fc.constantFrom(...MARKS)).map(([words, mark]) => words + mark)
const paragraph = fc.oneof(
  { weight: 8, arbitrary: fc.array(clause, { minLength: 1, maxLength: 8 }).map((clauses) => clauses.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
)
const paragraphs = fc.array(paragraph, { maxLength: 8 })

/** An edit of paragraphs: what it does, and where. */
const change = fc.record({
  does: fc.constantFrom('remove', 'insert', 'move', 'replace', 'split', 'join', 'touch'),
  from: fc.nat(7),
  to: fc.nat(7),
  text: paragraph,
})

/** Two versions of a letter: a text before and after a few edits, or two unrelated texts. */
export const versions: fc.Arbitrary<{ before: Letter; after: Letter }> = fc
  .oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(paragraphs, fc.array(change, { maxLength: 4 }))
        .map(([texts, changes]) => [texts, changes.reduce(changed, texts)] as const),
    },
    { weight: 1, arbitrary: fc.tuple(paragraphs, paragraphs) },
  )
  .map(([before, after]) => ({ before: letterOf(before), after: letterOf(after) }))

function letterOf(texts: readonly string[]): Letter {
  return { ...letterFrom([]), paragraphs: texts.map((text) => ({ role: 'text', text })) }
}

type Change = { does: string; from: number; to: number; text: string }

function changed(texts: string[], { does, from, to, text }: Change): string[] {
  const at = texts.length === 0 ? 0 : from % texts.length
  const here = texts[at] ?? ''
  const others = texts.toSpliced(at, 1)
  if (does === 'remove') return others
  if (does === 'move') return others.toSpliced(to, 0, here)
  if (does === 'replace') return others.toSpliced(at, 0, text)
  if (does === 'split') return texts.toSpliced(at, 1, here.slice(0, to * 3), here.slice(to * 3))
  if (does === 'join') return texts.toSpliced(at, 2, here + (texts[at + 1] ?? ''))
  if (does === 'touch') return texts.toSpliced(at, 1, here.slice(0, to) + text.slice(0, 3) + here.slice(to + 2))
  return texts.toSpliced(to, 0, text)
}
