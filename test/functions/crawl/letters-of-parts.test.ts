import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyLedger } from '../../../infra/cli/verify/verify-ledger.ts'
import { snapshotId } from '../../../shared/snapshot.ts'
import { type SkinnedLetter, SKINS } from '../../skins.ts'
import { pagesOf, pdfOf, pdfOfPages } from '../../templates/pdf.ts'
import { eventsIn, startWatching, type Watching } from '../../watching.ts'
import { letterOf } from './scenario-letters.ts'

const ID = '10002'
let watching: Watching

beforeEach(async () => {
  watching = await startWatching()
  for (let index = 1; index <= 6; index++) watching.site.publish(String(10_000 + index), letterOf(index))
})
afterEach(() => watching.close())

/** One crawl: the events, the problems, and what the latest entry of the letter says. */
async function crawl() {
  const round = await watching.crawl()
  const { problems = [], outcome } = round.crawls[0] ?? {}
  const entries = await Array.fromAsync(watching.machine.archive.ledger(watching.site.column.id).entries())
  const latest = entries.findLast((entry) => 'content' in entry.data && entry.data.letter.endsWith(ID))
  if (!latest || !('content' in latest.data) || !latest.data.content)
    throw new Error(`Letter ${ID} is not recorded: ${JSON.stringify(problems)}`)
  const { content, evidence } = latest.data
  return { events: eventsIn(round), outcome, problems, content, texts: content.paragraphs.map(({ text }) => text), evidence }
}

const answer = (path: string, body: string | Uint8Array, type = 'text/html') =>
  watching.site.answers.set(path, { body, headers: { 'content-type': type } })

const withFigure = (letter: SkinnedLetter, at: number): SkinnedLetter => ({
  ...letter,
  body: letter.body.map((text, index) => (index === at ? `${text}新增投入3000万元。` : text)),
})

describe('a letter that is turned over two pages', () => {
  const letter = letterOf(2)
  const half = Math.ceil(letter.body.length / 2)
  const second = () => watching.site.path(ID).replace('.html', '_2.html')

  function serve(whole: SkinnedLetter): void {
    const pager = `<div><span>1</span> <a href="${second()}">2</a> <a href="${second()}">下一页</a></div>`
    const page = SKINS.meta({ ...whole, body: whole.body.slice(0, half) })
    answer(
      watching.site.path(ID),
      page.replace('</div>\n<div class="tools">', (end) => `${pager}${end}`),
    )
    answer(second(), SKINS.meta({ ...whole, body: whole.body.slice(half) }))
  }

  test('is one letter, and both pages are its evidence', async () => {
    serve(letter)
    const { texts, evidence, outcome } = await crawl()
    expect(outcome).toBe('complete')
    expect(texts).toEqual(letter.body)
    expect(evidence.parts).toEqual([snapshotId(Buffer.from(SKINS.meta({ ...letter, body: letter.body.slice(half) })))])
    expect((await verifyLedger(watching.machine.archive, watching.site.column.id)).broken).toBeUndefined()
    expect((await crawl()).events).toEqual([])
  })

  test('is edited where its second page is', async () => {
    serve(letter)
    await crawl()
    serve(withFigure(letter, half + 1))
    const { events, texts } = await crawl()
    expect(events).toHaveLength(1)
    expect(events[0]).toMatch(/^letter\.edited 10002 substantive/)
    expect(texts).toEqual(withFigure(letter, half + 1).body)
    expect((await crawl()).events).toEqual([])
  })

  test('is not read while its second page is gone, fails or is another page', async () => {
    serve(letter)
    await crawl()
    for (const status of [404, 500, 200]) {
      watching.site.answers.set(second(), { status, body: '<html><body><p>系统维护中</p></body></html>' })
      const { events, problems, texts } = await crawl()
      expect(events).toEqual([])
      expect(problems).toMatchObject([
        { url: watching.site.urlOf(ID), why: expect.stringContaining('post_10002_2.html') as string },
      ])
      expect(texts).toEqual(letter.body)
    }
    serve(letter)
    expect(await crawl()).toMatchObject({ events: [], outcome: 'complete' })
  })
})

describe.each(['a row that leads to a PDF', 'a page that shows nothing but a PDF'] as const)('%s', (kind) => {
  const letter = letterOf(2)
  const file = '/attach/2025/610.pdf'

  function serve(pdf: Uint8Array): void {
    if (kind === 'a row that leads to a PDF') {
      answer(watching.site.path(ID), pdf, 'application/pdf')
      return
    }
    const embed = SKINS.meta({ ...letter, body: ['#'] }).replace(
      /<p[^>]*><span>#<\/span><\/p>/,
      () => `<iframe src="/pdfjs/web/viewer.html?file=${file}"></iframe>`,
    )
    answer(watching.site.path(ID), embed)
    answer(file, pdf, 'application/pdf')
  }

  test('is a letter with the text of the file, whose edit has a diff', async () => {
    serve(pdfOf(letter.title, letter.body))
    const first = await crawl()
    expect(first.texts.join('')).toBe(letter.body.join(''))
    expect(first.content).toMatchObject({
      title: letter.title,
      publishedOn: letter.publishedOn,
      attachments: [{ name: expect.stringMatching(/./) as string }],
    })
    expect((await crawl()).events).toEqual([])
    serve(pdfOf(letter.title, withFigure(letter, 3).body))
    const { events } = await crawl()
    expect(events).toHaveLength(1)
    expect(events[0]).toMatch(/^letter\.edited 10002 substantive/)
    expect((await verifyLedger(watching.machine.archive, watching.site.column.id)).broken).toBeUndefined()
  })

  test('is not changed by a file that is made anew with the same text, nor by one that cannot be read or fetched', async () => {
    serve(pdfOf(letter.title, letter.body))
    await crawl()
    serve(Buffer.concat([pdfOf(letter.title, letter.body), Buffer.from('% made anew\n')]))
    expect(await crawl()).toMatchObject({ events: [], outcome: 'complete' })
    serve(Buffer.from('%PDF-1.7\nbroken'))
    expect((await crawl()).events).toEqual([])
    watching.site.answers.set(kind === 'a row that leads to a PDF' ? watching.site.path(ID) : file, { status: 500 })
    expect((await crawl()).events).toEqual([])
  })

  test('that is a scan is a letter without a text, of which the hash of the file is compared', async () => {
    const scan = pdfOfPages([[], []])
    serve(scan)
    const { content } = await crawl()
    expect(content.paragraphs).toEqual([])
    expect(content.attachments).toMatchObject([{ sha256: snapshotId(scan).replace('sha256:', '') }])
    expect((await crawl()).events).toEqual([])
    serve(pdfOfPages([[], [], []]))
    expect((await crawl()).events).toEqual([expect.stringMatching(/^letter\.edited 10002/)])
  })
})

test('the pages of a PDF that is cut short say nothing of its letter', async () => {
  const letter = letterOf(2)
  const whole = pdfOf(letter.title, letter.body)
  expect(pagesOf(letter.title, letter.body).length).toBeGreaterThan(1)
  answer(watching.site.path(ID), whole, 'application/pdf')
  await crawl()
  for (const share of [0.3, 0.6, 0.9]) {
    answer(watching.site.path(ID), whole.subarray(0, Math.floor(whole.length * share)), 'application/pdf')
    expect((await crawl()).events).toEqual([])
  }
})
