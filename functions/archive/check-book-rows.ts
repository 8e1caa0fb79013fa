import * as z from 'zod/mini'
import { Check, type CheckBook, ListingRead } from '../../shared/ledger/crawl-state.ts'
import { orderOf, Runs, withTimes } from './runs.ts'
import { unpackJson } from './pack.ts'
import { checksIn, type Laid, laidIn } from './pack-checks.ts'
import type { Row, Store } from '../ports/store/store.ts'

/** Letters of a check book lie together in rows of this many, so that what changed costs one small row, and reading costs few. */
const LETTERS_A_ROW = 100

/**
 * What is not about one letter; `save` counts the saves, `rows` and `listing` say with which each row was last written. `order` is that of
 * the letters, `runs` their times.
 */
export const Head = z.object({
  save: z.number(),
  rows: z.array(z.number()),
  listing: z.optional(z.number()),
  sequence: z.number(),
  hash: z.string(),
  baselined: z.boolean(),
  pending: z.array(z.string()),
  hold: z.optional(z.object({ sequence: z.number(), events: z.number(), appended: z.number() })),
  listed: z.number(),
  jsonAskedAt: z.optional(z.string()),
  dictionary: z.optional(z.string()),
  order: z.string(),
  runs: Runs,
})
export type Head = z.infer<typeof Head>

/** A book as it lies in the table, and what its rows hold. */
export type Written = Pick<Head, 'save' | 'rows' | 'listing'>
export type Kept = { written: Written; laid: Laid[]; book: CheckBook }

/** The book in the table at half the price, by an answer that may lag, and once more where its head knows of a later row; undefined when there is none to be trusted. */
export const readCheckBook = async (store: Store, partition: string) =>
  (await readKept(store, partition, true)) ?? (await readKept(store, partition, false))

/** The book in the table, or undefined when there is none that fits its form, or a row of it is older than its head. */
async function readKept(store: Store, partition: string, eventuallyConsistent: boolean): Promise<Kept | undefined> {
  const found = new Map<string, Row>()
  for await (const row of store.query(partition, { eventuallyConsistent })) found.set(row.sk, row)
  const head = headIn(found.get('head'))
  if (!head) return undefined
  const rows = head.rows.flatMap((_, row) => found.get(rowKey(row)) ?? [])
  if (rows.length < head.rows.length || rows.some(({ save }, at) => Number(save) < (head.rows[at] ?? 0))) return undefined
  const laid = rows.map(laidIn)
  const letters = laid.map(checksIn)
  if (!letters.every((checks) => checks !== undefined)) return undefined
  const checks = letters.flat()
  // A save that was cut short left rows that are newer than the head: the listing that it read is not known any more.
  const isTorn = rows.some(({ save }) => Number(save) > head.save)
  const listing = isTorn ? undefined : listingIn(found.get('listing'), head)
  const isInOrder = orderOf(checks.map(({ letter }) => letter)) === head.order
  const book = { ...bookOf(head, isInOrder ? withTimes(checks, head.runs) : checks), listing }
  const written = { save: head.save, rows: head.rows, ...(listing && { listing: head.listing }) }
  return { written, laid, book }
}

/** What the row of a head says, if it has today's form. */
export function headIn(row: Row | undefined): Head | undefined {
  return row && Head.safeParse(unpackJson(row.head)).data
}

function listingIn(row: Row | undefined, head: Head): ListingRead | undefined {
  if (row === undefined || row.save !== head.listing) return undefined
  return ListingRead.safeParse(unpackJson(row.listing)).data
}

function bookOf(
  { sequence, hash, baselined, pending, hold, listed, jsonAskedAt, dictionary }: Head,
  checks: Check[],
): Omit<CheckBook, 'listing'> {
  const known = checks.map((check) => [check.letter, check] as const)
  const about = { sequence, hash, baselined, pending: new Set(pending), hold, listed, jsonAskedAt, dictionary }
  return { ...about, checks: new Map(known) }
}

/** The letters of each row. */
export function rowsOf(checks: Check[]): Check[][] {
  const rows = Math.ceil(checks.length / LETTERS_A_ROW)
  return Array.from({ length: rows }, (_, row) => checks.slice(row * LETTERS_A_ROW, (row + 1) * LETTERS_A_ROW))
}

export const partitionOf = (column: string) => `check-book#${column}`
export const rowKey = (row: number) => `letters#${String(row).padStart(6, '0')}`
