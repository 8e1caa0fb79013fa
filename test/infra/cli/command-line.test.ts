import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDataFolder } from '../../../infra/local/data-folder.ts'
import { commandLine } from '../../command-line.ts'
import { fictionalLetter } from '../../letters.ts'
import { type LoopbackColumn, startColumn } from '../../loopback-column.ts'

let site: LoopbackColumn
beforeAll(async () => {
  site = await startColumn()
  site.publish('10001', fictionalLetter('lead-reply'))
})
afterAll(() => site.close())

test('every script runs on the Node of the lock file, whatever the machine has', () => {
  expect(process.version).toMatch(/^v24\./)
})

describe('bad input gets one clear line', () => {
  const columns = [{ id: 'a', name: 'x', authority: 'y', url: 'http://x/' }]
  const smtp = { url: 'smtps://mail.example.org', from: 'Desk <desk@example.org>', to: ['a@example.org'] }
  test.each([
    ['an unknown setting', { colums: [] }, 'unknown setting "colums". Did you mean "columns"?'],
    ['a missing field', {}, '"columns" is missing'],
    ['a period of nothing', { columns, every: '0s' }, '"every" must be a duration above 0s'],
    ['a field of a column that is wrong', { columns: [{ ...columns[0], id: 'A B' }] }, '"columns[0].id"'],
    ['a length of time without unit', { columns, every: '15' }, '"every"'],
    ['a pause longer than a timer waits', { columns, pauseMs: 3_000_000_000 }, '"pauseMs" must be at most 2147483647'],
    ['a contact that no header can carry', { columns, contact: '监督小组' }, '"contact" must be ASCII'],
    ['a topic called as fields of all objects are', { columns, topics: { constructor: ['经费'] } }, '"topics" must not name'],
    [
      'an unknown setting inside another',
      { columns, hold: { shares: 1 } },
      'unknown setting "hold.shares". Did you mean "hold.share"?',
    ],
    ['a mail server without a host', { columns, smtp: { ...smtp, url: 'smtp://' } }, '"smtp.url" must be an address'],
    ['a mail server of the web', { columns, smtp: { ...smtp, url: 'https://example.org/' } }, '"smtp.url" must be an address'],
    ['a sender that is no mailbox', { columns, smtp: { ...smtp, from: 'desk' } }, '"smtp.from" must be a mailbox'],
    [
      'two recipients in one',
      { columns, smtp: { ...smtp, to: ['a@b.example, c@d.example'] } },
      '"smtp.to[0]" must be a mailbox',
    ],
  ])('%s is named in the error', async (_, configuration, named) => {
    const { folder, runHere } = await commandLine([])
    await writeFile(join(folder, 'letterwatch.json'), JSON.stringify(configuration))
    const { code, stderr } = await runHere(['crawl'])
    expect(code).toBe(2)
    expect(stderr).toContain(named)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  test('a configuration in another charset is refused; one with a byte order mark and the line ends of Windows is read', async () => {
    const { folder, runHere } = await commandLine([site.column])
    const file = join(folder, 'letterwatch.json')
    const text = JSON.stringify(JSON.parse(await readFile(file, 'utf8')), undefined, 2)
    await writeFile(file, `\uFEFF${text.replaceAll('\n', '\r\n')}`)
    expect(await runHere(['endpoint', 'list'])).toMatchObject({ code: 0, stdout: 'no webhook is registered\n' })
    await writeFile(file, text, 'utf16le')
    expect(await runHere(['endpoint', 'list'])).toMatchObject({
      code: 2,
      stderr: 'letterwatch: Cannot use the configuration letterwatch.json: it is not in UTF-8\n',
    })
  })

  test('an unreachable column fails the crawl with exit 1 and says why, and leaves nothing half-written', async () => {
    const { run, runHere } = await commandLine([{ ...site.column, url: 'http://127.0.0.1:9/none/' }])
    const { code, stdout } = await run(['crawl', '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      crawls: [
        {
          outcome: 'failed',
          listed: 0,
          events: [],
          problems: [
            {
              outcome: 'unreachable',
              why: expect.stringMatching(
                /^127\.0\.0\.1: .*ECONNREFUSED.*; without its robots\.txt nothing is fetched$/,
              ) as string,
            },
          ],
        },
      ],
      announced: 0,
    })
    expect((await runHere(['verify'])).code).toBe(0)
  })

  test('a command that reads a missing data folder is refused, and does not create it', async () => {
    const { folder, runHere } = await commandLine([site.column])
    const asking = ['verify', 'held', 'release cppcc', 'rebuild', 'show cppcc/2', 'history cppcc/10001', 'delivery list']
    for (const words of [...asking, 'backup --out b.jsonl.gz', 'export --out e.jsonl'])
      expect(await runHere([...words.split(' '), '--data', 'letterwach']), words).toMatchObject({
        code: 2,
        stderr: 'letterwatch: Cannot use the data folder letterwach: it does not exist; crawl first, or give another --data\n',
      })
    expect(await readdir(folder)).not.toContain('letterwach')
  })

  test('a data folder that a newer version wrote is refused', async () => {
    const { folder, runHere } = await commandLine([site.column])
    const { database } = await openDataFolder(join(folder, '.letterwatch'))
    database.run('PRAGMA user_version = 1000')
    database.close()
    const why = expect.stringContaining('written by a newer letterwatch') as string
    expect(await runHere(['crawl'])).toMatchObject({ code: 2, stderr: why })
  })

  test('a port in use is named', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const { run } = await commandLine([site.column])
    expect(await run(['start', '--port', String(port)])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`the port is in use; give another --port (npm start -- --port ${port + 1})`) as string,
    })
    taken.close()
  })

  test('a public host is not crawled while the contact is the placeholder', async () => {
    const { folder, runHere } = await commandLine([{ ...site.column, url: 'https://office.invalid/letters/' }], {
      contact: undefined,
    })
    for (const command of ['crawl', 'start'])
      expect(await runHere([command]), command).toEqual({
        code: 2,
        stdout: '',
        stderr:
          'letterwatch: Cannot crawl office.invalid: "contact" is still https://example.org/letterwatch. Set it in the configuration to an address or page of your own, where the office can reach you\n',
      })
    expect(await readdir(folder)).toEqual(['letterwatch.json'])
  })

  test('a crawl without changes says since when, and start says what it crawls', async () => {
    const { runHere, start } = await commandLine([site.column])
    expect((await runHere(['crawl'])).stdout).not.toContain('nothing new')
    expect((await runHere(['crawl'])).stdout).toMatch(/\n {2}nothing new since the crawl of \d{4}-\d\d-\d\dT[\d:]+[^\n]*\n/)
    const running = start(['start', '--port', '0'])
    let printed = ''
    for await (const chunk of running.stdout) {
      printed += String(chunk)
      if (printed.includes('crawling')) break
    }
    expect(printed).toContain('crawling cppcc…\n')
    running.kill('SIGTERM')
    await once(running, 'exit')
  })

  test('commands that read and commands that write work while start runs', async () => {
    const { runHere, start } = await commandLine([site.column])
    const running = start(['start', '--port', '0'])
    await once(running.stdout, 'data')
    expect(await runHere(['endpoint', 'add', 'http://127.0.0.1:9/', '--allow-private', '--no-verify'])).toMatchObject({
      code: 0,
    })
    const { stdout } = await runHere(['endpoint', 'list', '--json'])
    expect(JSON.parse(stdout)).toHaveLength(1)
    for (const words of ['crawl', 'verify', 'held', 'delivery list', 'backup --out b.jsonl.gz'])
      expect(await runHere(words.split(' ')), words).toMatchObject({ code: 0 })
    running.kill('SIGTERM')
    expect((await once(running, 'close'))[0]).toBe(0)
  })

  test.each([
    [['bogus'], 'unknown command'],
    [['endpoint', 'add', 'http://127.0.0.1:1/'], 'it is not https; --allow-private permits it'],
    [['endpoint', 'add', 'ftp://127.0.0.1/'], 'it is neither https nor http\n'],
    [
      ['endpoint', 'add', 'https://example.org/', '--topics', '海洋'],
      'Cannot choose topics "海洋": the configuration has none',
    ],
    [
      ['endpoint', 'add', 'https://example.org/', '--columns', 'npc'],
      'Cannot choose columns "npc": the configuration has cppcc',
    ],
    [['endpoint', 'remove', 'ep_none'], 'no endpoint has that id'],
    [['show', 'cppcc/999'], 'no ledger has that entry'],
    [['history', 'cppcc/999'], 'no ledger entry is about it'],
    [['release', 'cppcc'], 'it has no held events'],
    [['mail', 'add', 'nobody'], 'Cannot add nobody: "nobody" is not a mail address'],
    [['mail', 'add', 'a@example.org', '--types', 'letter.eaten'], '"letter.eaten" is not a type of event'],
    [['mail', 'add', 'a@example.org', '--topics', '海洋'], 'Cannot choose topics "海洋": the configuration has none'],
    [['mail', 'add', 'a@example.org', '--columns', 'npc'], 'Cannot choose columns "npc": the configuration has cppcc'],
    [['mail', 'add', 'a@example.org', '--significance', 'loud'], 'significance must be one of substantive, cosmetic'],
    [['mail', 'add', 'a@example.org', '--digest', 'hourly'], 'digest must be one of daily, weekly'],
    [['mail', 'remove', 'a@example.org'], 'there is no subscriber with that id or address'],
  ])('%j', async (args, says) => {
    const { folder, runHere } = await commandLine([site.column])
    await mkdir(join(folder, '.letterwatch'))
    expect(await runHere(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(says) as string })
  })
})

