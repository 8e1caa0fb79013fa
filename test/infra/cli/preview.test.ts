import { once } from 'node:events'
import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { displayWidth } from '../../../shared/text/wrap.ts'
import { commandLine } from '../../command-line.ts'
import { fictionalLetter, LETTER_NAMES } from '../../letters.ts'
import { type LoopbackColumn, startColumn } from '../../loopback-column.ts'
import { SKINS } from '../../skins.ts'
import { startMadeUpSite } from '../../templates/made-up-site.ts'
import { TEMPLATES } from '../../templates/templates.ts'

let site: LoopbackColumn
beforeEach(async () => {
  site = await startColumn()
  for (const [at, name] of LETTER_NAMES.slice(0, 8).entries()) site.publish(String(10_001 + at), fictionalLetter(name))
})
afterEach(() => site.close())

/** A command line whose configuration has another column than the one that is previewed. */
const elsewhere = (settings: object = {}) =>
  commandLine([{ ...site.column, id: 'other', url: 'http://127.0.0.1:9/other/' }], settings)

/** The lines of an output whose label is `label`, without it. */
function valuesOf(stdout: string, label: string): string[] {
  const lines = stdout.split('\n').filter((line) => line.startsWith(`  ${label.padEnd(13)}`))
  return lines.map((line) => line.slice(15))
}

test('a column of another system is shown with its listing, its template and six of its letters, within 80 columns', async () => {
  const template = TEMPLATES.get('trs zoom')
  if (!template) throw new Error('Cannot find the template')
  const madeUp = await startMadeUpSite(template)
  const { runHere } = await elsewhere()
  const { code, stdout, stderr } = await runHere(['preview', madeUp.column.url])
  await madeUp.close()
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain(`提案办理复函 · 赤枫市人民政府\n${madeUp.column.url}\n\nListing\n`)
  expect(valuesOf(stdout, 'pages')).toEqual(['2, all read'])
  expect(valuesOf(stdout, 'rows')).toEqual(['8 letters'])
  expect(valuesOf(stdout, 'robots.txt')).toEqual(['none: all pages may be fetched'])
  expect(valuesOf(stdout, 'body')).toEqual(['#zoom'])
  expect(valuesOf(stdout, 'published')[0]).toBe('li.left, after “时间”')
  expect(stdout).toContain('Letter 6 of 6\n')
  const [newest, oldest] = [madeUp.model.listed[0], madeUp.model.listed.at(-1)]
  expect(valuesOf(stdout, 'published').slice(1)).toEqual(expect.arrayContaining([newest?.publishedOn, oldest?.publishedOn]))
  expect(valuesOf(stdout, 'first').every((text) => /(委员|代表)：$/.test(text))).toBe(true)
  expect(valuesOf(stdout, 'left out')).toHaveLength(12)
  expect(stdout).toMatch(/\n\nUnsure\n {2}nothing\n\nNext: letterwatch column add http:\S+\n$/)
  const wide = stdout.split('\n').filter((line) => displayWidth(line) > 80 && !line.includes('http://'))
  expect(wide).toEqual([])
})

test.each(['rows that are files', 'files in a viewer', 'letters of two pages'])(
  'letters of files and of several pages are shown whole: %s',
  async (name) => {
    const template = TEMPLATES.get(name)
    if (!template) throw new Error(`Cannot find the template ${name}`)
    const madeUp = await startMadeUpSite(template)
    const { runHere } = await elsewhere()
    const { code, stdout } = await runHere(['preview', madeUp.column.url])
    await madeUp.close()
    expect(code).toBe(0)
    expect(stdout).toContain('Letter 6 of 6\n')
    expect(valuesOf(stdout, 'first')).toEqual(
      Array.from({ length: 6 }, () => expect.stringMatching(/(委员|代表)：$/) as string),
    )
    expect(valuesOf(stdout, 'last').join()).not.toContain('下一页')
  },
)

test.each(['gkmlpt of a city', 'jcms with rows by POST', 'jpaas unit', 'a list in a frame', 'objects in a script'])(
  'nothing is unsure of a column of another system: %s',
  async (name) => {
    const template = TEMPLATES.get(name)
    if (!template) throw new Error(`Cannot find the template ${name}`)
    const madeUp = await startMadeUpSite(template)
    const { runHere } = await elsewhere()
    const { code, stdout } = await runHere(['--json', 'preview', madeUp.column.url])
    await madeUp.close()
    expect(code).toBe(0)
    const preview = JSON.parse(stdout) as { listing: { rows: { title: string }[] }; letters: { outcome: string }[] }
    expect(preview).toMatchObject({ learning: { outcome: 'learned' }, doubts: [] })
    expect(preview.letters.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 6 }, () => 'read'))
    const titles = madeUp.model.listed.map(({ title }) => title)
    expect(titles).toEqual(expect.arrayContaining(preview.listing.rows.map(({ title }) => title)))
  },
)

