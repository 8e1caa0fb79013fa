import { createHash } from 'node:crypto'
import type { Letter } from '../letter.ts'
import { compact } from './compact.ts'
import { letterFields } from './letter-fields.ts'

/** 32 hexadecimal characters of SHA-256 over everything a person can see in `letter`: equal exactly when `compareLetters` finds nothing. */
export function fingerprint(letter: Letter): string {
  const seen = letterFields(letter).map(({ lines }) => lines.map(({ text }) => compact(text)).filter(Boolean))
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 32)
}
