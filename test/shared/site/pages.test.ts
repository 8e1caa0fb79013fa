import { load } from 'cheerio'
import { expect, test } from 'vitest'
import { isEvent } from '../../../shared/event.ts'
import { carriesText, type Fact } from '../../../shared/entry.ts'
import { changePage } from '../../../shared/site/change-page.ts'
import { columnPages } from '../../../shared/site/column-page.ts'
import { feedsPage } from '../../../shared/site/feeds-page.ts'
import { homePage } from '../../../shared/site/home-page.ts'
import { letterPage } from '../../../shared/site/letter-page.ts'
import { findingsIn } from '../../../shared/findings/findings.ts'
import { summarizeColumn, emptySiteState } from '../../../shared/ledger/site-state.ts'
import { applyToSiteState } from '../../../shared/ledger/site-state-reducer.ts'
import { letterFrom } from '../diff/letter-text.ts'
import {
  decided,
  DIFF,
  edited,
  entriesOf,
  held,
  holding,
  moved,
  opened,
  published,
  withdrawn,
} from '../ledger/made-up-entries.ts'

function pagesOf(facts: Fact[]) {
  const book = emptySiteState('cppcc', 'test')
  const entries = entriesOf('cppcc', facts)
  for (const entry of entries) applyToSiteState(book, entry)
  const letter = book.letters['101']
  const text = entries.find((entry) => entry.sequence === letter?.textSequence)
  const last = entries.findLast(carriesText)
  if (!letter || !text || !carriesText(text) || !last) throw new Error('Cannot make pages of a ledger without letter 101')
  const latest = entries.filter(isEvent).map((entry) => ({ entry, at: entry.timestamp, columnName: book.opened.name }))
  return {
    home: homePage([summarizeColumn(book, 50)], latest, new Map(), 'https://record.example/').body,
    column: [...columnPages(book, 'https://record.example/')][0]?.body ?? '',
    letter: letterPage(book, '101', letter, text, { found: findingsIn(text.data.content) }, 'https://record.example/').body,
    change: changePage(book, last, 'https://record.example/').body,
    feeds: feedsPage([summarizeColumn(book, 50)], ['脑机接口'], 'https://record.example/').body,
  }
}

const said = (page: string, selector: string) =>
  load(page)(selector)
    .map((_, element) => load(element).text().replace(/\s+/g, ' ').trim())
    .get()

test('a change page shows the figures, the change in two forms, and the evidence', () => {
  const { change } = pagesOf([opened(), published('101'), edited('101')])
  expect(said(change, 'h1')).toEqual(['关于第101号提案答复的函'])
  expect(said(change, '.figures tbody tr')).toEqual(['资金23.74亿元24.74亿元 +4.2% +4.2%'])
  expect(said(change, '.diff del')).toEqual(['删除的文字 removed', '删除：Removed: 23.74亿元', '删除：Removed: 23.74亿元'])
  expect(said(change, '.side-by-side ins')).toEqual(['新增：Added: 24.74亿元'])
  const [, edit] = entriesOf('cppcc', [opened(), published('101'), edited('101')]).slice(1)
  expect(said(change, '.evidence .hash')).toEqual([`sha256:${'a'.repeat(64)}`, edit?.hash, edit?.previous])
  expect(load(change)('.evidence a[href="../../ledger/000001.json"]').text()).toBe('cppcc/3')
})

test('a change page with a truncated diff says so, unless the whole diff is given', () => {
  const { change } = pagesOf([opened(), published('101'), edited('101', 2, { truncated: true })])
  expect(change).toContain('此处未全部列出')
  const entry = entriesOf('cppcc', [opened(), published('101'), edited('101', 2, { truncated: true })]).findLast(carriesText)
  if (!entry) throw new Error('Cannot find the edit')
  expect(changePage(emptySiteState('cppcc', ''), entry, 'https://record.example/', DIFF).body).not.toContain('此处未全部列出')
})

test('a letter page shows the current text by its parts, and every version, newest first', () => {
  const { letter } = pagesOf([opened(), published('101', undefined, true), edited('101')])
  expect(said(letter, '.letter h3')).toEqual(['一、关于加大投入'])
  expect(said(letter, '.letter p')).toContain('我局今年安排资金24.74亿元，支持虚构项目三十个。')
  expect(said(letter, '.step .what')).toEqual(['修改 Edited', '首次收录 First recorded'])
  expect(load(letter)('.step a').attr('href')).toBe('2/index.html')
})

test('a letter page shows the promises with deadline and rule, and the figures and names', () => {
  const fact = published('101')
  const promising = letterFrom(['我局将于2099年底前会同市财政局出台《虚构办法》，安排资金3亿元。', '已办理完毕。'])
  Object.assign(fact.data, { content: promising })
  const { letter } = pagesOf([opened(), fact])
  expect(said(letter, '.promises > li')).toEqual([
    '我局将于2099年底前会同市财政局出台《虚构办法》，安排资金3亿元。 ' +
      '承诺用语 Wording将 期限 Deadline2099年底前 (2099-12-31) 机构 Offices市财政局 文件 Documents《虚构办法》 识别规则 Rule句中有表示将来的“将” The sentence has 将 in the sense of will.',
  ])
  expect(load(letter)('.promises time').attr('datetime')).toBe('2099-12-31')
  expect(load(letter)('.promises a').attr('href')).toBe('../../rules.html#promise-will')
  expect(said(letter, '.found li')).toEqual(['资金 3亿元 我局将于2099年底前会同市财政局出台《虚构办法》，安排资金3亿元。'])
  expect(load(letter)('a[href="letter.json"]').length).toBe(1)
})

