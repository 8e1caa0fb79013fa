import * as z from 'zod/mini'
import { Check, type CheckBook, emptyCheckBook, ListingRead } from '../../shared/check-book.ts'
import { foldIntoCheckBook } from '../../shared/check-book-fold.ts'
import type { Ledger } from './ledger.ts'
import { packJson, packTightly, unpack, unpackJson } from './pack.ts'
import type { Row, Table } from './table.ts'

/** Letters of a check book lie together in rows of this many, so that what changed costs one small row, and reading costs few. */
const LETTERS_A_ROW = 100

/** When each letter was last looked at and last read whole, in the order of the rows: runs of letters that share both ('': never). */
const Runs = z.array(z.tuple([z.number(), z.string(), z.string()]))

/** What is not about one letter; `save` counts the saves, `rows` and `listing` say with which each row was last written. */
const Head = z.object({
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
  runs: Runs,
})
type Head = z.infer<typeof Head>

type Saved = { book: CheckBook; save: () => Promise<void> }

/** A book as it lies in the table, and the texts of its rows. */
type Written = Pick<Head, 'save' | 'rows' | 'listing'>
type Kept = { written: Written; texts: string[]; book: CheckBook }

/**
 * The check book of a column: a cache of its ledger, kept with the sequence it reflects. Loading brings it up to date with the ledger;
 * `save` writes the rows that changed since. A check book that is lost, or does not fit its form, starts empty: one full read mends it.
 * It is read at half the price by an answer that may lag, and once more where its head knows of a later row.
 */
export async function loadCheckBook(table: Table, column: string, ledger: Ledger): Promise<Saved> {
  const partition = `check-book#${column}`
  const kept = (await readKept(table, partition, true)) ?? (await readKept(table, partition, false))
  const { book, texts, written } = kept ?? { book: emptyCheckBook(), texts: [], written: { save: 0, rows: [] } }
  let { listing } = book
  for await (const entry of ledger.entries(book.sequence + 1)) {
    foldIntoCheckBook(book, entry)
    // Whoever recorded it saw a listing of which we know nothing.
    book.listing = undefined
  }

  const save = async () => {
    written.save++
    const checks = [...book.checks.values()]
    const rows = Array.from({ length: Math.ceil(checks.length / LETTERS_A_ROW) }, (_, row) => textOf(checks, row))
    for (const [row, text] of rows.entries()) {
      if (texts[row] === text) continue
      await table.put({ pk: partition, sk: rowKey(row), save: written.save, checks: packTightly(text) })
      texts[row] = text
      written.rows[row] = written.save
    }
    written.rows.length = texts.length = rows.length
    if (book.listing !== listing) {
      listing = book.listing
      written.listing = listing && written.save
      if (listing)
        await table.put({ pk: partition, sk: 'listing', save: written.save, listing: packTightly(JSON.stringify(listing)) })
    }
    await table.put({ pk: partition, sk: 'head', head: packJson({ ...written, ...headOf(book, checks) }) })
  }
  return { book, save }
}

/** When each letter of a column was last looked at and last read whole, as the last crawl left it. */
export async function lookTimes(table: Table, column: string): Promise<Pick<Check, 'letter' | 'checkedAt' | 'readAt'>[]> {
  const partition = `check-book#${column}`
  const kept = (await readKept(table, partition, true)) ?? (await readKept(table, partition, false))
  return [...(kept?.book.checks.values() ?? [])]
}

/** The book in the table, or undefined when there is none that fits its form, or a row of it is older than its head. */
async function readKept(table: Table, partition: string, mayLag: boolean): Promise<Kept | undefined> {
  const found = new Map<string, Row>()
  for await (const row of table.query(partition, { mayLag })) found.set(row.sk, row)
  const headRow = found.get('head')
  const head = headRow && Head.safeParse(unpackJson(headRow.head)).data
  if (!head) return undefined
  const rows = head.rows.map((_, row) => found.get(rowKey(row)))
  if (rows.some((row, at) => row === undefined || Number(row.save) < (head.rows[at] ?? 0))) return undefined
  const texts = rows.map((row) => unpack(row?.checks).toString())
  const checks = z.array(Check).safeParse(texts.flatMap((text) => JSON.parse(text) as unknown[])).data
  if (!checks) return undefined
  // A save that was cut short left rows that are newer than the head: whose times those of the head are is not known any more.
  const isTorn = rows.some((row) => Number(row?.save) > head.save)
  const { save, rows: saves } = head
  const book = bookOf(head, isTorn ? checks : withTimes(checks, head.runs))
  const listing = isTorn ? undefined : listingIn(found.get('listing'), head)
  return { written: { save, rows: saves, ...(listing && { listing: head.listing }) }, texts, book: { ...book, listing } }
}

function listingIn(row: Row | undefined, head: Head): ListingRead | undefined {
  if (row === undefined || row.save !== head.listing) return undefined
  return ListingRead.safeParse(unpackJson(row.listing)).data
}

function bookOf(
  { sequence, hash, baselined, pending, hold, listed, jsonAskedAt }: Head,
  checks: Check[],
): Omit<CheckBook, 'listing'> {
  const known = checks.map((check) => [check.letter, check] as const)
  return { sequence, hash, baselined, pending: new Set(pending), hold, listed, jsonAskedAt, checks: new Map(known) }
}

function headOf(book: CheckBook, checks: Check[]): Omit<Head, keyof Written> {
  const { sequence, hash, baselined, pending, hold, listed, jsonAskedAt } = book
  return {
    ...(jsonAskedAt !== undefined && { jsonAskedAt }),
    sequence,
    hash,
    baselined,
    pending: [...pending],
    ...(hold && { hold }),
    listed,
    runs: runsOf(checks),
  }
}

function runsOf(checks: Check[]): z.infer<typeof Runs> {
  const runs: z.infer<typeof Runs> = []
  for (const { checkedAt = '', readAt = '' } of checks) {
    const last = runs.at(-1)
    if (last && last[1] === checkedAt && last[2] === readAt) last[0]++
    else runs.push([1, checkedAt, readAt])
  }
  return runs
}

function withTimes(checks: Check[], runs: z.infer<typeof Runs>): Check[] {
  const times = runs.flatMap(([length, checkedAt, readAt]) =>
    Array.from({ length }, () => ({ ...(checkedAt && { checkedAt }), ...(readAt && { readAt }) })),
  )
  return checks.map((check, index) => ({ ...check, ...times[index] }))
}

/** The letters of one row, without their times; parsed once more, so that the same letters are the same text. */
function textOf(checks: Check[], row: number): string {
  const letters = z.array(Check).parse(checks.slice(row * LETTERS_A_ROW, (row + 1) * LETTERS_A_ROW))
  return JSON.stringify(letters.map(({ checkedAt: _, readAt: __, ...check }) => check))
}

const rowKey = (row: number) => `letters#${String(row).padStart(6, '0')}`
