import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import type { Entry } from './ledger.ts'
import type { Letter } from './letter.ts'
import { postIdOf } from './parse/address.ts'

/** Where a letter stands with its column: on the list, off it with its page still there, or both gone. */
export const State = z.enum(['listed', 'delisted', 'withdrawn'])
export type State = z.infer<typeof State>

/**
 * What we remember of one letter between crawls. The first fields follow from the ledger, the others from looking and may be lost.
 * `letter` is the post id it was first seen under, its identity for ever; `postId` is where it is now. `version` 0: listed, never read yet.
 */
export const Check = z.object({
  letter: z.string(),
  postId: z.string(),
  url: z.string(),
  version: z.number(),
  sequence: z.number(),
  fingerprint: z.string(),
  reader: z.number(),
  state: State,
  heldSince: z.optional(z.number()),
  former: z.optional(z.array(z.string())),
  earlier: z.optional(z.array(z.object({ version: z.number(), fingerprint: z.string() }))),
  key: z.optional(z.string()),
  number: z.optional(z.string()),
  publishedOn: z.optional(z.string()),
  region: z.optional(z.string()),
  etag: z.optional(z.string()),
  lastModified: z.optional(z.string()),
  misses: z.number(),
  missingSince: z.optional(z.string()),
  rolledOff: z.optional(z.literal(true)),
  checkedAt: z.optional(z.string()),
  readAt: z.optional(z.string()),
})
export type Check = z.infer<typeof Check>

/** What a hold still waits for: how many events were to be held, and how many are in the ledger. */
export type OpenHold = { sequence: number; events: number; appended: number }

/**
 * The cache a crawl starts from: everything it needs to know of the ledger up to `sequence`, and what looking has added.
 * `pending` are the baseline's letters that could not be read yet; `listed` is the length of the last complete
 * listing, `jsonAskedAt` when the platform's JSON of the column was last asked for.
 */
export type CheckBook = {
  sequence: number
  baselined: boolean
  pending: Set<string>
  hold: OpenHold | undefined
  listed: number
  jsonAskedAt: string | undefined
  checks: Map<string, Check>
}

export function emptyCheckBook(): CheckBook {
  return {
    sequence: 0,
    baselined: false,
    pending: new Set(),
    hold: undefined,
    listed: 0,
    jsonAskedAt: undefined,
    checks: new Map(),
  }
}

/** Brings `book` up to date with the next entry of its ledger. Folding an entry twice changes nothing. */
export function foldIntoCheckBook(book: CheckBook, entry: Entry): void {
  book.sequence = entry.sequence
  switch (entry.type) {
    case 'column.opened':
      return
    case 'column.baselined':
      book.baselined = true
      book.pending = new Set(entry.data.pending)
      return
    case 'column.held':
      book.hold = { sequence: entry.sequence, events: entry.data.events, appended: 0 }
      return
    case 'column.released':
    case 'column.discarded':
      book.hold = undefined
      for (const check of book.checks.values()) delete check.heldSince
      return
    case 'letter.published':
    case 'letter.edited':
    case 'letter.delisted':
    case 'letter.withdrawn':
    case 'letter.restored':
    case 'letter.moved':
    case 'letter.reread':
      foldLetter(book, entry)
  }
}

type OfLetter = Extract<Entry, { type: `letter.${string}` }>

function foldLetter(book: CheckBook, entry: OfLetter): void {
  const { data, sequence } = entry
  const check = checkOf(book, data.letter, data.url)
  if (data.held) {
    check.heldSince ??= sequence
    if (book.hold) book.hold.appended++
  }
  if ('content' in data && data.content) {
    const { content, version, fingerprint = '', reader = 0 } = data
    foldVersion(check, { content, version, fingerprint, reader }, sequence)
    book.pending.delete(check.postId)
  }
  if (entry.type === 'letter.moved') moveCheck(check, data.url)
  check.state = stateAfter(entry, check.state)
}

type OfVersion = { content: Letter; version: number; fingerprint: string; reader: number }

function foldVersion(check: Check, { content, version, fingerprint, reader }: OfVersion, sequence: number): void {
  if (check.version > 0 && check.version < version)
    check.earlier = [...(check.earlier ?? []), { version: check.version, fingerprint: check.fingerprint }]
  Object.assign(check, { version, fingerprint, reader, sequence, key: titleKey(content) })
  if (content.number !== undefined) check.number = content.number
  if (content.publishedOn !== undefined) check.publishedOn = content.publishedOn
}

/** A short name for a letter's title and number together, the same however widely they are set. */
export function titleKey({ title, number }: Pick<Letter, 'title' | 'number'>): string {
  const plain = `${title}\n${number ?? ''}`.normalize('NFKC').replace(/\s/gu, '')
  return createHash('sha256').update(plain).digest('hex').slice(0, 16)
}

function checkOf(book: CheckBook, letter: string, url: string): Check {
  const postId = letter.slice(letter.indexOf('/') + 1)
  const known = book.checks.get(postId)
  if (known) return known
  const check = { ...unread(postIdOf(url) ?? postId, url), letter: postId }
  book.checks.set(postId, check)
  return check
}

/** A letter that is listed and was never read. */
export function unread(postId: string, url: string): Check {
  return { letter: postId, postId, url, version: 0, sequence: 0, fingerprint: '', reader: 0, state: 'listed', misses: 0 }
}

function moveCheck(check: Check, url: string): void {
  const postId = postIdOf(url)
  if (postId === undefined || postId === check.postId) return
  check.former = [...(check.former ?? []), check.postId]
  Object.assign(check, { postId, url })
}

function stateAfter(entry: OfLetter, before: State): State {
  switch (entry.type) {
    case 'letter.delisted':
      return 'delisted'
    case 'letter.withdrawn':
      return 'withdrawn'
    case 'letter.restored':
      return entry.data.listed ? 'listed' : 'delisted'
    case 'letter.moved':
    case 'letter.published':
      return 'listed'
    case 'letter.edited':
    case 'letter.reread':
      return before
  }
}
