import { createHash, createPublicKey, verify } from 'node:crypto'
import * as z from 'zod/mini'
import { canonical } from './chain.ts'

/**
 * Where every ledger ended at one instant of a day (Beijing time), and which checkpoint came before. `number` counts from 1. Signed, it
 * lets whoever keeps it see later that nothing before was rewritten or cut off.
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

/** A public key (32 bytes, base64url), its id, and the first instant at which we signed with it. */
export const CheckpointKey = z.object({
  id: z.string(),
  algorithm: z.literal('Ed25519'),
  publicKey: z.string(),
  since: z.string(),
})
export type CheckpointKey = z.infer<typeof CheckpointKey>
export const CheckpointKeys = z.object({ keys: z.array(CheckpointKey) })

/** What is signed, and what the next checkpoint names: the canonical form (RFC 8785) and its SHA-256. */
export function checkpointText(checkpoint: Checkpoint): string {
  return canonical(checkpoint)
}
export function checkpointHash(checkpoint: Checkpoint): string {
  return `sha256:${createHash('sha256').update(checkpointText(checkpoint)).digest('hex')}`
}

/** What is wrong with the signature of a checkpoint, or undefined when one of `keys` made it. */
export function brokenSignature({ checkpoint, key, signature }: SignedCheckpoint, keys: CheckpointKey[]): string | undefined {
  const known = keys.find(({ id }) => id === key)
  if (!known) return `it is signed with a key that is not known, ${key}`
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: known.publicKey }, format: 'jwk' })
  const isSigned = verify(null, Buffer.from(checkpointText(checkpoint)), publicKey, Buffer.from(signature, 'base64url'))
  return isSigned ? undefined : 'its signature is wrong'
}

/** The text of the file in which a checkpoint is published, and of which an authority signs when it was there: the same just made and read again. */
export function checkpointFileText(signed: SignedCheckpoint): string {
  return `${JSON.stringify(SignedCheckpoint.parse(signed), null, 1)}\n`
}

/** Where a checkpoint lies, relative to the record's root: `latest`, or that of a date. */
export function checkpointPath(date: string): string {
  return `checkpoints/${date}.json`
}
/** Where the timestamp of the checkpoint of a date lies. */
export function timestampPath(date: string): string {
  return `checkpoints/${date}.tsr`
}
export const CHECKPOINT_KEYS_PATH = 'checkpoints/key.json'
