import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CrawlReport } from '../../../shared/crawl/report.ts'
import type { Entry, EntryOf } from '../../../shared/entry.ts'
import { SKINS } from '../../skins.ts'
import { eventsIn, startWatching, type Watching } from '../../watching.ts'
import { letterOf } from './scenario-letters.ts'

let watching: Watching
beforeEach(async () => {
  watching = await startWatching()
})
afterEach(() => watching.close())

const idOf = (index: number) => String(10_000 + index)

function publish(...indexes: number[]): void {
  for (const index of indexes) watching.site.publish(idOf(index), letterOf(index))
}

async function crawl(): Promise<{ told: string[]; report: CrawlReport }> {
  const round = await watching.crawl()
  const [report] = round.crawls
  if (!report) throw new Error('Cannot test a crawl: there was none')
  return { told: eventsIn(round), report }
}

async function entries<T extends Entry['type']>(type: T): Promise<EntryOf<T>[]> {
  const all = await Array.fromAsync(watching.machine.archive.ledger('cppcc').entries())
  return all.filter((entry): entry is EntryOf<T> => entry.type === type)
}

/** What an edit added and removed, as text. */
async function lastEdit(): Promise<{ added: string[]; removed: string[] }> {
  const { diff = [] } = (await entries('letter.edited')).at(-1)?.data ?? {}
  const texts = (op: 'added' | 'removed') => diff.flatMap((span) => (span.op === op ? [span.text] : []))
  return { added: texts('added'), removed: texts('removed') }
}

/** Serves a letter's page with `change` made to its HTML in every request. */
function serve(index: number, change: (html: string) => string): void {
  const { site } = watching
  site.answers.set(site.path(idOf(index)), (_, response) => {
    const letter = site.letters.get(idOf(index)) ?? letterOf(index)
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(change(SKINS[site.skin](letter)))
  })
}

const raise = (index: number) =>
  watching.site.edit(idOf(index), (was) => ({ ...was, body: was.body.map((text) => text.replace('26万元', '96万元')) }))

const ALL = [1, 2, 3, 4, 5, 6, 7]

describe('the first crawl', () => {
  test('learns the template from six letters, records it before them, and fetches each page once', async () => {
    publish(...ALL)
    const { told, report } = await crawl()
    expect(told).toEqual([])
    expect(report).toMatchObject({ outcome: 'complete', baseline: 7, problems: [], reread: 0 })
    const [template] = await entries('column.template')
    expect(template?.data).toMatchObject({ why: 'learned', template: { letters: [{ body: '#zoomed' }], learnedFrom: 6 } })
    expect(template?.data.learnedFrom).toHaveLength(6)
    for (const { data, sequence } of await entries('letter.published')) {
      expect(data).toMatchObject({ way: 'template', template: template?.sequence })
      expect(sequence).toBeGreaterThan(template?.sequence ?? 0)
    }
    for (const index of ALL)
      expect(watching.site.requests.filter((path) => path === watching.site.path(idOf(index)))).toHaveLength(1)
    expect((await crawl()).told).toEqual([])
    expect(await entries('column.template')).toHaveLength(1)
  })

  test('learns the same template whatever the order of the list', async () => {
    publish(...ALL.slice(0, 6))
    await crawl()
    const other = await startWatching()
    for (const index of [4, 2, 6, 1, 5, 3]) other.site.publish(idOf(index), letterOf(index))
    await other.crawl()
    const all = await Array.fromAsync(other.machine.archive.ledger('cppcc').entries())
    const learned = all.find((entry) => entry.type === 'column.template')
    const [template] = await entries('column.template')
    expect(learned?.data.template).toEqual(template?.data.template)
    await other.close()
  })

  test('does not learn from notices in the place of letters', async () => {
    publish(1, 2, 3, 4)
    for (const index of [1, 2, 3, 4])
      serve(
        index,
        () => '<html><body><h1>系统维护</h1><div class="c"><p>网站正在升级维护，请稍后再试。</p></div></body></html>',
      )
    const { told, report } = await crawl()
    expect({ told, templates: await entries('column.template'), baseline: report.baseline }).toEqual({
      told: [],
      templates: [],
      baseline: 0,
    })
    watching.site.answers.clear()
    expect(await crawl()).toMatchObject({ told: [], report: { baseline: 4 } })
    expect(await entries('column.template')).toHaveLength(1)
  })
})

