import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { ExtractionMethod, type Letter, Presence } from '../letter.ts'
import { Region } from '../extract/region.ts'
import { ColumnTemplate, LetterPins, VolatilePlace } from '../template.ts'
import { NOTHING_BEFORE } from './chain.ts'

const VERSION_STATE = {
  version: z.number(),
  sequence: z.number(),
  fingerprint: z.string(),
  reader: z.number(),
  presence: Presence,
  template: z.optional(z.number()),
  volatile: z.optional(z.array(VolatilePlace)),
  hashes: z.optional(z.record(z.string(), z.string())),
  earlier: z.optional(z.array(z.object({ version: z.number(), fingerprint: z.string(), sequence: z.optional(z.number()) }))),
  titleKey: z.optional(z.string()),
  number: z.optional(z.string()),
  publishedOn: z.optional(z.string()),
}

/**
 * The latest version of a letter (0: listed, never read), the entry that carries it (`sequence`), the revision of the reader and the entry
 * of the template that made it, the places left out of it, the hashes of attached files in it by their addresses, the versions before it, and whether the letter is still there.
 */
export const VersionState = z.object(VERSION_STATE)
export type VersionState = z.infer<typeof VersionState>

/**
 * What is known of an attached file: the hash of its bytes when it was last fetched, when that was, and its validators; `candidate` is the
 * hash of other bytes, which are not confirmed. One that is `isUnsteady` differs in every answer.
 */
export const FileState = z.object({
  sha256: z.optional(z.string()),
  candidate: z.optional(z.string()),
  isUnsteady: z.optional(z.literal(true)),
  checkedAt: z.optional(z.string()),
  etag: z.optional(z.string()),
  lastModified: z.optional(z.string()),
})
export type FileState = z.infer<typeof FileState>

/**
 * What a crawl needs to know of one letter. `id` is the post id under which the letter was first seen, its identity for ever; `postId` is
 * the present one. While changes of it are held, `announced` is the version state before them; when they are discarded it is the present
 * state again, `discarded` is the one that an operator found wrong, and `highestVersion` the highest version number in use.
 * From `region` on, the fields do not follow from the ledger: they come from fetching and may be lost. `checkedAt` is when the page was
 * last fetched, `readAt` when it was last served whole and read, `kind` a hash of the letter template by which it was read, `files` what is
 * known of its attached files, by their addresses.
 */
export const LetterState = z.object({
  id: z.string(),
  postId: z.string(),
  url: z.string(),
  ...VERSION_STATE,
  heldSince: z.optional(z.number()),
  announced: z.optional(VersionState),
  discarded: z.optional(VersionState),
  highestVersion: z.optional(z.number()),
  formerPostIds: z.optional(z.array(z.string())),
  region: z.optional(Region),
  method: z.optional(ExtractionMethod),
  kind: z.optional(z.string()),
  etag: z.optional(z.string()),
  lastModified: z.optional(z.string()),
  misses: z.number(),
  missingSince: z.optional(z.string()),
  rolledOff: z.optional(z.literal(true)),
  checkedAt: z.optional(z.string()),
  readAt: z.optional(z.string()),
  files: z.optional(z.record(z.string(), FileState)),
})
export type LetterState = z.infer<typeof LetterState>

/**
 * How to ask whether the last complete listing is unchanged: when it was read, the column's number on its platform, and its pages with
 * their validators. Its letters are those of which `misses` is 0.
 */
export const ListingState = z.object({
  readAt: z.string(),
  catId: z.optional(z.string()),
  pages: z.array(z.object({ url: z.string(), etag: z.optional(z.string()), lastModified: z.optional(z.string()) })),
})
export type ListingState = z.infer<typeof ListingState>

/** How the column's letters are read: the newest entry with a template. */
export const TemplateInUse = z.object({ sequence: z.number(), template: ColumnTemplate, pins: z.optional(LetterPins) })
export type TemplateInUse = z.infer<typeof TemplateInUse>

/** When and why no template could be learned, how many letters the listing had, and the operator's selectors. */
export const RefusedTemplate = z.object({ at: z.string(), listed: z.number(), why: z.string(), pins: z.optional(LetterPins) })
export type RefusedTemplate = z.infer<typeof RefusedTemplate>

/** A hold without a decision: the entry that began it, how many events were to be held, and how many the ledger has. */
export const OpenHold = z.object({ sequence: z.number(), events: z.number(), appended: z.number() })
export type OpenHold = z.infer<typeof OpenHold>

/**
 * The cache that a crawl starts from: what it needs to know of the ledger up to the entry `sequence` with that `hash`, and what fetching
 * has added. `pending` are the post ids of the baseline's letters that could not be read yet, `listedCount` is the length of the last
 * complete listing, `jsonAskedAt` is when the platform's JSON of the column was last asked for, `refusedTemplate` when a template could last
 * not be learned. `letters` are by their `id`.
 */
export type CrawlState = {
  sequence: number
  hash: string
  baselined: boolean
  pending: Set<string>
  template: TemplateInUse | undefined
  hold: OpenHold | undefined
  listedCount: number
  listing: ListingState | undefined
  jsonAskedAt: string | undefined
  refusedTemplate: RefusedTemplate | undefined
  letters: Map<string, LetterState>
}

/** The crawl state of a ledger without entries. */
export function emptyCrawlState(): CrawlState {
  return {
    sequence: 0,
    hash: NOTHING_BEFORE,
    baselined: false,
    pending: new Set(),
    template: undefined,
    hold: undefined,
    listedCount: 0,
    listing: undefined,
    jsonAskedAt: undefined,
    refusedTemplate: undefined,
    letters: new Map(),
  }
}

/** A letter that is listed and was never read. */
export function unreadLetter(postId: string, url: string): LetterState {
  return { id: postId, postId, url, version: 0, sequence: 0, fingerprint: '', reader: 0, presence: 'listed', misses: 0 }
}

/** The number of a letter's next version. No number is given twice, not even that of a discarded version. */
export function nextVersion({ version, highestVersion = 0 }: LetterState): number {
  return Math.max(version, highestVersion) + 1
}

/** A short hash of a letter's title and number together, independent of their width and spacing. */
export function titleKeyOf({ title, number }: Pick<Letter, 'title' | 'number'>): string {
  const plain = `${title}\n${number ?? ''}`.normalize('NFKC').replace(/\s/gu, '')
  return createHash('sha256').update(plain).digest('hex').slice(0, 12)
}
