import * as z from 'zod/mini'
import { Check } from '../../shared/ledger/crawl-state.ts'
import { packTightly, unpack } from './pack.ts'
import type { Row } from '../ports/store/store.ts'

/** A hash as the check book writes it: two lower-case digits for each byte. */
const HASH = /^(?:[0-9a-f]{2}){6,}$/
/** The fields of a check but for its times, in their order: so that the same letters are the same text. */
const FIELDS = z.keyof(z.omit(Check, { checkedAt: true, readAt: true })).options

/** Some letters laid out to be packed: the same letters are the same text and the same hashes. */
export type Laid = { text: string; hashes: Buffer }

/**
 * Lays out what is remembered of some letters so that it packs well: field after field, for what is alike lies together, one that is the
 * same in all of them once, and the hashes as bytes, because as digits they would take half of all the room. In the text stands for each
 * how many bytes of `hashes` it is. When they were looked at is left out.
 */
export function layOut(checks: Check[]): Laid {
  const hashes: Buffer[] = []
  const withoutHashes = (_: string, value: unknown) => {
    if (typeof value !== 'string' || !HASH.test(value)) return value
    const bytes = Buffer.from(value, 'hex')
    hashes.push(bytes)
    return { bytes: bytes.length }
  }
  const names = FIELDS.filter((name) => checks.some((check) => check[name] !== undefined))
  const fields = names.map((name) => [name, sameOnce(checks.map((check) => check[name] ?? null))])
  const text = JSON.stringify({ letters: checks.length, fields }, withoutHashes)
  return { text, hashes: Buffer.concat(hashes) }
}

/** Whether both were made of the same letters, but for when those were looked at. */
export function isSame(a: Laid, b: Laid | undefined): boolean {
  return a.text === b?.text && a.hashes.equals(b.hashes)
}

/** The fields of a row that holds what was laid out. */
export function packChecks({ text, hashes }: Laid): Pick<Row, 'checks' | 'hashes'> {
  return { checks: packTightly(text), hashes }
}

/** What `packChecks` made a row of. */
export function laidIn({ checks, hashes }: Row): Laid {
  return { text: unpack(checks).toString(), hashes: Buffer.from(hashes as Uint8Array) }
}

function sameOnce(values: unknown[]): unknown[] {
  const [first] = values
  return values.every((value) => value === first) ? [first] : values
}

type Packed = { letters: number; fields: [name: string, values: unknown[]][] }

/** The fields of some letters at once, each a list: parsing field after field takes half the time that letter after letter does. */
const Fields = z.object(
  Object.fromEntries(
    Object.entries(Check.shape).map(([name, field]) => {
      const mayBeAbsent = z.safeParse(field, undefined).success
      return [name, mayBeAbsent ? z.optional(z.array(z.nullable(field))) : z.array(field)]
    }),
  ),
)

/** The letters that were laid out, or undefined when they do not have today's form. */
export function checksIn({ text, hashes }: Laid): Check[] | undefined {
  let at = 0
  const withHashes = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(withHashes)
    if ('bytes' in value) return hashes.toString('hex', at, (at += Number(value.bytes)))
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withHashes(part)]))
  }
  const { letters, fields } = withHashes(JSON.parse(text)) as Packed
  const parsed = Fields.safeParse(Object.fromEntries(fields)).data
  if (!parsed) return undefined
  const checks = Array.from({ length: letters }, (): Record<string, unknown> => ({}))
  for (const [name, values = []] of Object.entries(parsed)) {
    if (values.length !== 1 && values.length !== letters) return undefined
    for (const [place, check] of checks.entries()) {
      const value = values.length === 1 ? values[0] : values[place]
      if (value !== null) check[name] = value
    }
  }
  return checks as Check[]
}