test('two letters are read by labels and shape, with a note; the third makes the template known, and none of it is news', async () => {
  publish(1, 2)
  const first = await crawl()
  expect(first.report).toMatchObject({ outcome: 'complete', baseline: 2, problems: [] })
  expect(first.report.notes).toEqual([expect.stringContaining('the list has 2 letters, and 3 are needed')])
  expect(await entries('column.template')).toEqual([])

  publish(3)
  const second = await crawl()
  expect(second.told).toEqual([`letter.published ${idOf(3)}`])
  expect(await entries('column.template')).toMatchObject([
    { data: { why: 'learned', learnedFrom: [idOf(1), idOf(2), idOf(3)] } },
  ])
  expect((await crawl()).told).toEqual([])
  raise(2)
  expect((await crawl()).told).toEqual([`letter.edited ${idOf(2)} substantive figure`])
})

describe('a redesign', () => {
  beforeEach(async () => {
    publish(...ALL)
    await crawl()
  })

  test('of all pages is recorded with the old kind behind the new, and nothing is announced', async () => {
    watching.site.skin = 'classes'
    const { told, report } = await crawl()
    expect(told).toEqual([])
    expect(report).toMatchObject({ outcome: 'complete', problems: [], outcomes: { read: 7 } })
    const [, again] = await entries('column.template')
    expect(again?.data.why).toBe('relearned')
    expect(again?.data.template.letters.map(({ body }) => body)).toEqual(['div.article-content', '#zoomed'])
    expect((await crawl()).told).toEqual([])
    watching.site.skin = 'meta'
    expect((await crawl()).told).toEqual([])
    expect(await entries('column.template')).toHaveLength(2)
  })

  test('with an edit of one figure in the same crawl announces that edit alone', async () => {
    watching.site.skin = 'classes'
    raise(2)
    expect((await crawl()).told).toEqual([`letter.edited ${idOf(2)} substantive figure`])
    expect(await lastEdit()).toEqual({ added: ['96万元'], removed: ['26万元'] })
  })

  test('that keeps the element of the text, and whose first heading is the name of the site, is no edit of titles', async () => {
    for (const index of ALL)
      serve(index, (html) =>
        html
          .replace('<div class="detail">', '<div class="head"><h1>示例市科技创新局</h1></div><div class="detail">')
          .replace(/(?<=<div class="detail">\s*)<h1>(.*?)<\/h1>/, '<div class="bt">$1</div>'),
      )
    raise(2)
    expect((await crawl()).told).toEqual([`letter.edited ${idOf(2)} substantive figure`])
    expect(await lastEdit()).toEqual({ added: ['96万元'], removed: ['26万元'] })
    expect((await entries('column.template')).map(({ data }) => data.why)).toEqual(['learned', 'relearned'])
    expect((await crawl()).told).toEqual([])
  })

  test('of one or two pages makes these unreadable, with the selector that failed', async () => {
    for (const index of [2, 5]) serve(index, () => SKINS.classes(letterOf(index)))
    const { told, report } = await crawl()
    expect(told).toEqual([])
    expect(report.problems).toEqual(
      [5, 2].map((index) => ({
        url: watching.site.urlOf(idOf(index)),
        outcome: 'unreadable',
        why: 'the selector for the body matches no element or too many: #zoomed',
      })),
    )
    expect(await entries('column.template')).toHaveLength(1)
  })

  test('is not what a portal page in the place of every letter is: each is unreadable', async () => {
    const portal = `<html><body><div class="home"><h2>示例市政府门户网站</h2><p>${'今日要闻，本市召开工作会议，部署下一阶段的重点任务。'.repeat(30)}</p></div></body></html>`
    for (const index of ALL) serve(index, () => portal)
    const { told, report } = await crawl()
    expect(told).toEqual([])
    expect(report.outcomes).toEqual({ unreadable: 7 })
    expect(await entries('column.template')).toHaveLength(1)
  })
})

