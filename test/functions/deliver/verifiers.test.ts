import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deriveSecret, signedHeaders } from '../../../shared/webhooks/signature.ts'
import { webhookBody } from '../../../shared/webhooks/webhook-body.ts'
import { edited, eventFrom } from './facts.ts'

const [before, after] = [1, 2].map((generation) => deriveSecret(Buffer.alloc(32, 3), 'ep_1', generation)) as [string, string]
const body = webhookBody(eventFrom(edited()))

function message(secondsAgo = 0) {
  const timestamp = Math.floor(Date.now() / 1000) - secondsAgo
  return { body, ...signedHeaders({ id: 'cppcc/1', timestamp, body }, [after, before]) } as Record<string, string>
}

const VERIFIERS = [
  ['node', 'verify.mjs', ['node', '--version']],
  ['python3', 'verify.py', ['python3', '--version']],
  ['sh', 'verify.sh', ['openssl', 'version']],
] as const

const runs = ([command = '', ...words]: readonly string[]) => spawnSync(command, words).status === 0

for (const [command, file, needed] of VERIFIERS)
  test.skipIf(!runs(needed))(`${file} (needs ${needed[0]}) takes what is genuine and recent, by either of two secrets`, () => {
    const path = join(import.meta.dirname, 'verifiers', file)
    const verifies = (secret: string, sent: Record<string, string>) => {
      const words = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => sent[name] ?? '')
      return spawnSync(command, [path, secret, ...words], { input: sent.body }).status === 0
    }
    expect(verifies(after, message())).toBe(true)
    expect(verifies(before, message())).toBe(true)
    expect(verifies(deriveSecret(Buffer.alloc(32, 3), 'ep_1', 3), message())).toBe(false)
    expect(verifies(after, { ...message(), body: body.replace('24.74', '25.74') })).toBe(false)
    expect(verifies(after, { ...message(), 'webhook-id': 'cppcc/2' })).toBe(false)
    expect(verifies(after, message(600))).toBe(false)
  })
