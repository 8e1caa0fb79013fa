import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OUTPUTS } from '../../../infra/outputs.ts'
import { commandLine } from '../../command-line.ts'
import { startReceiver, verifiedNow } from '../../functions/deliver/receiver.ts'
import { fictionalLetter } from '../../letters.ts'
import { type LoopbackColumn, startColumn } from '../../loopback-column.ts'
import { type Account, startAccount } from './account.ts'

let account: Account
let site: LoopbackColumn
beforeAll(async () => {
  account = await startAccount()
  site = await startColumn()
})
afterAll(() => Promise.all([account.close(), site.close()]))

describe('the same commands work on a deployed stack, with its outputs and the credentials of the caller', () => {
  test('a webhook is registered, a hold released, and events are shown, replayed, verified and rebuilt', async () => {
    const receiver = await startReceiver()
    const { runHere } = await commandLine([site.column], { hold: { share: 0, count: 0 } }, account.caller)
    const answer = async (...args: string[]): Promise<unknown> => {
      const { code, stdout, stderr } = await runHere(['--stack', 'letterwatch', '--json', ...args])
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      return JSON.parse(stdout)
    }
    const hold = { share: 0, count: 0 }
    site.publish('10001', fictionalLetter('lead-reply'))
    await account.crawl(site.column, { hold })
    const { id, secret } = (await answer('endpoint', 'add', receiver.url, '--allow-private')) as { id: string; secret: string }

    site.edit('10001', (before) => ({ ...before, body: [...before.body, '另安排资金2亿元。'] }))
    await account.crawl(site.column, { hold })
    expect(await answer('held')).toMatchObject([{ id: 'cppcc/5', type: 'letter.edited' }])
    await account.runQueues()
    const before = receiver.received.length
    expect(await answer('release', 'cppcc')).toEqual({ column: 'cppcc', release: 1, announced: 1 })
    await account.runQueues()
    const received = receiver.received.slice(before).map((each) => verifiedNow(each, secret))
    expect(received).toMatchObject([{ type: 'letter.edited', data: { id: 'cppcc/5' } }])
    expect(await account.file('cppcc/feed.xml')).toContain('另安排资金2亿元')

    expect(await answer('delivery', 'list', '--endpoint', id)).toMatchObject([{ event: 'cppcc/4' }, { event: 'cppcc/5' }])
    expect(await answer('delivery', 'replay', 'cppcc/5', '--endpoint', id)).toEqual({ events: 1, deliveries: 1 })
    await account.runQueues()
    expect(receiver.received.map((each) => verifiedNow(each, secret)).at(-1)).toMatchObject({ data: { id: 'cppcc/5' } })
    expect(await answer('history', 'cppcc/10001')).toMatchObject([{ type: 'letter.published' }, { type: 'letter.edited' }])
    expect(await answer('show', 'cppcc/5')).toMatchObject({ type: 'letter.edited' })
    expect(await answer('verify')).toMatchObject([{ column: 'cppcc', entries: 6 }])
    expect(await answer('rebuild')).toMatchObject([{ column: 'cppcc', written: 0 }])
    await receiver.close()
  })
})

test('held events are discarded, and the exported ledger has that decision', async () => {
  const other = await startColumn('npc')
  const { run } = await commandLine([other.column], {}, account.caller)
  const answer = async (...args: string[]): Promise<unknown> =>
    JSON.parse((await run(['--stack', 'letterwatch', '--json', ...args])).stdout)
  const hold = { share: 0, count: 0 }
  other.publish('20001', fictionalLetter('npc-reply'))
  await account.crawl(other.column, { hold })
  other.edit('20001', (before) => ({ ...before, body: [...before.body, '另安排资金2亿元。'] }))
  await account.crawl(other.column, { hold })
  expect(await answer('discard', 'npc')).toEqual({ column: 'npc', discard: 1, announced: 0 })

  const file = join(await mkdtemp(join(tmpdir(), 'letterwatch-export-')), 'ledger.jsonl')
  expect(await answer('export', 'npc', '--out', file)).toMatchObject({ file, columns: ['npc'] })
  const types = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => /"type":"([^"]*)"/.exec(line)?.[1])
  expect(types.slice(-3)).toEqual(['column.held', 'letter.edited', 'column.discarded'])
  await other.close()
})

test('a mailbox is subscribed to the topic of audiences, listed and removed', async () => {
  const { runHere } = await commandLine([site.column], {}, account.caller)
  const mail = async (...args: string[]): Promise<unknown> =>
    JSON.parse((await runHere(['--stack', 'letterwatch', '--json', 'mail', ...args])).stdout)
  const added = await mail('add', 'reader@example.org', '--digest', 'daily')
  expect(added).toMatchObject({ digest: 'daily', subscription: expect.stringContaining(':audiences:') as string })
  expect(await mail('list')).toEqual([added])
  expect(await mail('remove', 'reader@example.org')).toMatchObject({ address: 'reader@example.org' })
  expect(await mail('list')).toEqual([])
})

describe('a stack that cannot be used gives one clear line', () => {
  const bare = {
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_CONFIG_FILE: '/dev/null',
  }
  test.each([
    ['another name', ['--stack', 'nope', 'held'], {}, 'Cannot use the stack nope (local-1): Stack with id nope does not exist'],
    ['no credentials', ['--stack', 'letterwatch', 'held'], bare, 'Cannot use the stack letterwatch (local-1): Could not load'],
    [
      'no region',
      ['--stack', 'letterwatch', 'held'],
      { AWS_REGION: undefined, AWS_CONFIG_FILE: '/dev/null' },
      'Cannot use the stack letterwatch (no region): Region is missing',
    ],
    ['a data folder as well', ['--stack', 'letterwatch', '--data', 'here', 'held'], {}, 'cannot be used with option'],
    ['a crawl', ['--stack', 'letterwatch', 'crawl'], {}, 'Cannot crawl with --stack: the schedules of letterwatch do that'],
    ['a start', ['--stack', 'letterwatch', 'start'], {}, 'Cannot start with --stack'],
  ])('%s', async (_, args, variables, says) => {
    const { runHere } = await commandLine([site.column], {}, { ...account.caller, ...variables })
    const { code, stdout, stderr } = await runHere(args)
    expect(stderr).toContain(says)
    expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, stdout: '', lines: 1 })
  })

  test('an output that is missing', async () => {
    const unfinished = await startAccount([OUTPUTS.deliveries])
    const { runHere } = await commandLine([site.column], {}, unfinished.caller)
    expect(await runHere(['--stack', 'letterwatch', 'verify'])).toMatchObject({
      code: 2,
      stderr:
        'letterwatch: Cannot use the stack letterwatch: it has no output DeliveriesQueue. Is it a letterwatch stack, and was it deployed completely?\n',
    })
    await unfinished.close()
  })
})
