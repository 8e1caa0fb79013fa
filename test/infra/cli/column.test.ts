import { once } from 'node:events'
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandLine } from '../../command-line.ts'
import { fictionalLetter, LETTER_NAMES } from '../../letters.ts'
import { type LoopbackColumn, startColumn } from '../../loopback-column.ts'
import { AT_ONCE } from '../../watching.ts'

let site: LoopbackColumn
beforeEach(async () => {
  site = await startColumn()
  for (const [at, name] of LETTER_NAMES.slice(0, 4).entries()) site.publish(String(10_001 + at), fictionalLetter(name))
})
afterEach(() => site.close())

const OTHER = { id: 'other', name: '其他', authority: '示例市教育局', url: 'http://127.0.0.1:9/other/' }

/** A command line with a configuration of this text; without a configuration when it is undefined. */
async function withText(text: string | undefined) {
  const line = await commandLine([])
  const file = join(line.folder, 'letterwatch.json')
  if (text === undefined) await rm(file)
  else await writeFile(file, text)
  return { ...line, file, written: () => readFile(file, 'utf8') }
}

const withOther = () => withText(JSON.stringify({ ...AT_ONCE, columns: [OTHER] }, undefined, 2))

test('a column is added with the names of its page, and can be crawled at once', async () => {
  const { runHere, written } = await withOther()
  const { code, stdout, stderr } = await runHere(['column', 'add', site.column.url])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const column = { id: 'cppcc', name: '政协提案答复函公开文稿', authority: '示例市科技创新局', url: site.column.url }
  expect(stdout).toBe(`added to letterwatch.json:
  id           cppcc
  name         政协提案答复函公开文稿
  authority    示例市科技创新局
  url          ${site.column.url}

  listing      4 letters
  letters      4 of 4 fetched can be read, by a template learned from 4

Unsure
  nothing

The name and the authority can be corrected in letterwatch.json,
the id can never be changed.
Next: letterwatch crawl cppcc
The first complete crawl is the baseline: it is recorded, and not announced.
`)
  expect(await written()).toBe(JSON.stringify({ ...AT_ONCE, columns: [OTHER, column] }, undefined, 2))
  expect((await runHere(['crawl', 'cppcc'])).stdout).toContain('cppcc: complete. 4 letters listed')
})

test('the operator chooses id, name and authority', async () => {
  const { runHere, written } = await withOther()
  const words = ['--id', 'tech-2', '--name', '提案', '--authority', '科创局', '--json']
  const { code, stdout } = await runHere(['column', 'add', site.column.url, ...words])
  expect(code).toBe(0)
  const column = { id: 'tech-2', name: '提案', authority: '科创局', url: site.column.url }
  expect(JSON.parse(stdout)).toMatchObject({ column, file: 'letterwatch.json', preview: { doubts: [] } })
  expect(JSON.parse(await written())).toMatchObject({ columns: [OTHER, column] })
})

test('a configuration that is missing is created, and an id that is taken is not proposed', async () => {
  const { folder, file, runHere, written } = await withText(undefined)
  site.listed = ['10001']
  expect((await runHere(['column', 'add', site.column.url])).code).toBe(0)
  expect(await written()).toBe(`{
  "contact": "https://example.org/letterwatch",
  "columns": [
    {
      "id": "cppcc",
      "name": "政协提案答复函公开文稿",
      "authority": "示例市科技创新局",
      "url": "${site.column.url}"
    }
  ]
}
`)
  expect(await readdir(folder)).toEqual(['letterwatch.json'])
  await writeFile(file, JSON.stringify({ ...(JSON.parse(await written()) as object), ...AT_ONCE }))
  const second = await startColumn()
  second.publish('1', fictionalLetter('lead-reply'))
  const { stdout } = await runHere(['column', 'add', second.column.url, '--json'])
  await second.close()
  expect(JSON.parse(stdout)).toMatchObject({ column: { id: 'cppcc-2' } })
})

test('the file keeps its layout, its permissions and its place behind a link', async () => {
  const { folder, runHere, file } = await withText(undefined)
  const text = `{\n\t"pauseMs": 0, "confirmAfterMs":0,\n\t"columns": [\n\t\t${JSON.stringify(OTHER)}\n\t]\n}\n`
  const real = join(folder, 'real.json')
  await writeFile(real, text)
  await chmod(real, 0o640)
  await symlink(real, file)
  expect((await runHere(['column', 'add', site.column.url])).code).toBe(0)
  const [before = '', after = ''] = (await readFile(real, 'utf8')).split(`,\n\t\t{ "id": "cppcc",`)
  expect(before).toBe(text.slice(0, text.indexOf('\n\t]')))
  expect(after).toMatch(/ \}\n\t\]\n\}\n$/)
  expect((await stat(real)).mode & 0o777).toBe(0o640)
})