test('with --json all of it is one value', async () => {
  const { runHere } = await elsewhere()
  const { code, stdout } = await runHere(['--json', 'preview', site.column.url])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    url: site.column.url,
    listing: {
      source: expect.stringMatching(/^NFCMS/) as string,
      pages: { read: 1, named: 1, isCounted: true },
      rows: { length: 8 },
      missing: [],
    },
    learning: { outcome: 'learned', template: { learnedFrom: 6, letters: [{ body: expect.any(String) as string }] } },
    letters: expect.arrayContaining([
      {
        listed: expect.objectContaining({ postId: '10008', url: site.urlOf('10008') }) as object,
        outcome: 'read',
        letter: expect.objectContaining({ title: site.letters.get('10008')?.title }) as object,
        leftOut: expect.objectContaining({ inside: [] }) as object,
      },
    ]) as object[],
    volatile: { url: site.urlOf('10008'), places: [], differsInText: false },
    robots: { status: 404 },
    requests: 10,
    proposed: { id: 'cppcc', name: site.column.name, authority: site.column.authority, url: site.column.url },
  })
})

test('a preview asks as politely as a crawl, for the listing, six letters and one of them again, and stores nothing', async () => {
  const { folder, runHere } = await elsewhere({ pauseMs: 20 })
  const before = await readdir(tmpdir())
  await runHere(['preview', site.column.url])
  const letters = ['10008', '10007', '10005', '10004', '10002', '10001'].map((id) => site.path(id))
  const listing = [site.listingPath, `${site.listingPath}index_2.html`]
  expect(site.requests).toEqual(['/robots.txt', ...listing, ...letters, letters[0]])
  expect(await readdir(folder)).toEqual(['letterwatch.json'])
  expect((await readdir(tmpdir())).filter((name) => !before.includes(name) && /^letterwatch-\w{6}$/.test(name))).toEqual([])
})

test('without a configuration file the defaults are used', async () => {
  const { folder, runHere } = await commandLine([])
  await rm(join(folder, 'letterwatch.json'))
  site.listed = ['10001']
  const { code, stdout } = await runHere(['preview', site.column.url])
  expect(code).toBe(0)
  expect(valuesOf(stdout, 'reason')[0]).toMatch(/^1 letters are too few/)
  expect(await readdir(folder)).toEqual([])
})

test('a configured column is previewed as it is configured, while start crawls it', { timeout: 60_000 }, async () => {
  const { runHere, start } = await commandLine([{ ...site.column, name: '自定名称' }])
  const running = start(['start', '--port', '0'])
  await once(running.stdout, 'data')
  const { code, stdout } = await runHere(['preview', site.column.url])
  expect(code).toBe(0)
  expect(stdout).toContain('自定名称 · 示例市科技创新局\n')
  expect(stdout).toMatch(/\nNext: letterwatch crawl cppcc\n$/)
  running.kill('SIGTERM')
  expect((await once(running, 'close'))[0]).toBe(0)
})

test('what is unsure is said with what to do about it, and counters that change are shown', async () => {
  let views = 0
  const path = site.path('10008')
  const page = site.letters.get('10008')
  site.answers.set('/robots.txt', { headers: { 'content-type': 'text/plain' }, body: 'User-agent: *\nCrawl-delay: 0.01\n' })
  site.answers.set(site.path('10001'), { status: 403 })
  const { runHere } = await elsewhere()
  site.answers.set(path, (_, response) => {
    if (!page) throw new Error('Cannot find the letter')
    const html = SKINS.meta(page).replace('<div class="tools">', `<div class="tools"><p>浏览次数：${++views}</p>`)
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html)
  })
  const { code, stdout } = await runHere(['preview', site.column.url])
  expect(code).toBe(0)
  expect(valuesOf(stdout, 'robots.txt')).toEqual(['allows the listing; asks for 0.01 s between requests'])
  expect(valuesOf(stdout, 'changing')).toEqual(['“浏览次数：#” in two fetches within 1 s; not compared'])
  expect(valuesOf(stdout, 'blocked')).toEqual(['the server answered with status 403'])
  const unsure = stdout.slice(stdout.indexOf('Unsure'))
  expect(unsure.replace(/\s+/g, ' ')).toContain(
    `- 1 of 6 letters cannot be read: ${site.urlOf('10001')}: the server answered with status 403 Open the page in a browser`,
  )
})