test('a crawl prints text for people; with --json it prints one value only', async () => {
  const { run, runHere } = await commandLine([site.column])
  const first = await run(['crawl'])
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect(first.stdout).toContain('cppcc: complete. 1 letter listed; 1 read')
  site.edit('10001', (letter) => ({ ...letter, body: [...letter.body, '另安排资金2亿元。'] }))
  const { stdout, stderr } = await run(['crawl', '--json'])
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toMatchObject({
    crawls: [
      { column: 'cppcc', outcome: 'complete', events: [{ id: 'cppcc/4', type: 'letter.edited', letter: 'cppcc/10001' }] },
    ],
    announced: 1,
  })
  expect((await runHere(['show', 'cppcc/4'])).stdout).toContain('[+另安排资金2亿元。+]')
  expect((await runHere(['history', 'cppcc/10001'])).stdout).toContain('version 2')
  expect((await runHere(['rebuild'])).stdout).toContain('cppcc: 0 files written')
})

test('a command loads no library that it does not need, and opens no port', { timeout: 120_000 }, async () => {
  const report = pathToFileURL(join(import.meta.dirname, 'report-loading.ts')).href
  const { run } = await commandLine([site.column], {}, { NODE_OPTIONS: `--import=${report}` })
  const loadedBy = async (words: string) => {
    const { code, stderr } = await run(words.split(' '))
    return [words, code, stderr]
  }
  expect(await loadedBy('crawl')).toEqual(['crawl', 0, 'cheerio, undici'])
  expect(await loadedBy(`preview ${site.column.url}`)).toEqual([expect.anything(), 0, 'cheerio, undici'])
  expect(await loadedBy('delivery replay --since 2026-11-01')).toEqual([expect.anything(), 0, 'cheerio, undici'])
  const reading = [
    'verify',
    'rebuild',
    'held',
    'show cppcc/2',
    'history cppcc/10001',
    'endpoint list',
    'delivery list',
    'column list',
  ]
  const others = ['mail add a@example.org', 'endpoint add https://example.org/ --no-verify', 'backup --out b.jsonl.gz']
  for (const words of [...reading, ...others, 'export --out e.jsonl']) expect(await loadedBy(words)).toEqual([words, 0, ''])
})

