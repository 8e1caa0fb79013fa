import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { hostileLedger } from './hostile-ledger.ts'
import { snapshotId } from '../../shared/snapshot.ts'
import { LEDGERS, type MadeUpRecord, openRecord, RAW } from './made-up-record.ts'
import { openReader, type Reader } from './reader.ts'

let record: MadeUpRecord
let hostile: MadeUpRecord
let reader: Reader
beforeAll(async () => {
  record = await openRecord(LEDGERS)
  hostile = await openRecord({ hostile: hostileLedger() })
  reader = await openReader()
}, 60_000)
afterAll(() => Promise.all([reader.close(), record.close(), hostile.close()]))

/** Visits the page at `path` of the record, or at an address. */
const visiting: Reader['visiting'] = (path, visit, options) =>
  reader.visiting(URL.parse(path)?.href ?? record.url + path, visit, options)

const Feed = z.object({ items: z.array(z.object({ title: z.string(), url: z.string() })) })

test('a reader follows a feed entry to the change, steps through it by keyboard, and reads the previous version', async () => {
  const feed = Feed.parse(JSON.parse(await readFile(join(record.folder, 'cppcc/feed.json'), 'utf8')))
  const entry = feed.items.find(({ title }) => title.startsWith('【修改】'))
  expect(entry?.url).toBe(`${record.url}cppcc/101/2/`)
  const complaints = await visiting(entry?.url ?? '', async (page) => {
    expect(await page.locator('.figures tbody tr').first().innerText()).toMatch(/资金\s+3\.74亿元\s+3\.47亿元/)
    await page.keyboard.press('n')
    expect(await page.evaluate('document.activeElement.textContent')).toContain('3.47亿元')
    await page.keyboard.press('j')
    expect(await page.locator('#at-change').innerText()).toBe('2 / 2')
    await page.keyboard.press('p')
    expect(await page.evaluate('document.activeElement.id')).toBe('change-1')
    await page.locator('.crumbs a').last().click()
    await page.locator('.step a', { hasText: '第 1 版' }).click()
    expect(await page.locator('.letter').innerText()).toContain('3.74亿元')
  })
  expect(complaints).toEqual([])
})

test('the raw page of a change is downloaded byte for byte, never shown as a page', async () => {
  const complaints = await visiting('cppcc/101/2/index.html', async (page) => {
    const saving = page.waitForEvent('download')
    await page.locator('.evidence a[download]').click()
    const saved = await saving
    expect(saved.suggestedFilename()).toBe(`${snapshotId(RAW.body).slice('sha256:'.length)}.bin`)
    expect(await readFile(await saved.path())).toEqual(RAW.body)
    expect(page.url()).toBe(`${record.url}cppcc/101/2/index.html`)
    // Somebody may also open its address by hand: the browser saves it all the same.
    const opening = page.waitForEvent('download')
    await page.goto(saved.url()).catch(() => undefined)
    expect((await opening).suggestedFilename()).toBe(saved.suggestedFilename())
  })
  expect(complaints).toEqual([])
})

test('every page leads to the coverage and to the explanation of the chain', async () => {
  const complaints = await visiting('cppcc/101/2/index.html', async (page) => {
    await page.locator('.sections a', { hasText: '监测情况' }).click()
    expect(await page.locator('.gaps tbody tr').first().innerText()).toMatch(/2026-11-01 08:05\s+2026-11-02 08:00\s+0/)
    await page.locator('.sections a', { hasText: '核验' }).click()
    const example = await page.locator('.canonical').first().innerText()
    expect(snapshotId(Buffer.from(example))).toBe(await page.locator('.hash').first().innerText())
    expect(await page.locator('.canonical').nth(1).innerText()).toContain(snapshotId(Buffer.from(example)))
    const answer = await page.request.get(new URL(await hrefOf(page, 'verify-ledger.mjs'), page.url()).href)
    expect(await answer.text()).toBe(await readFile('functions/publish/browser/verify-ledger.mjs', 'utf8'))
  })
  expect(complaints).toEqual([])
})

const hrefOf = async (page: Page, name: string) => (await page.getByRole('link', { name }).getAttribute('href')) ?? ''

test('the timeline is filtered without a reload, and its address restores the filters', async () => {
  const titles = (page: Page) => page.locator('.event:visible h4').allInnerTexts()
  const complaints = await visiting('index.html', async (page) => {
    const all = (await titles(page)).length
    await page.locator('input[name=significance][value=substantive]').check()
    expect(await titles(page)).toEqual(['关于市政协2026年度第20260101号提案答复的函'])
    expect(page.url()).toBe(`${record.url}index.html?significance=substantive`)
    await page.reload()
    expect(await titles(page)).toHaveLength(1)
    await page.goBack()
    expect(await titles(page)).toHaveLength(all)
    await page.goto(`${record.url}index.html?topic=${encodeURIComponent('脑机接口')}`)
    expect(await titles(page)).toHaveLength(1)
  })
  expect(complaints).toEqual([])
})