test('a preview of which no letter can be read fails, after showing why', async () => {
  for (const id of site.listed) site.answers.set(site.path(id), { status: 500 })
  const { runHere } = await elsewhere()
  const { code, stdout } = await runHere(['preview', site.column.url])
  expect(code).toBe(1)
  expect(valuesOf(stdout, 'unreadable')).toHaveLength(6)
})

test('text of a page cannot move the cursor or reorder a line of the terminal', async () => {
  site.edit('10008', (letter) => ({ ...letter, title: `${letter.title}\u001B[2J\u202E` }))
  const { runHere } = await elsewhere()
  const { stdout } = await runHere(['preview', site.column.url])
  expect(stdout).not.toMatch(/[\0-\x08\x0B-\x1F\u202E]/)
})

describe('bad input gets one clear line', () => {
  const failing = async (url: string, words = ['preview']) => {
    const { runHere } = await elsewhere()
    const { code, stdout, stderr } = await runHere([...words, url])
    expect(stdout).toBe('')
    expect(stderr.trim().split('\n')).toHaveLength(1)
    return { code, stderr: stderr.trim() }
  }

  test('no address', async () => {
    const { runHere } = await elsewhere()
    const { code, stderr } = await runHere(['preview'])
    expect({ code, stderr }).toEqual({ code: 2, stderr: "letterwatch: missing required argument 'url'\n" })
  })

  test('something that is no address', async () => {
    expect(await failing('ftp://a.example/')).toEqual({
      code: 2,
      stderr: 'letterwatch: Cannot use the address "ftp://a.example/": it must be an http or https address',
    })
  })

  test('the page of a letter', async () => {
    expect(await failing(site.urlOf('10001'))).toEqual({
      code: 2,
      stderr: `letterwatch: Cannot read ${site.urlOf('10001')} as a list: it is the page of one letter, “${site.letters.get('10001')?.title ?? ''}”. Its list may be ${site.origin}/xxgk/`,
    })
  })

  test('a page without a list', async () => {
    site.answers.set('/about/', { body: '<html><body><h1>机构职能</h1><p>负责拟订科技创新规划并组织实施。</p></body></html>' })
    const { code, stderr } = await failing(`${site.origin}/about/`)
    expect(code).toBe(2)
    expect(stderr).toMatch(/^letterwatch: Cannot read \S+\/about\/ as a list: the listing shows no letter of its column\. Give/)
  })

  test('a page that is gone', async () => {
    const { code, stderr } = await failing(`${site.origin}/none/`)
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `letterwatch: Cannot read ${site.origin}/none/: the server answered with status 404`,
    })
  })

  test('a host that does not answer', async () => {
    const { code, stderr } = await failing('http://127.0.0.1:9/list/')
    expect(code).toBe(1)
    expect(stderr).toMatch(/^letterwatch: Cannot read http:\/\/127\.0\.0\.1:9\/list\/: .*ECONNREFUSED/)
  })

  test('a list that robots.txt closes', async () => {
    site.answers.set('/robots.txt', { headers: { 'content-type': 'text/plain' }, body: 'User-agent: *\nDisallow: /xxgk/\n' })
    expect(await failing(site.column.url)).toEqual({
      code: 1,
      stderr: `letterwatch: Cannot read ${site.column.url}: ${site.origin}/robots.txt closes it to us`,
    })
    expect(site.requests).toEqual(['/robots.txt'])
  })

  test('a stack, which takes no part in it', async () => {
    const { code, stderr } = await failing(site.column.url, ['preview', '--stack', 'letterwatch'])
    expect(code).toBe(2)
    expect(stderr).toContain('Cannot preview with --stack')
  })

  test('a configuration that is wrong', async () => {
    const { runHere } = await elsewhere({ colour: 'red' })
    expect(await runHere(['preview', site.column.url])).toMatchObject({
      code: 2,
      stderr: 'letterwatch: Cannot use the configuration letterwatch.json: unknown setting "colour"\n',
    })
  })
})
