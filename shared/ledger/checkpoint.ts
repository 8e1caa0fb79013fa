import { createHash, createPublicKey, verify } from 'node:crypto'
import * as z from 'zod/mini'
import { canonical } from './chain.ts'

/**
 * The heads of all ledgers at one instant of a day (Beijing time), and the checkpoint before. `number` counts from 1. Whoever keeps a signed
 * checkpoint can check later that no ledger was rewritten or cut off before that instant.
 */
export const Checkpoint = z.object({
  number: z.number(),
  date: z.string(),
  madeAt: z.string(),
  columns: z.array(z.object({ column: z.string(), sequence: z.number(), hash: z.string() })),
  previous: z.nullable(z.object({ date: z.string(), hash: z.string() })),
})
export type Checkpoint = z.infer<typeof Checkpoint>

/** A checkpoint with the id of its key and the Ed25519 signature of its canonical form (base64url). */
export const SignedCheckpoint = z.object({ checkpoint: Checkpoint, key: z.string(), signature: z.string() })
export type SignedCheckpoint = z.infer<typeof SignedCheckpoint>

/** A public key (32 bytes, base64url), its id, and the instant of its first signature. */
export const CheckpointKey = z.object({
  id: z.string(),
  algorithm: z.literal('Ed25519'),
  publicKey: z.string(),
  since: z.string(),
})
export type CheckpointKey = z.infer<typeof CheckpointKey>
export const CheckpointKeys = z.object({ keys: z.array(CheckpointKey) })

/** The text that is signed: the canonical form (RFC 8785). */
export function checkpointText(checkpoint: Checkpoint): string {
  return canonical(checkpoint)
}
/** The SHA-256 of that text, which the next checkpoint names. */
export function checkpointHash(checkpoint: Checkpoint): string {
  return `sha256:${createHash('sha256').update(checkpointText(checkpoint)).digest('hex')}`
}

/** The fault of a checkpoint's signature, or undefined when it was made with one of `keys`. */
export function brokenSignature({ checkpoint, key, signature }: SignedCheckpoint, keys: CheckpointKey[]): string | undefined {
  const known = keys.find(({ id }) => id === key)
  if (!known) return `it is signed with a key that is not known, ${key}`
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: known.publicKey }, format: 'jwk' })
  const isSigned = verify(null, Buffer.from(checkpointText(checkpoint)), publicKey, Buffer.from(signature, 'base64url'))
  return isSigned ? undefined : 'its signature is wrong'
}

/** The text of a checkpoint's file, of which an authority gives the timestamp: the same for a checkpoint just made and one read again. */
export function checkpointFileText(signed: SignedCheckpoint): string {
  return `${JSON.stringify(SignedCheckpoint.parse(signed), null, 1)}\n`
}

/** The path in the record of the checkpoint of a date, or of `latest`. */
export function checkpointPath(date: string): string {
  return `checkpoints/${date}.json`
}
/** The path in the record of the timestamp of the checkpoint of a date. */
export function timestampPath(date: string): string {
  return `checkpoints/${date}.tsr`
}
export const CHECKPOINT_KEYS_PATH = 'checkpoints/key.json'
