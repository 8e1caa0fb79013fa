import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSigner } from '../../../../functions/checkpoint/make-checkpoint.ts'
import { createKeyFile, openKeyFiles } from '../../../../functions/ports/secrets/key-files.ts'
import { openSecretsManager } from '../../../../functions/ports/secrets/secrets-manager.ts'
import type { KeyName, Secrets } from '../../../../functions/ports/secrets/secrets.ts'
import { deriveSecret } from '../../../../shared/webhooks/signature.ts'
import { listen } from '../../deliver/receiver.ts'

type Places = Partial<Record<KeyName, string>>

let folder: string
let manager: Awaited<ReturnType<typeof listen>>
/** The secrets that the stand-in for Secrets Manager has, by their ARNs, and how often each was read. */
const texts = new Map<string, string>()
const reads: string[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'letterwatch-keys-'))
  manager = await listen((request, response) => {
    void text(request).then((body) => {
      expect(request.headers['x-amz-target']).toBe('secretsmanager.GetSecretValue')
      const { SecretId } = JSON.parse(body) as { SecretId: string }
      reads.push(SecretId)
      const SecretString = texts.get(SecretId)
      response.setHeader('content-type', 'application/x-amz-json-1.1')
      if (SecretString === undefined)
        response.writeHead(400).end('{"__type":"ResourceNotFoundException","message":"no secret"}')
      else response.end(JSON.stringify({ SecretString }))
    })
  })
})
afterAll(async () => {
  await manager.close()
  await rm(folder, { recursive: true })
})

const fromManager = (places: Places) => {
  const endpoint = new URL(manager.url).origin
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  return openSecretsManager(places, new SecretsManagerClient({ endpoint, region: 'local-1', credentials, maxAttempts: 1 }))
}

type Tested = {
  open: (places: Places) => Secrets
  place: (name: string) => string
  put: (place: string, key: string) => Promise<void>
}
const ADAPTERS: [name: string, tested: Tested][] = [
  ['key files', { open: openKeyFiles, place: (name) => join(folder, name), put: (place, key) => writeFile(place, key) }],
  [
    'Secrets Manager',
    { open: fromManager, place: (name) => `arn:${name}`, put: (place, key) => Promise.resolve(void texts.set(place, key)) },
  ],
]

describe.each(ADAPTERS)('secrets in %s', (_, { open, place, put }) => {
  test('a key has the stored bytes, and each name has its own', async () => {
    await put(place('one'), 'k'.repeat(64))
    await put(place('two'), 'l'.repeat(32))
    const secrets = open({ webhooks: place('one'), checkpoints: place('two') })
    expect(Buffer.from(await secrets.key('webhooks'))).toEqual(Buffer.from('k'.repeat(64)))
    expect(Buffer.from(await secrets.key('checkpoints'))).toEqual(Buffer.from('l'.repeat(32)))
  })

  test('a key that is too short is refused, with its place, until it is replaced', async () => {
    await put(place('short'), 'short')
    const secrets = open({ webhooks: place('short') })
    await expect(secrets.key('webhooks')).rejects.toThrow(
      `Cannot sign: the key in ${place('short')} has 5 bytes, not 32 or more`,
    )
    await put(place('short'), 'k'.repeat(32))
    expect(await secrets.key('webhooks')).toHaveLength(32)
  })

  test('a name without a place is refused', async () => {
    await expect(open({ webhooks: place('one') }).key('checkpoints')).rejects.toThrow('Cannot read the key of checkpoints')
  })
})

test('Secrets Manager is asked once for a key', async () => {
  texts.set('arn:asked', 'k'.repeat(32))
  const secrets = fromManager({ webhooks: 'arn:asked', checkpoints: 'arn:asked' })
  for (const name of ['webhooks', 'checkpoints', 'webhooks'] as const) await secrets.key(name)
  expect(reads.filter((id) => id === 'arn:asked')).toHaveLength(1)
  await expect(fromManager({ webhooks: 'arn:none' }).key('webhooks')).rejects.toThrow('no secret')
})

test('a key file has 32 random bytes that only its owner can read, and is not created twice', async () => {
  const path = join(folder, 'signing-key')
  await createKeyFile(path)
  const key = await openKeyFiles({ webhooks: path }).key('webhooks')
  expect(key).toHaveLength(32)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  await createKeyFile(path)
  expect(await openKeyFiles({ webhooks: path }).key('webhooks')).toEqual(key)
  expect((await readdir(folder)).filter((name) => name.startsWith('signing-key'))).toEqual(['signing-key'])
})

test('of many that create a key file at once, all read the same key', async () => {
  const path = join(folder, 'contested-key')
  const createAndRead = async () => {
    await createKeyFile(path)
    return openKeyFiles({ webhooks: path }).key('webhooks')
  }
  const keys = await Promise.all(Array.from({ length: 8 }, createAndRead))
  expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1)
})

test('a key file that is missing is refused, and not created', async () => {
  const path = join(folder, 'lost-key')
  await expect(openKeyFiles({ webhooks: path }).key('webhooks')).rejects.toThrow(`Cannot read the key ${path}: ENOENT`)
  expect(await readdir(folder)).not.toContain('lost-key')
})

/** As `openssl kdf … HKDF` derives them: with another label receivers would refuse every webhook, and checkpoints would have an unknown key. */
test('the keys derived for webhooks and for checkpoints are fixed, and differ', () => {
  const key = Buffer.from('k'.repeat(64))
  expect(deriveSecret(key, 'ep_1', 1)).toBe('whsec_NESmKo0AayM+cu8yUcnyQkrB6kqZBMjEADrmVIDq19w=')
  expect(openSigner(key).key.publicKey).toBe('xl1Tih5Wvgasypwfwwe_Gj_2fr_shNDzOx0seHo_EHs')
})
