import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ColumnTemplate } from '../../shared/template.ts'
import { withoutBlank } from '../../shared/text/normalize.ts'
import { type Block, type MadeLetter, paragraphsOf } from './letters.ts'
import type { Template } from './model.ts'
import { type Design, designOf, learned, linesOf, readBy, sampleOf } from './reading.ts'
import { TEMPLATES } from './templates.ts'

/** Sentences that a letter may have and that look like the furniture of a page. */
const LIKE_FURNITURE = [
  '目前，全部网站已完成ICP备案核验。',
  '已有36个站点完成公安网站备案手续。',
  '网站标识码已按要求公示。',
  '相关政策已在门户网站公布。',
  '版权所有问题由承办单位负责协调。',
  '责任编辑制度已经建立。',
  '扫一扫二维码即可办理停车缴费。',
  '分享到各区的资金共计120万元。',
  '打印服务点增加到15个。',
  '关闭污染企业9家。',
  '上一篇通报指出的问题已经整改。',
  '下一篇幅较长的规划文本另行印发。',
  '浏览次数超过3万次的栏目予以保留。',
  '来源：各区上报数据汇总。',
  '发布时间：每月10日前。',
  '主办单位：各区人民政府。',
  '联系我们的渠道已经公开。',
  '当前位置不佳的站点将予以迁移。',
  '您是第一位提出该建议的代表。',
  '点击率较低的页面不再更新。',
  '最后更新时间：由各单位自行填报。',
  '热点信息由专人每日核对。',
]

/** What a page may show beside the letter. */
const FURNITURE = [
  '<div class="zz"><p>网站标识码：9900000012　示ICP备00000000号　示公网安备 00000000000000号</p></div>',
  '<div class="ad"><p>本网站将于本周日凌晨进行系统维护，届时部分栏目可能无法访问，敬请谅解。</p></div>',
  '<ul class="hot"><li><a href="/x/1.html">关于召开听证会的公告</a><span>2025-07-01</span></li><li><a href="/x/2.html">关于开展调查的公告</a><span>2025-07-02</span></li></ul>',
  '<div>浏览次数：8812　点击率：31</div>',
  '<div class="share">分享到：<a href="#">微信</a> <a href="#">微博</a></div>',
  '<p>上一篇：<a href="/x/3.html">关于第188号提案的答复</a></p>',
]

const ADDED = '经核实，上述数据以统计部门公布的口径为准。'

/** Columns whose letters are in pages of their own, one page of text a letter. */
const READ = [...TEMPLATES.values()].filter(
  ({ bodyAs, system }) => bodyAs !== 'text' && system !== 'turned' && system !== 'damaged',
)

/** Designs of which a letter is not read right yet, and why. It must shrink. */
const NOT_YET_READ = new Map<string, string>([])

const designs = new Map<string, Design>()
const columnTemplates = new Map<string, ColumnTemplate>()

function design(template: Template): Design {
  const known = designs.get(template.name) ?? designOf(template)
  designs.set(template.name, known)
  return known
}

/** What was learned from a design, once for all tests of it. */
function learnedOnce(own: Design): ColumnTemplate {
  const known = columnTemplates.get(own.template.name) ?? learned(own)
  columnTemplates.set(own.template.name, known)
  return known
}

const isRight = ({ name }: Template) => !NOT_YET_READ.has(name)
const written = (letter: MadeLetter) => paragraphsOf(letter).map(withoutBlank)

/** `letter` with `block` before block `at` of its text. */
function withBlock(letter: MadeLetter, at: number, block: Block): MadeLetter {
  return { ...letter, main: letter.main.toSpliced(at, 0, block) }
}

function letterAt({ letters }: Design, at: number): MadeLetter {
  const letter = letters[at % letters.length]
  if (letter === undefined) throw new Error('Cannot choose a letter: the column has none')
  return letter
}