test('search finds text of an earlier version, shows its sentence, and names the version', async () => {
  const complaints = await visiting('search.html', async (page) => {
    await page.locator('#q').fill('３.74亿元 脑机接口')
    await page.keyboard.press('Enter')
    await page.locator('.results li').waitFor()
    expect(await page.locator('.results mark').allInnerTexts()).toEqual(expect.arrayContaining(['3.74亿元']))
    expect(await page.locator('.results').innerText()).toContain('见于第 1 版，最新的第 2 版中已没有')
    await page.goto(`${record.url}search.html?q=${encodeURIComponent('云端图书馆')}`)
    await page.locator('.results li').waitFor()
    expect(await page.locator('.results h2').allInnerTexts()).toEqual(['关于市政协2026年度第20260102号提案答复的函'])
    await page.locator('#q').fill('没有这样的字句')
    await page.keyboard.press('Enter')
    await page.locator('#said', { hasText: '没有找到' }).waitFor()
  })
  expect(complaints).toEqual([])
})

test('a search works again after a broken connection', async () => {
  await visiting('search.html', async (page) => {
    await page.route('**/*.bin', (route) => route.abort())
    await page.locator('#q').fill('云端图书馆')
    await page.keyboard.press('Enter')
    await page.locator('#said', { hasText: '读取失败' }).waitFor()
    await page.unroute('**/*.bin')
    await page.keyboard.press('Enter')
    await page.locator('.results li').waitFor()
  })
})

test('a table of letters can be sorted by keyboard and marks the order', async () => {
  await visiting('cppcc/index.html', async (page) => {
    const titles = () => page.locator('.letters tbody td:nth-child(2)').allInnerTexts()
    const before = await titles()
    await page.locator('th button', { hasText: '标题' }).focus()
    await page.keyboard.press('Enter')
    expect(await page.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('ascending')
    await page.keyboard.press('Enter')
    expect(await page.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('descending')
    expect(await titles()).toEqual(before.toSorted().toReversed())
  })
})

test('English is one click away, is remembered, can be linked to, and works without scripts', async () => {
  await visiting('cppcc/index.html', async (page) => {
    await page.getByRole('link', { name: 'English' }).click()
    expect(await page.locator('.letters th').first().innerText()).toContain('Published')
    // The style sheet shows English at once; the script, which remembers it, hears of it a moment later.
    await page.locator('html[lang=en]').waitFor({ state: 'attached' })
    await page.goto(`${record.url}index.html`)
    expect(await page.locator('h1').innerText()).toContain('Changes to published government replies')
  })
  const plain = async (page: Page) => {
    expect(await page.locator('h1').innerText()).toContain('Changes to published government replies')
    expect(await page.locator('.event:visible').count()).toBeGreaterThan(5)
    expect(await page.locator('.filters').isVisible()).toBe(false)
  }
  await visiting('index.html#en', plain, { javaScriptEnabled: false })
})

test('in a folder pages are filtered and translated as on a server, and search says that it needs a server', async () => {
  const folder = pathToFileURL(record.folder).href
  await visiting(`${folder}/index.html?type=letter.withdrawn`, async (page) => {
    expect(await page.locator('.event:visible').count()).toBe(1)
  })
  await visiting(`${folder}/search.html`, async (page) => {
    expect(await page.locator('#unable').innerText()).toContain('直接从文件夹打开')
    expect(await page.locator('#search').isVisible()).toBe(false)
  })
})

test('a printed page has the text and its evidence, without controls', async () => {
  await visiting('cppcc/101/2/index.html', async (page) => {
    await page.emulateMedia({ media: 'print' })
    for (const part of ['header.site', '.steps-between']) expect(await page.locator(part).isVisible(), part).toBe(false)
    expect(await page.locator('.evidence').isVisible()).toBe(true)
  })
})

test('a withdrawn letter stays readable, with the evidence of the withdrawal', async () => {
  await visiting('cppcc/103/index.html', async (page) => {
    expect(await page.locator('.notice').first().innerText()).toContain('原网页已无法打开')
    expect(await page.locator('#left').innerText()).toBe('撤下的证据')
    expect(await page.locator('.letter').innerText()).toContain('风筝实验室')
  })
})

test.each([
  'index.html',
  'hostile/index.html',
  'hostile/666/index.html',
  'hostile/666/1000/index.html',
  'hostile/667/index.html',
  'search.html?q=alert',
])('a hostile letter is only shown as text: %s', async (path) => {
  expect(
    await visiting(hostile.url + path, async (page) => {
      await page.waitForLoadState('networkidle')
      expect(await page.locator('main svg:not([role=img]), main img, main script, a[href^="javascript:"]').count()).toBe(0)
      expect(await page.locator('main').innerText()).toContain('alert(')
    }),
  ).toEqual([])
})
