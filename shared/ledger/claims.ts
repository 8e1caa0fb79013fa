import * as z from 'zod/mini'
import { SignedCheckpoint } from './checkpoint.ts'

/** The hash of an entry according to a saved document: a feed, a mail, a checkpoint. The id of a feed's entry has the first 16 digits only. */
export type Claim = { column: string; sequence: number; hash: string }
/** All claims in a document, and the document itself if it is a checkpoint. */
export type Claims = { claims: Claim[]; checkpoint?: SignedCheckpoint }

/**
 * The claims in `text`: a checkpoint, a JSON feed, a webhook's body, pages or lines of a ledger, or, as plain text, an RSS or Atom feed, a
 * mail or a citation. Anything else in it is ignored.
 */
export function readClaims(text: string): Claims {
  const values = jsonIn(text)
  if (values.length === 0) return { claims: claimsInText(text) }
  const [first] = values
  const checkpoint = values.length === 1 ? SignedCheckpoint.safeParse(first).data : undefined
  return { claims: values.flatMap(claimsInJson), ...(checkpoint && { checkpoint }) }
}

/** One JSON value, or one per line; none when the text is not JSON. */
function jsonIn(text: string): unknown[] {
  try {
    return [JSON.parse(text)]
  } catch {
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    try {
      return lines.map((line): unknown => JSON.parse(line))
    } catch {
      return []
    }
  }
}

const COLUMN = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,31}$/))
const SEQUENCE = z.int().check(z.gte(1), z.lte(999_999_999_999))
const HASH = z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/))
/** The head of a ledger, in a checkpoint or a feed. */
const Head = z.object({ column: COLUMN, sequence: SEQUENCE, hash: HASH })
/** An event; like an entry, it also names the hash of the entry before. */
const EventData = z.object({ column: COLUMN, sequence: SEQUENCE, ledger: z.object({ previous: HASH, hash: HASH }) })
/** A column in status.json. */
const ColumnStatus = z.object({ column: COLUMN, ledger: z.object({ sequence: SEQUENCE, hash: HASH }) })
const Entry = z.object({ sequence: SEQUENCE, previous: HASH, hash: HASH, data: z.object({ column: COLUMN }) })

/** With a stack of its own: a hostile document may be nested more deeply than calls can be. */
function claimsInJson(whole: unknown): Claim[] {
  const claims: Claim[] = []
  const waiting = [whole]
  while (waiting.length > 0) {
    const value = waiting.pop()
    if (value === null || typeof value !== 'object') continue
    for (const inside of Object.values(value)) waiting.push(inside)
    if (!Array.isArray(value)) claims.push(...claimsOf(value))
  }
  return claims
}

function claimsOf(value: object): Claim[] {
  const head = Head.safeParse(value).data
  if (head) return [head]
  const event = EventData.safeParse(value).data
  if (event) return claimsOfLink(event.column, event.sequence, event.ledger)
  const status = ColumnStatus.safeParse(value).data
  if (status) return [{ column: status.column, ...status.ledger }]
  const entry = Entry.safeParse(value).data
  return entry ? claimsOfLink(entry.data.column, entry.sequence, entry) : []
}

function claimsOfLink(column: string, sequence: number, { previous, hash }: { previous: string; hash: string }): Claim[] {
  return [{ column, sequence, hash }, ...(sequence > 1 ? [{ column, sequence: sequence - 1, hash: previous }] : [])]
}

/** The look-behind keeps the match from being tried again within a word, which would take quadratic time on a long one. */
const ID = '(?<![a-z0-9-])(?<column>[a-z0-9][a-z0-9-]{0,31})/(?<sequence>\\d{1,12})'
const PATTERNS = [
  // In a mail, in the evidence under a feed's entry, and in a citation, which has the day in between.
  new RegExp(`${ID}(?: · |，|\\s{1,4})(?:\\d{4}-\\d\\d-\\d\\d，)?(?<hash>sha256:[0-9a-f]{64})`, 'g'),
  // The id of a feed's entry, which ends with the beginning of the hash.
  new RegExp(`letterwatch\\.invalid,2026:${ID}/(?<start>[0-9a-f]{16})(?![0-9a-f])`, 'g'),
  new RegExp('<lw:head column="(?<column>[^"]+)" sequence="(?<sequence>\\d{1,12})" hash="(?<hash>sha256:[0-9a-f]{64})"', 'g'),
]

function claimsInText(text: string): Claim[] {
  return PATTERNS.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ groups = {} }) => ({
      column: groups.column ?? '',
      sequence: Number(groups.sequence),
      hash: groups.hash ?? `sha256:${groups.start ?? ''}`,
    })),
  )
}