describe.each(READ.filter(isRight))('$name, learned from three letters', (template) => {
  test('every letter is read as it was written', () => {
    const own = design(template)
    const by = learnedOnce(own)
    for (const letter of own.letters) {
      const read = readBy(by, sampleOf(own, letter))
      expect(withoutBlank(read.title)).toBe(withoutBlank(letter.title))
      expect(read.publishedOn).toBe(letter.publishedOn)
      expect(linesOf(read, letter)).toEqual(written(letter))
    }
  })

  test('the order in which letters are given makes no difference', () => {
    const own = design(template)
    expect(learned({ ...own, samples: own.samples.toReversed() })).toEqual(learnedOnce(own))
  })

  test('a sentence added to or removed from any paragraph changes that paragraph and no other', () => {
    const own = design(template)
    const by = learnedOnce(own)
    const anywhere = fc.record({ letter: fc.nat(7), block: fc.nat(30), isAdded: fc.boolean() })
    fc.assert(
      fc.property(anywhere, ({ letter: index, block: at, isAdded }) => {
        const letter = letterAt(own, index)
        const place = at % letter.main.length
        const change = (block: Block, index: number): Block => {
          if (index !== place || block.kind !== 'line') return block
          const sentences = block.text.match(/[^。]+。?/g) ?? []
          const text = isAdded ? `${block.text}${ADDED}` : sentences.length > 1 ? sentences.slice(1).join('') : block.text
          return { ...block, text }
        }
        const changed = { ...letter, main: letter.main.map(change) }
        expect(linesOf(readBy(by, sampleOf(own, changed)), changed)).toEqual(written(changed))
      }),
      { numRuns: 8, seed: 20_250_706 },
    )
  })

  test('a sentence that looks like furniture is one more sentence of the letter', () => {
    const own = design(template)
    const by = learnedOnce(own)
    for (const [at, text] of LIKE_FURNITURE.entries()) {
      const letter = letterAt(own, at)
      const longer = withBlock(letter, 2 + (at % (letter.main.length - 2)), { kind: 'line', text })
      expect(linesOf(readBy(by, sampleOf(own, longer)), longer), text).toEqual(written(longer))
    }
  })

  test('a line of the letter that is a link under a word of furniture stays in the letter', () => {
    const own = design(template)
    const by = learnedOnce(own)
    const letter = letterAt(own, 4)
    const longer = withBlock(letter, 3, { kind: 'line', text: '相关政策请见《办理工作规程》。' })
    const linked = (html: string) => html.replace('《办理工作规程》', '<a href="/zcfg/1208.html">《办理工作规程》</a>')
    expect(linesOf(readBy(by, sampleOf(own, longer, linked)), longer)).toEqual(written(longer))
  })

  test('furniture outside the letter changes nothing', () => {
    const own = design(template)
    const by = learnedOnce(own)
    for (const [at, html] of FURNITURE.entries()) {
      const letter = letterAt(own, at)
      const before = (page: string) => page.replace(/<body[^>]*>/i, (body) => `${body}\n${html}`)
      const after = (page: string) => page.replace(/<\/body>/i, (body) => `${html}\n${body}`)
      const plain = readBy(by, sampleOf(own, letter))
      expect(readBy(by, sampleOf(own, letter, before)), `before: ${html}`).toEqual(plain)
      expect(readBy(by, sampleOf(own, letter, after)), `after: ${html}`).toEqual(plain)
    }
  })
})

test('a column that is read right is not named among those that are not read yet', () => {
  for (const name of NOT_YET_READ.keys()) {
    const template = TEMPLATES.get(name)
    if (template === undefined) throw new Error(`Cannot read ${name}: there is no such template`)
    const own = design(template)
    const isRead = () => {
      const by = learnedOnce(own)
      for (const letter of own.letters) expect(linesOf(readBy(by, sampleOf(own, letter)), letter)).toEqual(written(letter))
    }
    expect(isRead, `${name} is read now: take it out of NOT_YET_READ`).toThrow()
  }
})
