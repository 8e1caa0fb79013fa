import * as z from 'zod/mini'
import { SignedCheckpoint } from './checkpoint.ts'

/** What something that somebody kept says of an entry of a ledger: its hash, or how that begins where a feed's id has no room for more. */
export type Claim = { column: string; sequence: number; hash: string }
export type Claims = { claims: Claim[]; checkpoint?: SignedCheckpoint }

/**
 * What `text` says of ledgers: a checkpoint, a JSON feed, a webhook's body, pages or lines of a ledger, or, as text, an RSS or Atom feed,
 * a mail or a citation. Whatever else stands in it is passed over.
 */
export function readClaims(text: string): Claims {
  const values = jsonIn(text)
  if (values.length === 0) return { claims: claimsInText(text) }
  const [first] = values
  const checkpoint = values.length === 1 ? SignedCheckpoint.safeParse(first).data : undefined
  return { claims: values.flatMap(claimsInJson), ...(checkpoint && { checkpoint }) }
}

/** One JSON value, or one a line; none when it is no JSON. */
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
const PLACE = z.int().check(z.gte(1), z.lte(999_999_999_999))
const HASH = z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/))
/** A head: in a checkpoint, in a feed, in status.json. */
const Head = z.object({ column: COLUMN, sequence: PLACE, hash: HASH })
/** An event, and an entry as the ledger has it: each also names the hash of the entry before. */
const About = z.object({ column: COLUMN, sequence: PLACE, ledger: z.object({ previous: HASH, hash: HASH }) })
/** A column in status.json. */
const Standing = z.object({ column: COLUMN, ledger: z.object({ sequence: PLACE, hash: HASH }) })
const Entry = z.object({ sequence: PLACE, previous: HASH, hash: HASH, data: z.object({ column: COLUMN }) })

/** However deep it lies: a hostile text nests deeper than calls can. */
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
  const about = About.safeParse(value).data
  if (about) return linkOf(about.column, about.sequence, about.ledger)
  const standing = Standing.safeParse(value).data
  if (standing) return [{ column: standing.column, ...standing.ledger }]
  const entry = Entry.safeParse(value).data
  return entry ? linkOf(entry.data.column, entry.sequence, entry) : []
}

function linkOf(column: string, sequence: number, { previous, hash }: { previous: string; hash: string }): Claim[] {
  return [{ column, sequence, hash }, ...(sequence > 1 ? [{ column, sequence: sequence - 1, hash: previous }] : [])]
}

/** Not tried again within a word: fifty megabytes of letters take no longer than fifty of anything else. */
const ID = '(?<![a-z0-9-])(?<column>[a-z0-9][a-z0-9-]{0,31})/(?<sequence>\\d{1,12})'
const FORMS = [
  // In mail, in the evidence under an entry of a feed, and in a citation, where the day stands between.
  new RegExp(`${ID}(?: · |，|\\s{1,4})(?:\\d{4}-\\d\\d-\\d\\d，)?(?<hash>sha256:[0-9a-f]{64})`, 'g'),
  // The id of a feed's entry, which ends in how the hash begins.
  new RegExp(`letterwatch\\.invalid,2026:${ID}/(?<start>[0-9a-f]{16})(?![0-9a-f])`, 'g'),
  new RegExp('<lw:head column="(?<column>[^"]+)" sequence="(?<sequence>\\d{1,12})" hash="(?<hash>sha256:[0-9a-f]{64})"', 'g'),
]

function claimsInText(text: string): Claim[] {
  return FORMS.flatMap((form) =>
    [...text.matchAll(form)].map(({ groups = {} }) => ({
      column: groups.column ?? '',
      sequence: Number(groups.sequence),
      hash: groups.hash ?? `sha256:${groups.start ?? ''}`,
    })),
  )
}