test('adding a webhook prints its id, its address and its secret', async () => {
  const { runHere } = await commandLine([site.column])
  const { code, stdout } = await runHere(['--json', 'endpoint', 'add', 'https://example.org/hook', '--no-verify'])
  const added = {
    id: expect.stringMatching(/^ep_/) as string,
    url: 'https://example.org/hook',
    secret: expect.stringMatching(/^whsec_/) as string,
  }
  expect([code, JSON.parse(stdout)]).toEqual([0, added])

  const { id, secret } = JSON.parse(stdout) as { id: string; secret: string }
  const answer = async (does: string) =>
    JSON.parse((await runHere(['--json', 'endpoint', does, id])).stdout) as { secret: string }
  const rotated = await answer('rotate')
  expect(rotated).toEqual({ id, secret: added.secret })
  expect(rotated.secret).not.toBe(secret)
  expect(await answer('disable')).toEqual({ id, state: 'disabled' })
  expect(await answer('remove')).toEqual({ id, state: 'removed' })
  expect(await runHere(['endpoint', 'rotate', id])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no endpoint has that id') as string,
  })
})

test('held events are listed, and discarding them is confirmed', async () => {
  const { runHere } = await commandLine([site.column], { hold: { share: 0, count: 0 } })
  await runHere(['crawl'])
  site.edit('10001', (letter) => ({ ...letter, body: [...letter.body, '系统维护，以99亿元为准。'] }))
  await runHere(['crawl'])
  expect((await runHere(['held'])).stdout).toMatch(/^cppcc\/\d+ {2}letter\.edited {2}.+\n$/)
  expect(await runHere(['discard', 'cppcc'])).toEqual({
    code: 0,
    stdout: 'cppcc: 1 event discarded, 0 announced\n',
    stderr: '',
  })
  expect((await runHere(['held'])).stdout).toBe('nothing is held\n')
})

