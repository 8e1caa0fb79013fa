import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { distinctIdOf } from '../../../shared/extract/address.ts'
import { SKINS } from '../../skins.ts'
import { eventsIn, startWatching, type Watching } from '../../watching.ts'
import { letterOf } from './scenario-letters.ts'

const COLUMN = '/zwgk/jyta/index.html'

let watching: Watching
beforeEach(async () => {
  watching = await startWatching()
  watching.site.column.url = `${watching.site.origin}${COLUMN}`
})
afterEach(() => watching.close())

type Row = { path: string; html: string }

/** The row of letter `n`, whose page is served too. */
function row(n: number, path = `/zwgk/jyta/content_${30_000 + n}.html`): Row {
  const letter = letterOf(n)
  watching.site.answers.set(path, { body: SKINS.meta(letter) })
  return { path, html: `<li><a href="${path}">${letter.title}</a><span>${letter.publishedOn}</span></li>` }
}

const rows = (...numbers: number[]) => numbers.map((n) => row(n))

/** Serves the list, page by page; `pager` is under each, `{k}` in it the page's number. */
function serve(pages: Row[][], pager: string): void {
  for (const [at, page] of pages.entries()) {
    const path = at === 0 ? COLUMN : `/zwgk/jyta/index_${at + 1}.html`
    const body = `<!DOCTYPE html><html><head><meta charset="utf-8"><title>建议提案</title></head><body><ul class="list">${page.map(({ html }) => html).join('')}</ul><div class="pager">${pager.replaceAll('{k}', String(at + 1))}</div></body></html>`
    watching.site.answers.set(path, { body })
  }
}

const LINKS = (last: number) =>
  Array.from({ length: last }, (_, at) => `<a href="index${at === 0 ? '' : `_${at + 1}`}.html">${at + 1}</a>`).join('')

const crawl = async () => {
  const round = await watching.crawl()
  const [report] = round.crawls
  return { report, told: eventsIn(round), problems: report?.problems.map(({ why }) => why) ?? [] }
}

describe('a listing is read in part, and one problem counts what is missing', () => {
  test('when it has fewer rows than its pager counts', async () => {
    serve([rows(9, 8, 7), rows(6, 5)], `共7条 {k}/2页 ${LINKS(2)}`)
    const { report, problems } = await crawl()
    expect(report).toMatchObject({ outcome: 'partial', whole: false, listed: 5, baseline: 5 })
    expect(problems).toEqual(['the pager counts 7 rows, and 5 were read: 2 missing'])
  })

  test('when it has fewer pages than its pager counts', async () => {
    serve([rows(9, 8, 7)], '<a href="javascript:void(0)">下一页</a> 共3页')
    const { report, problems } = await crawl()
    expect(report).toMatchObject({ outcome: 'partial', whole: false, listed: 3 })
    expect(problems).toHaveLength(1)
  })

  test('when a page in the middle is shorter than the others', async () => {
    serve([rows(12, 11, 10), rows(9), rows(8, 7, 6), rows(5)], LINKS(4))
    const { report, problems } = await crawl()
    expect(report).toMatchObject({ outcome: 'partial', whole: false, listed: 8 })
    expect(problems).toEqual(['a page in the middle of the listing has 1 row, and others have 3'])
  })

  test('when a page repeats another and the column has not begun', async () => {
    serve([rows(9, 8, 7), rows(9, 8, 7)], LINKS(2))
    const { report, problems } = await crawl()
    expect(report).toMatchObject({ outcome: 'partial', whole: false, listed: 3 })
    expect(problems).toEqual(['it repeats another page of the listing; this page of the listing is missing; rows read: 3'])
  })

  test('when only a script knows where a row leads', async () => {
    serve(
      [
        [
          ...rows(9, 8, 7),
          {
            path: '',
            html: '<li><a href="javascript:;" onclick="showDoc(\'77\')">关于第20230077号建议答复的函</a><span>2023-09-01</span></li>',
          },
        ],
      ],
      '',
    )
    const { report, problems } = await crawl()
    expect(report).toMatchObject({ outcome: 'partial', whole: false, listed: 3 })
    expect(problems).toEqual([
      '1 row of the listing cannot be read, and what they lead to is not watched (“关于第20230077号建议答复的函”: its address is made by a script)',
    ])
  })
})