test('a letter page without promises and figures has no section for them', () => {
  const fact = published('101')
  Object.assign(fact.data, { content: letterFrom(['已办理完毕。']) })
  const { letter } = pagesOf([opened(), fact])
  expect(load(letter)('#promises, #figures').length).toBe(0)
})

test('a change page shows which promises were weakened, dropped and added, and links from a tag to its rule', () => {
  const promised = { sentence: '我局将于2099年底前出台办法。', verb: '将', deadline: '2099年底前' }
  const hoped = { sentence: '我局力争出台办法。', verb: '力争' }
  const { change } = pagesOf([
    opened(),
    published('101'),
    edited('101', 2, {
      promises: [
        {
          kind: 'weakened',
          before: promised,
          after: hoped,
          parts: [
            { kind: 'weakened', before: '将', after: '力争' },
            { kind: 'deadline-removed', before: '2099年底前' },
          ],
        },
        { kind: 'dropped', before: { sentence: '拟设立基金。', verb: '拟' } },
        { kind: 'added', after: { sentence: '下一步将组织评估。', verb: '将' } },
      ],
    }),
  ])
  expect(said(change, '.promises > li')).toEqual([
    '承诺弱化 promise weakened 将 → 力争 删去期限2099年底前 deadline “2099年底前” removed 我局将于2099年底前出台办法。 我局力争出台办法。',
    '删去承诺 promise dropped 拟设立基金。',
    '新增承诺 promise added 下一步将组织评估。',
  ])
  expect(load(change)('.tags a').attr('href')).toBe('../../../rules.html#tag-figure')
})

test('a withdrawn letter stays readable, under a notice of what was observed and since when', () => {
  const { letter, column } = pagesOf([opened(), published('101'), withdrawn('101')])
  expect(said(letter, '.notice')[0]).toContain(
    '本函已从栏目列表移除，原网页已无法打开。自 2026-10-30 08:00 起不在列表中。以下为最后一次读到的内容。',
  )
  expect(said(letter, '.letter p')).toContain('我局今年安排资金23.74亿元，支持虚构项目三十个。')
  expect(said(column, '.letters tbody tr')).toEqual([expect.stringContaining('已撤下 Withdrawn')])
})

test('a letter that moved shows its previous address', () => {
  const { letter } = pagesOf([opened(), published('101'), moved('101', 'https://www.example.gov.test/post_7.html')])
  expect(said(letter, '.step')[0]).toContain('网址变更 Moved')
  expect(load(letter)('.step p a').attr('href')).toBe('https://www.example.gov.test/post_7.html')
})

test('a held change is mentioned, and its text is shown nowhere', () => {
  const waiting = [opened(), published('101'), holding(1), held(edited('101'))]
  const { letter, column } = pagesOf(waiting)
  expect(said(letter, '.notice .zh')).toEqual(['另有变动待人工核实，暂不显示。'])
  expect(said(column, '.notice .zh')).toEqual(['另有 1 项变动待人工核实，暂不显示。'])
  expect(letter).not.toContain('24.74')
  expect(pagesOf([...waiting, decided('column.discarded', 4, 4)]).letter).toContain('经人工核实，未予采用')
})

test('the home page lists the newest events and links to each', () => {
  const { home } = pagesOf([opened(), published('101'), edited('101'), holding(3)])
  const links = load(home)('.event h4 a')
  expect(links.map((_, link) => link.attribs.href).get()).toEqual([
    'cppcc/101/index.html',
    'cppcc/101/2/index.html',
    'cppcc/index.html',
  ])
})

test('every page is one document in Chinese that loads nothing from elsewhere and runs only our scripts', () => {
  for (const [name, page] of Object.entries(pagesOf([opened(), published('101'), edited('101')]))) {
    const $ = load(page)
    expect($('html').attr('lang'), name).toBe('zh-CN')
    expect($('h1').length, name).toBe(1)
    expect($('title').text(), name).not.toBe('')
    expect($('meta[http-equiv="Content-Security-Policy"]').attr('content'), name).toContain("default-src 'none'")
    expect($('script:not([src]), img, iframe, [style], [onclick]').length, name).toBe(0)
    for (const { attribs } of $('script')) expect(attribs.src, name).toMatch(/^(\.\.\/)*\w+\.js$/)
    expect($('link[rel=stylesheet]').attr('href'), name).toMatch(/^(\.\.\/)*style\.css$/)
    const ids = $('[id]').map((_, element) => element.attribs.id).get() // prettier-ignore
    expect(new Set(ids).size, name).toBe(ids.length)
  }
})

test('a hostile letter is shown as text and does nothing', () => {
  const title = '<script>alert(1)</script>" onmouseover="alert(2)\u202E\u0008\uD800'
  const fact = published('101', title)
  Object.assign(fact.data, { url: 'javascript:alert(3)' })
  const pages = pagesOf([opened('<b>栏目</b>'), fact])
  for (const page of Object.values(pages)) {
    const $ = load(page)
    expect($('script:not([src]), [onmouseover], a[href^="javascript:"]').length).toBe(0)
    expect(page).not.toMatch(/[\u202E\0-\x08\uD800-\uDFFF]/)
  }
  expect(said(pages.letter, 'h1')).toEqual(['<script>alert(1)</script>" onmouseover="alert(2)⟦U+202E⟧⟦U+0008⟧⟦U+D800⟧'])
})
