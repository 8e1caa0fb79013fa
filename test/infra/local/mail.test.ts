import { mkdtemp, readdir, readFile, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { afterEach, expect, test } from 'vitest'
import { openSubscribers } from '../../../functions/archive/subscribers.ts'
import { addSubscriber } from '../../../functions/subscribe.ts'
import { openTemporaryStore } from '../../temporary-store.ts'
import { openDataFolder } from '../../../infra/local/data-folder.ts'
import { wallClock } from '../../../functions/ports/clock.ts'
import { openMailbox } from '../../../infra/local/mailbox.ts'
import { openOutbox } from '../../../infra/local/outbox.ts'
import { addressId, audienceKey, type Choice } from '../../../shared/mail/audience.ts'
import { Settings } from '../../../shared/settings.ts'
import { batchOf } from '../../functions/deliver/machine.ts'
import { startMailServer } from '../../functions/mailing.ts'

const closing: (() => Promise<void>)[] = []
afterEach(() => Promise.all(closing.splice(0).map((close) => close())))

/** The subscribers, in a table of their own; none yet. */
async function startSubscribers() {
  const { store, close } = await openTemporaryStore()
  closing.push(close)
  return openSubscribers(store)
}

/** A mailbox and its outbox over a mail server, with subscribers who chose; `pass` lets time go by. */
async function startMail(chosen: Record<string, Choice> = {}, configured: object = {}) {
  const server = await startMailServer()
  closing.push(server.close)
  const smtp = { url: server.url, from: '来信观察 <letterwatch@example.org>', to: ['everybody@example.org'], ...configured }
  const settings = Settings.parse({ smtp })
  const folder = await openDataFolder(await mkdtemp(join(tmpdir(), 'letterwatch-mail-')))
  const subscribers = await startSubscribers()
  for (const [address, choice] of Object.entries(chosen))
    await subscribers.add({ ...choice, address, id: addressId(address), addedAt: '2026-11-01T00:00:00+08:00' })
  let now = Date.now()
  return {
    server,
    folder,
    subscribers,
    take: openMailbox(folder, settings, subscribers),
    outbox: openOutbox(folder, settings.smtp, subscribers, () => now),
    pass: (ms: number) => (now += ms),
    files: async (of = folder.mail) => (await readdir(of)).filter((name) => name.endsWith('.eml')).sort(),
  }
}

const mailed = (id: string, audience?: string, subject = '[虚构栏目] 改动数字 1 处') =>
  JSON.stringify({
    Type: 'Notification',
    Subject: subject,
    Message: '关于虚构提案的答复\n改动数字 1 处\n',
    Timestamp: '2026-11-23T00:00:00.000Z',
    MessageAttributes: {
      id: { Type: 'String', Value: id },
      ...(audience !== undefined && { audience: { Type: 'String', Value: audience } }),
    },
  })

test('a message to an audience goes to each of its subscribers separately, and one to everybody to the configured addresses', async () => {
  const choice: Choice = { topics: ['脑机接口'] }
  const { server, take, outbox, files } = await startMail({
    'a@example.org': choice,
    'b@example.org': choice,
    'c@example.org': {},
  })
  const key = audienceKey(choice)
  await take(batchOf(mailed('cppcc/5'), mailed(`cppcc/5/${key}`, key)))
  expect(await files()).toEqual(
    ['cppcc-5.eml', ...['a@example.org', 'b@example.org'].map((address) => `cppcc-5-${key}.${addressId(address)}.eml`)].sort(),
  )
  expect(await outbox.send()).toEqual({ sent: 3, problems: [] })
  const headers = server.taken.map(({ to, mail }) => [to, mail.to?.map(({ address }) => address), mail.cc, mail.bcc])
  for (const address of ['everybody@example.org', 'a@example.org', 'b@example.org'])
    expect(headers).toContainEqual([[address], [address], undefined, undefined])
})

test('a mail parser reads a message as it was written, with the headers for automatic mail', async () => {
  const { server, take, outbox } = await startMail({}, { operators: ['操作员 <operator@example.org>'] })
  await take(batchOf(mailed('cppcc/5')))
  await outbox.send()
  const [{ mail } = { mail: undefined }] = server.taken
  expect(mail).toMatchObject({
    subject: '[虚构栏目] 改动数字 1 处',
    text: '关于虚构提案的答复\n改动数字 1 处\n',
    from: { name: '来信观察', address: 'letterwatch@example.org' },
    messageId: '<cppcc-5@letterwatch>',
    date: '2026-11-23T00:00:00.000Z',
  })
  const header = (name: string) => mail?.headers.find(({ key }) => key === name)?.value
  expect(header('list-unsubscribe')).toContain('<mailto:operator@example.org?subject=unsubscribe>')
  expect(header('auto-submitted')).toBe('auto-generated')
  expect(header('content-type')).toBe('text/plain; charset=utf-8')
})

test('a message that is received twice is written and sent once', async () => {
  const { server, take, outbox, files } = await startMail()
  await take(batchOf(mailed('cppcc/5'), mailed('cppcc/5')))
  await outbox.send()
  await take(batchOf(mailed('cppcc/5')))
  await outbox.send()
  expect(await files()).toEqual(['cppcc-5.eml'])
  expect(server.taken).toHaveLength(1)
})

test('a refused address does not stop the others, is retried for three days, then moved to mail/refused', async () => {
  const { server, take, outbox, files, folder, pass } = await startMail({ 'gone@example.org': {}, 'here@example.org': {} })
  server.refuses = (address) => (address === 'gone@example.org' ? 550 : undefined)
  const key = audienceKey({})
  await take(batchOf(mailed('cppcc/5', key)))
  const first = await outbox.send()
  expect(first).toEqual({ sent: 1, problems: [expect.stringMatching(/refuses .*: .*gone@example\.org.*; it is tried again/)] })
  expect(server.taken.map(({ to }) => to)).toEqual([['here@example.org']])
  expect(await outbox.send()).toEqual({ sent: 0, problems: [] })
  expect(server.attempts).toBe(2)

  const [waiting = ''] = await files(folder.unsent)
  const threeDaysAgo = new Date(Date.now() - 3 * 24 * 3_600_000)
  await utimes(join(folder.unsent, waiting), threeDaysAgo, threeDaysAgo)
  pass(5 * 60_000)
  expect((await outbox.send()).problems).toEqual([expect.stringContaining('is not retried any more')])
  expect(await files(folder.unsent)).toEqual([])
  expect(await files(folder.refused)).toEqual([waiting])
})

test('messages wait without limit for a server that is down, and none is lost', async () => {
  const { server, take, outbox, files, folder, pass } = await startMail()
  await server.close()
  closing.splice(0)
  await take(batchOf(mailed('cppcc/5'), mailed('cppcc/6')))
  expect((await outbox.send()).problems).toEqual([expect.stringContaining('Cannot send mail through SMTP')])
  expect(await outbox.send()).toEqual({ sent: 0, problems: [] })
  pass(10 * 24 * 3_600_000)
  expect((await outbox.send()).problems).toHaveLength(1)
  expect(await files(folder.unsent)).toHaveLength(2)
})

test('a subscriber who was removed after a message was written does not receive it', async () => {
  const { server, take, outbox, subscribers } = await startMail({ 'a@example.org': {} })
  await take(batchOf(mailed('cppcc/5', audienceKey({}))))
  await subscribers.remove(addressId('a@example.org'))
  await outbox.send()
  expect(server.taken).toEqual([])
})

test('notices to operators are not sent to subscribers', async () => {
  const { server, take, outbox } = await startMail({ 'a@example.org': {} }, { operators: ['operator@example.org'] })
  await take(batchOf(mailed('endpoint/ep_1/20261123', 'operators')))
  await outbox.send()
  expect(server.taken.map(({ to }) => to)).toEqual([['operator@example.org']])
})

test('without operators the notice is only a file, and no subscriber receives it', async () => {
  const { server, take, outbox, files, folder } = await startMail()
  await take(batchOf(mailed('endpoint/ep_1/20261123', 'operators')))
  expect(await outbox.send()).toEqual({ sent: 0, problems: [] })
  expect(server.taken).toEqual([])
  const [file = ''] = await files()
  expect((await PostalMime.parse(await readFile(join(folder.mail, file)))).to).toMatchObject([
    { address: 'operators@localhost' },
  ])
})

test.each(['改动\r\nBcc: everybody@example.org', '改动\nX: y\n\n正文', '\u2028改动'])(
  'the subject %j adds no header',
  async (subject) => {
    const { server, take, outbox } = await startMail()
    await take(batchOf(mailed('cppcc/5', undefined, subject)))
    await outbox.send()
    expect(server.taken[0]?.to).toEqual(['everybody@example.org'])
    expect(server.taken[0]?.mail.headers.map(({ key }) => key)).not.toContain('bcc')
    expect(server.taken[0]?.mail.headers.map(({ key }) => key)).not.toContain('x')
  },
)

test('an address that would add recipients is refused before it is stored', async () => {
  const subscribers = await startSubscribers()
  const asked = { address: 'a@example.org\r\nBcc: b@example.org', types: undefined, significance: undefined, topics: undefined }
  const edges = { subscribers, clock: wallClock }
  expect(await addSubscriber({ ...asked, columns: undefined, digest: undefined }, edges)).toMatchObject({ outcome: 'refused' })
  expect(await subscribers.list()).toEqual([])
})