describe('a listing is complete', () => {
  test('when its rows are as many as its pager counts, whatever pages it names', async () => {
    serve([rows(9, 8, 7)], `共3条 {k}/1页 ${LINKS(2)}`)
    expect((await crawl()).report).toMatchObject({ outcome: 'complete', listed: 3, problems: [] })
  })

  test('with rows that lead to another host: they are counted and named in one problem', async () => {
    const elsewhere = ['关于第20230071号建议答复的函', '关于第20230072号建议答复的函'].map((title, at) => ({
      path: '',
      html: `<li><a href="http://other.example/${at}.html">${title}</a><span>2023-09-02</span></li>`,
    }))
    serve([[...rows(9, 8, 7), ...elsewhere]], '共5条')
    const { report, problems } = await crawl()
    expect(report).toMatchObject({ outcome: 'complete', whole: true, listed: 3, baseline: 3 })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(
      /^2 rows of the listing cannot be read.*“关于第20230071号建议答复的函” at http:\/\/other\.example\/0\.html/,
    )
  })

  test('and a letter whose row leads to another host from now on is not delisted', async () => {
    serve([rows(9, 8, 7)], '')
    await crawl()
    const { title, publishedOn } = letterOf(8)
    const moved = { path: '', html: `<li><a href="http://other.example/8.html">${title}</a><span>${publishedOn}</span></li>` }
    serve([[row(9), moved, row(7)]], '')
    expect(await crawl()).toMatchObject({ told: [], report: { whole: true } })
  })
})

describe('a list that changes while it is read', () => {
  test('loses no letter that moves from one page to the one before', async () => {
    serve([rows(9, 8, 7), rows(6, 5, 4), rows(3)], LINKS(3))
    expect((await crawl()).report).toMatchObject({ outcome: 'complete', listed: 7 })
    // Letter 9 is taken off after page 1 was read: 6 moves to page 1, and the pages after it begin with 5.
    const before = watching.site.answers.get(COLUMN)
    serve([rows(8, 7, 6), rows(5, 4, 3)], LINKS(2))
    const after = watching.site.answers.get(COLUMN)
    watching.site.answers.delete('/zwgk/jyta/index_3.html')
    let asked = 0
    watching.site.answers.set(COLUMN, (_, response) => {
      const page = asked++ === 0 ? before : after
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      response.end(page !== undefined && 'body' in page ? page.body : '')
    })
    const { told } = await crawl()
    expect(told).toEqual([])
    expect((await crawl()).told).toEqual(['letter.delisted 30009'])
  })

  test('is not announced as another list when a page shows other lists than the column’s', async () => {
    serve([rows(9, 8, 7, 6)], '')
    await crawl()
    const news = Array.from({ length: 5 }, (_, at) => ({
      path: '',
      html: `<li><a href="/xw/${40_000 + at}.html">示例市召开科技工作大会部署年度任务</a><span>2026-01-0${at + 1}</span></li>`,
    }))
    serve([news], '')
    expect(await crawl()).toMatchObject({ told: [], report: { outcome: 'failed' } })
  })
})

test('two letters of one number in systems that were merged are two letters, whichever is listed first', async () => {
  const [one, other] = ['/a/content_30001.html', '/b/content_30001.html']
  serve([[row(9), row(1, one)]], '')
  await crawl()
  serve([[row(2, other), row(9), row(1, one)]], '')
  expect((await crawl()).told).toEqual([`letter.published ${distinctIdOf(`${watching.site.origin}${other}`)}`])
  serve([[row(9), row(1, one), row(2, other)]], '')
  expect(await crawl()).toMatchObject({ told: [], report: { outcome: 'complete', listed: 3 } })
})

test('the operator’s selectors go before what is found', async () => {
  const { site } = watching
  const [first, second] = rows(9, 8)
  const side = [11, 12, 13, 14].map((n) => row(n, `/other/content_${n}000.html`))
  const body = (page: Row | undefined, next: string) =>
    `<html><head><title>建议提案</title></head><body><ul>${side.map(({ html }) => html).join('')}</ul><div id="mine"><p class="r">${page?.html.replace(/<\/?li>/g, '') ?? ''}<b>2024-03-0${next === '' ? 2 : 1}</b></p></div>${next}</body></html>`
  site.answers.set(COLUMN, { body: body(first, '<a id="on" href="more.html">…</a>') })
  site.answers.set('/zwgk/jyta/more.html', { body: body(second, '') })
  Object.assign(site.column, { read: { row: '#mine .r', link: '#mine a', date: 'b', next: '#on' } })
  expect((await crawl()).report).toMatchObject({ outcome: 'complete', listed: 2, baseline: 2 })
})
