import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deriveSecret, signedHeaders } from '../../shared/webhooks/signature.ts'

const DOCUMENT = join(import.meta.dirname, '../../docs/delivery.md')
/** Replaces the fixed port of the example: prints the port that the system chose. */
const ON_ANY_PORT = ".listen(0, '127.0.0.1', function () { console.log(this.address().port) })"

test('the receiver in docs/delivery.md accepts a signed event once, and refuses another signature and an old one', async () => {
  const secret = deriveSecret(Buffer.alloc(32, 7), 'ep_1', 1)
  const other = deriveSecret(Buffer.alloc(32, 7), 'ep_1', 2)
  const receiver = await startReceiver(secret)
  try {
    const now = Math.floor(Date.now() / 1000)
    const body = JSON.stringify({ type: 'letter.edited', data: { summary: '金额由3亿元改为2亿元' } })
    const post = async (key: string, timestamp: number) => {
      const headers = signedHeaders({ id: 'msg_1', timestamp, body }, [key])
      return (await fetch(receiver.url, { method: 'POST', headers, body })).status
    }
    expect(await post(other, now)).toBe(401)
    expect(await post(secret, now - 3600)).toBe(401)
    expect([await post(secret, now), await post(secret, now)]).toEqual([204, 204])
  } finally {
    await receiver.stop()
  }
  expect(receiver.printed()).toBe('金额由3亿元改为2亿元\n')
})

async function startReceiver(secret: string) {
  const code = /```js\n([\s\S]+?)```/.exec(await readFile(DOCUMENT, 'utf8'))?.[1] ?? ''
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'))
  const file = join(folder, 'receiver.mjs')
  await writeFile(file, code.replace(".listen(9000, '127.0.0.1')", ON_ANY_PORT))
  const child = spawn(process.execPath, [file], { env: { SECRET: secret }, stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  const [first] = (await once(child.stdout, 'data')) as [Buffer]
  const later: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => later.push(chunk))
  return {
    url: `http://127.0.0.1:${first.toString().trim()}/`,
    printed: () => Buffer.concat(later).toString(),
    stop: async () => {
      child.kill()
      await closed
      await rm(folder, { recursive: true })
    },
  }
}
