import { mkdtemp, readdir, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { openSigner } from '../../functions/checkpoint/signer.ts'
import { readSigningKey } from '../../functions/signing-key.ts'
import { deriveSecret } from '../../shared/signature.ts'
import { listen } from './deliver/receiver.ts'

const newFolder = () => mkdtemp(join(tmpdir(), 'letterwatch-key-'))

test('makes a key of 32 random bytes that only its owner can read, and reads the same one ever after', async () => {
  const folder = await newFolder()
  const path = join(folder, 'inner', 'signing-key')
  const where = pathToFileURL(path).href
  const key = await readSigningKey(where)
  expect(key).toHaveLength(32)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readSigningKey(where)).toEqual(key)
  expect(await readdir(join(folder, 'inner'))).toEqual(['signing-key'])
})

test('of many who make it at once, all read the one that won', async () => {
  const where = pathToFileURL(join(await newFolder(), 'signing-key')).href
  const keys = await Promise.all(Array.from({ length: 8 }, () => readSigningKey(where)))
  expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1)
})

test('refuses a key that is too short, and a place it does not know', async () => {
  const path = join(await newFolder(), 'signing-key')
  await writeFile(path, 'short')
  await expect(readSigningKey(pathToFileURL(path).href)).rejects.toThrow(
    `Cannot sign: the key in ${path} has 5 bytes, not 32 or more`,
  )
  await expect(readSigningKey('/etc/key')).rejects.toThrow('/etc/key is neither file:///path nor secretsmanager:ARN')
})

test('asks Secrets Manager for the key when that is where it lies', async () => {
  const server = await listen((request, response) => {
    expect(request.headers['x-amz-target']).toBe('secretsmanager.GetSecretValue')
    response.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify({ SecretString: 'k'.repeat(64) }))
  })
  Object.assign(process.env, {
    AWS_REGION: 'local-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: new URL(server.url).origin,
  })
  expect(await readSigningKey('secretsmanager:arn:of:the:key')).toEqual(Buffer.from('k'.repeat(64)))
  await server.close()
})

/** As `openssl kdf … HKDF` derives them: another label would silence every receiver, and sign under a key that nobody was shown. */
test('of one key the secrets of webhooks and the key of checkpoints are what they always were, and not each other', () => {
  const key = Buffer.from('k'.repeat(64))
  expect(deriveSecret(key, 'ep_1', 1)).toBe('whsec_NESmKo0AayM+cu8yUcnyQkrB6kqZBMjEADrmVIDq19w=')
  expect(openSigner(key).key.publicKey).toBe('xl1Tih5Wvgasypwfwwe_Gj_2fr_shNDzOx0seHo_EHs')
})
