import { createHash, createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto'
import { type Checkpoint, checkpointText, type SignedCheckpoint } from '../../shared/ledger/checkpoint.ts'

/** The PKCS #8 header of an Ed25519 private key (RFC 8410); the 32 bytes of the key follow it. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Signs checkpoints with the Ed25519 key that is derived from `secret`, at least 32 bytes: the same secret, the same key. */
export function openSigner(secret: Uint8Array) {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'letterwatch checkpoint', 32))
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const { x: publicKey = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  const id = createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex').slice(0, 16)
  return {
    key: { id, algorithm: 'Ed25519' as const, publicKey },
    sign: (checkpoint: Checkpoint): SignedCheckpoint => {
      const signature = sign(null, Buffer.from(checkpointText(checkpoint)), privateKey).toString('base64url')
      return { checkpoint, key: id, signature }
    },
  }
}