test('a sentence that is added to every letter is no redesign and no furniture: the edits are held', async () => {
  await watching.close()
  watching = await startWatching({ hold: { share: 0.25, count: 3 } })
  publish(...ALL)
  await crawl()
  for (const index of ALL) watching.site.edit(idOf(index), (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
  const { told } = await crawl()
  expect(told[0]).toBe('column.held')
  expect(told.slice(1)).toHaveLength(7)
  expect(await entries('column.template')).toHaveLength(1)
})

describe('a sentence that reads like furniture, added to a letter', () => {
  test.each([
    '截至目前，全市政务网站完成ICP备案核验。',
    '网站已完成公安联网备案，粤公网安备信息已公示。',
    '版权所有问题已由市版权局另行答复。',
    '相关政策：详见市政府门户网站。',
    '网站标识码已按要求更新，并向社会公布。',
  ])('%s is an addition of one sentence', async (sentence) => {
    publish(...ALL)
    await crawl()
    watching.site.edit(idOf(2), (was) => ({ ...was, body: [...was.body.slice(0, 2), sentence, ...was.body.slice(2)] }))
    expect((await crawl()).told).toEqual([expect.stringMatching(`^letter.edited ${idOf(2)} `)])
    expect(await lastEdit()).toEqual({ added: [sentence], removed: [] })
  })
})

describe('what changes by itself inside a letter', () => {
  const inside = (line: string) => (html: string) => html.replace('<div id="zoomed">', `<div id="zoomed"><p>${line}</p>`)

  test.each([
    ['a counter', (count: number) => `本文已被浏览${count}次`],
    ['a counter without a word that we know', (count: number) => `热度指数：${count}`],
    ['a clock', (count: number) => `最后刷新：2026-11-30 08:${String(count % 60).padStart(2, '0')}:00`],
  ])('%s that moves in every request is left out, and an edit beside it is announced alone', async (_, line) => {
    let count = 11
    publish(...ALL)
    for (const index of [2, 3]) serve(index, (html) => inside(line(count++))(html))
    await crawl()
    expect((await crawl()).told).toEqual([])
    expect((await crawl()).told).toEqual([])
    raise(2)
    expect((await crawl()).told).toEqual([`letter.edited ${idOf(2)} substantive figure`])
    expect(await lastEdit()).toEqual({ added: ['96万元'], removed: ['26万元'] })
  })

  test('an edit in the crawl that sees a counter move for the first time is announced without the counter', async () => {
    let count = 11
    publish(...ALL)
    serve(2, (html) => inside(`浏览次数：${count++}`)(html))
    await crawl()
    raise(2)
    expect((await crawl()).told).toEqual([`letter.edited ${idOf(2)} substantive figure`])
    expect(await lastEdit()).toEqual({ added: ['96万元'], removed: ['26万元'] })
  })

  test('a token inside a sentence that differs in every request is left out, and an edit of the sentence is announced', async () => {
    let count = 1
    let office = '市财政局'
    publish(...ALL)
    serve(2, (html) =>
      inside(`本件由${office}办理，查询编码a8f3c1d9e${1_000_000 + count++ * 7919}，请妥善保存，如有疑问请与我局联系。`)(html),
    )
    await crawl()
    expect((await crawl()).told).toEqual([])
    office = '市教育局'
    expect((await crawl()).told).toEqual([expect.stringMatching(`^letter.edited ${idOf(2)} `)])
    expect(await lastEdit()).toEqual({ added: ['市教育局'], removed: ['市财政局'] })
    expect((await crawl()).told).toEqual([])
  })

  test('a counter that is cached, and so the same in both fetches of a crawl, is left out when it moves on several letters', async () => {
    let hour = 1
    publish(...ALL)
    for (const index of ALL) serve(index, (html) => inside(`阅读：${index * 100 + hour}`)(html))
    await crawl()
    for (hour = 2; hour <= 4; hour++) expect((await crawl()).told).toEqual([])
  })

  test('a text that differs in every fetch is a problem for operators, and is not announced', async () => {
    let count = 1
    publish(...ALL)
    await crawl()
    serve(2, (html) => inside(count++ % 2 === 0 ? '另拨付资金七亿元。' : '另行研究。')(html))
    const { told, report } = await crawl()
    expect(told).toEqual([])
    expect(report.problems).toMatchObject([{ why: expect.stringContaining('did not confirm it') as string }])
  })
})

describe('selectors in the configuration', () => {
  test('replace what was learned, are recorded, and are no news; without them the template is learned again', async () => {
    publish(...ALL)
    await crawl()
    watching.site.column.read = { body: 'div.detail', remove: 'div.tools, h1' }
    expect((await crawl()).told).toEqual([])
    const [, pinned] = await entries('column.template')
    expect(pinned?.data).toMatchObject({
      why: 'pinned',
      pins: { body: 'div.detail', remove: 'div.tools, h1' },
      template: { letters: [{ body: 'div.detail', remove: ['div.tools, h1'] }] },
    })
    raise(2)
    expect((await crawl()).told).toEqual([`letter.edited ${idOf(2)} substantive figure`])
    delete watching.site.column.read
    expect((await crawl()).told).toEqual([])
    expect((await entries('column.template')).map(({ data }) => data.why)).toEqual(['learned', 'pinned', 'learned'])
  })

  test('that hold on no page are one problem, and the column is read as before', async () => {
    publish(...ALL)
    await crawl()
    watching.site.column.read = { body: '#nowhere' }
    const { told, report } = await crawl()
    expect(told).toEqual([])
    expect(report.problems).toEqual([
      expect.objectContaining({
        why: expect.stringContaining('the selectors in "read" of column cppcc are not used') as string,
      }),
    ])
    expect(report.outcomes).toEqual({ read: 7 })
  })
})
