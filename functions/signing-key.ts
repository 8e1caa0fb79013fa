import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readSecret } from '#secret'

const KEY_BYTES = 32

/**
 * A key from which others are derived, the secrets of webhooks or the key of checkpoints, from where it lies: `secretsmanager:` and the
 * ARN of a secret, or, on one machine, `file:///path`, made there with 32 random bytes for its owner's eyes only when there is none yet.
 */
export async function readSigningKey(where: string): Promise<Uint8Array> {
  if (where.startsWith('secretsmanager:')) return keyInSecretsManager(where.slice('secretsmanager:'.length))
  if (where.startsWith('file://')) return keyInFile(fileURLToPath(where))
  throw new Error(`Cannot read the signing key: ${where} is neither file:///path nor secretsmanager:ARN`)
}

async function keyInSecretsManager(id: string): Promise<Uint8Array> {
  return longEnough(Buffer.from(await readSecret(id)), id)
}

async function keyInFile(path: string): Promise<Uint8Array> {
  try {
    return longEnough(await readFile(path), path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    await makeKey(path)
    return longEnough(await readFile(path), path)
  }
}

/** Linked into place once it is whole: of two processes that make it at once, one wins, and a crash leaves no half a key. */
async function makeKey(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, randomBytes(KEY_BYTES), { mode: 0o600, flush: true })
  await link(draft, path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  })
  await unlink(draft)
}

function longEnough(key: Uint8Array, where: string): Uint8Array {
  if (key.length < KEY_BYTES)
    throw new Error(`Cannot sign: the key in ${where} has ${key.length} bytes, not ${KEY_BYTES} or more`)
  return key
}
