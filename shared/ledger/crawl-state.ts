import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { NOTHING_BEFORE } from './chain.ts'
import { type Letter, Way } from '../letter.ts'
import { Region } from '../extract/region.ts'

/** Where a letter stands with its column: on the list, off it with its page still there, or both gone. */
export const State = z.enum(['listed', 'delisted', 'withdrawn'])
export type State = z.infer<typeof State>

const STANDING = {
  version: z.number(),
  sequence: z.number(),
  fingerprint: z.string(),
  reader: z.number(),
  state: State,
  earlier: z.optional(z.array(z.object({ version: z.number(), fingerprint: z.string() }))),
  key: z.optional(z.string()),
  number: z.optional(z.string()),
  publishedOn: z.optional(z.string()),
}

/** How a letter stands: its latest version, those before it, and whether it is there. `version` 0: listed, never read yet. */
export const Standing = z.object(STANDING)
export type Standing = z.infer<typeof Standing>

/**
 * What we remember of one letter between crawls. The first fields follow from the ledger, the others from looking and may be lost.
 * `letter` is the post id it was first seen under, its identity for ever; `postId` is where it is now. While what happened to it is held,
 * `told` is how it stood before; once that is discarded it stands so again, `discarded` is how it stood by the fault, and `numbered` the
 * highest version number that is taken.
 */
export const Check = z.object({
  letter: z.string(),
  postId: z.string(),
  url: z.string(),
  ...STANDING,
  heldSince: z.optional(z.number()),
  told: z.optional(Standing),
  discarded: z.optional(Standing),
  numbered: z.optional(z.number()),
  former: z.optional(z.array(z.string())),
  region: z.optional(Region),
  way: z.optional(Way),
  etag: z.optional(z.string()),
  lastModified: z.optional(z.string()),
  misses: z.number(),
  missingSince: z.optional(z.string()),
  rolledOff: z.optional(z.literal(true)),
  checkedAt: z.optional(z.string()),
  readAt: z.optional(z.string()),
})
export type Check = z.infer<typeof Check>

/**
 * What shows that the last whole listing is as it was, whose letters are those that no whole listing misses: when it was read to its end,
 * the column's number on its platform, and its pages with the validators they were served with.
 */
export const ListingRead = z.object({
  readAt: z.string(),
  catId: z.optional(z.string()),
  pages: z.array(z.object({ url: z.string(), etag: z.optional(z.string()), lastModified: z.optional(z.string()) })),
})
export type ListingRead = z.infer<typeof ListingRead>

/** What a hold still waits for: how many events were to be held, and how many are in the ledger. */
export type OpenHold = { sequence: number; events: number; appended: number }

/**
 * The cache a crawl starts from: everything it needs to know of the ledger up to the entry `sequence` of that `hash`, and what looking
 * has added.
 * `pending` are the baseline's letters that could not be read yet; `listed` is the length of the last complete
 * listing, `listing` what lets us ask for it under conditions, `jsonAskedAt` when the platform's JSON of the column was last asked for,
 * `dictionary` the snapshot that the column's next page is packed with.
 */
export type CheckBook = {
  sequence: number
  hash: string
  baselined: boolean
  pending: Set<string>
  hold: OpenHold | undefined
  listed: number
  listing: ListingRead | undefined
  jsonAskedAt: string | undefined
  dictionary: string | undefined
  checks: Map<string, Check>
}

export function emptyCheckBook(): CheckBook {
  return {
    sequence: 0,
    hash: NOTHING_BEFORE,
    baselined: false,
    pending: new Set(),
    hold: undefined,
    listed: 0,
    listing: undefined,
    jsonAskedAt: undefined,
    dictionary: undefined,
    checks: new Map(),
  }
}

/** A letter that is listed and was never read. */
export function unread(postId: string, url: string): Check {
  return { letter: postId, postId, url, version: 0, sequence: 0, fingerprint: '', reader: 0, state: 'listed', misses: 0 }
}

/** The number of a letter's next version: none is given twice, not even that of one that was discarded. */
export function nextVersion({ version, numbered = 0 }: Check): number {
  return Math.max(version, numbered) + 1
}

/** A short name for a letter's title and number together, the same however widely they are set. */
export function titleKey({ title, number }: Pick<Letter, 'title' | 'number'>): string {
  const plain = `${title}\n${number ?? ''}`.normalize('NFKC').replace(/\s/gu, '')
  return createHash('sha256').update(plain).digest('hex').slice(0, 12)
}