describe('refused in one line, and nothing is written', () => {
  const refused = async (words: string[], before = async () => Promise.resolve()) => {
    const { runHere, written } = await withOther()
    const text = await written()
    await before()
    const { code, stdout, stderr } = await runHere(['column', 'add', ...words])
    expect({ stdout, text: await written() }).toEqual({ stdout: '', text })
    expect(stderr.trim().split('\n')).toHaveLength(1)
    return { code, why: stderr.trim().replace(/^letterwatch: /, '') }
  }

  test.each([
    ['an address that a column has', [OTHER.url], `Cannot add ${OTHER.url}: the column other has this address already`],
    [
      'the same list in another scheme, by its file',
      ['https://127.0.0.1:9/other/index.html'],
      'Cannot add https://127.0.0.1:9/other/index.html: the column other has this address already',
    ],
    ['an id that a column has', ['http://127.0.0.1:9/x/', '--id', 'other'], 'the id other is taken; choose another --id'],
    ['an id that no column may have', ['http://127.0.0.1:9/x/', '--id', 'A B'], 'Cannot use the id "A B": it must be 1 to 32'],
    ['a name of the record', ['http://127.0.0.1:9/x/', '--id', 'all'], 'Cannot use the id "all": it must not be all,'],
    ['an empty name', ['http://127.0.0.1:9/x/', '--name', ''], 'Cannot use the name "": it must not be empty'],
    ['no address', ['there'], 'Cannot use the address "there": it must be an http or https address'],
  ])('%s', async (_, words, says) => {
    const { code, why } = await refused(words)
    expect(code).toBe(2)
    expect(why).toContain(says)
  })

  test('a column of which no letter can be read', async () => {
    for (const id of site.listed) site.answers.set(site.path(id), { status: 503 })
    expect(await refused([site.column.url])).toEqual({
      code: 1,
      why: `Cannot add ${site.column.url}: none of its letters can be read: ${site.urlOf('10004')}: the server answered with status 503`,
    })
  })

  test('a configuration that is no JSON', async () => {
    const { runHere, written } = await withText('{ "columns": [')
    const { code, stderr } = await runHere(['column', 'add', site.column.url])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^letterwatch: Cannot use the configuration letterwatch\.json: it is not JSON: .+\n$/)
    expect(await written()).toBe('{ "columns": [')
  })

  test('a configuration whose columns are no list', async () => {
    const { runHere } = await withText('{ "columns": {} }')
    expect(await runHere(['column', 'add', site.column.url])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"columns" must be of type array') as string,
    })
    expect(site.requests).toEqual([])
  })
})

test('a column that was added while another is being fetched is kept', async () => {
  const { runHere, file, written } = await withOther()
  const third = { ...OTHER, id: 'third', url: 'http://127.0.0.1:9/third/' }
  site.answers.set(site.path('10001'), (_, response) => {
    site.answers.delete(site.path('10001'))
    void writeFile(file, JSON.stringify({ ...AT_ONCE, columns: [OTHER, third] })).then(() =>
      response.writeHead(302, { location: site.path('10001') }).end(),
    )
  })
  expect((await runHere(['column', 'add', site.column.url])).code).toBe(0)
  expect(JSON.parse(await written())).toMatchObject({ columns: [OTHER, third, { id: 'cppcc' }] })
})

describe('the list of columns', () => {
  test('shows each column before its first crawl, without a data folder, and creates none', async () => {
    const { folder, runHere } = await withOther()
    expect(await runHere(['column', 'list'])).toEqual({
      code: 0,
      stdout: `other  其他 · 示例市教育局\n  ${OTHER.url}\n  not crawled yet: letterwatch crawl other\n`,
      stderr: '',
    })
    expect(JSON.parse((await runHere(['column', 'list', '--json'])).stdout)).toEqual([
      { ...OTHER, lastCrawl: null, lastCompleteAt: null },
    ])
    expect(await readdir(folder)).toEqual(['letterwatch.json'])
  })

  test('shows the outcome of the last crawl, its letters and its problems', async () => {
    const { runHere } = await commandLine([site.column, OTHER])
    await runHere(['crawl'])
    const first = (await runHere(['column', 'list'])).stdout
    expect(first).toMatch(
      /^cppcc {2}政协提案答复函公开文稿 · 示例市科技创新局\n {2}http\S+\n {2}complete at 20\S+\n {2}4 letters, 0 problems\n\nother/,
    )
    expect(first).toMatch(
      /\n {2}failed at 20\S+; never complete\n {2}0 letters, 1 problem\n {4}unreachable: http:\/\/127\.0\.0\.1:9\/other\/: \S+/,
    )
    site.answers.set(site.path('10001'), { status: 403 })
    await runHere(['crawl', 'cppcc'])
    const [cppcc] = JSON.parse((await runHere(['column', 'list', '--json'])).stdout) as unknown[]
    expect(cppcc).toEqual({
      ...site.column,
      lastCrawl: {
        ...{ outcome: 'partial', startedAt: expect.any(String) as string, endedAt: expect.any(String) as string },
        ...{ listed: 4, held: 0 },
        problems: [{ url: site.urlOf('10001'), outcome: 'blocked', why: 'the server answered with status 403' }],
      },
      lastCompleteAt: expect.any(String) as string,
    })
    expect((await runHere(['column', 'list'])).stdout).toMatch(
      /\n {2}partial at \S+; complete at \S+\n {2}4 letters, 1 problem\n/,
    )
  })

  test('and adding a column work while start runs', { timeout: 60_000 }, async () => {
    const { folder, runHere, start } = await commandLine([site.column])
    await mkdir(join(folder, '.letterwatch'), { mode: 0o700 })
    const running = start(['start', '--port', '0'])
    await once(running.stdout, 'data')
    const second = await startColumn('npc')
    second.publish('1', fictionalLetter('npc-reply'))
    expect(await runHere(['column', 'add', second.column.url, '--id', 'npc'])).toMatchObject({ code: 0 })
    expect((await runHere(['column', 'list'])).stdout).toContain('not crawled yet: letterwatch crawl npc')
    running.kill('SIGTERM')
    expect((await once(running, 'close'))[0]).toBe(0)
    await second.close()
  })
})