test('who adds a subscriber without a mail server reads that no mail is sent', async () => {
  const { runHere } = await commandLine([site.column])
  const { code, stdout } = await runHere(['mail', 'add', 'reader@example.org'])
  expect(code).toBe(0)
  expect(stdout).toContain(
    'No mail is sent: the configuration has no "smtp"; each message is a file in mail/ of the data folder',
  )
})

test('a subscriber receives only the chosen events, until it is removed', async () => {
  const { folder, runHere } = await commandLine([site.column], { topics: { 脑机接口: ['脑机接口'] } })
  const answer = async (...args: string[]): Promise<unknown> => JSON.parse((await runHere(['--json', ...args])).stdout)
  await runHere(['crawl'])
  const added = await answer('mail', 'add', 'reader@example.org', '--types', 'letter.edited', '--significance', 'substantive')
  expect(added).toMatchObject({ address: 'reader@example.org', types: ['letter.edited'], significance: 'substantive' })
  await answer('mail', 'add', 'losses@example.org', '--types', 'letter.withdrawn', '--topics', '脑机接口', '--digest', 'weekly')
  expect(await answer('mail', 'list')).toMatchObject([{ types: ['letter.edited'] }, { digest: 'weekly' }])
  expect((await runHere(['mail', 'list'])).stdout).toContain('reader@example.org  letter.edited  substantive  at once')
  expect(await runHere(['mail', 'add', 'Reader@example.org'])).toMatchObject({
    code: 2,
    stderr: 'letterwatch: Cannot add Reader@example.org: Reader@example.org gets mail already: remove it first\n',
  })

  const { id, audience } = added as { id: string; audience: string }
  const mails = async () => (await readdir(join(folder, '.letterwatch/mail'))).filter((name) => name.endsWith('.eml'))
  site.edit('10001', (letter) => ({ ...letter, body: [...letter.body, '又安排资金3亿元。'] }))
  await runHere(['crawl'])
  const [own = '', ...others] = (await mails()).filter((name) => name.includes(id))
  expect([own, others]).toEqual([expect.stringMatching(new RegExp(`^cppcc-\\d+-${audience}\\.${id}\\.eml$`)), []])
  expect(await readFile(join(folder, '.letterwatch/mail', own), 'utf8')).toContain('\r\nTo: reader@example.org\r\n')

  expect(await answer('mail', 'remove', id)).toEqual({ id, address: 'reader@example.org' })
  site.edit('10001', (letter) => ({ ...letter, body: [...letter.body, '再安排资金4亿元。'] }))
  await runHere(['crawl'])
  expect((await mails()).filter((name) => name.includes(id))).toEqual([own])
})
