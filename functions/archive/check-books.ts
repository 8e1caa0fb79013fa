import * as z from 'zod/mini'
import { Check, type CheckBook, emptyCheckBook } from '../../shared/check-book.ts'
import { foldIntoCheckBook } from '../../shared/check-book-fold.ts'
import type { Ledger } from './ledger.ts'
import { packJson, unpackJson } from './pack.ts'
import type { Row, Table } from './table.ts'

/** Letters of a check book lie together in rows of this many, so that what changed costs one small row, and reading costs few. */
const LETTERS_A_ROW = 100

/** When each letter was last looked at and last read whole, in the order of the rows: runs of letters that share both ('': never). */
const Runs = z.array(z.tuple([z.number(), z.string(), z.string()]))

const Head = z.object({
  sequence: z.number(),
  baselined: z.boolean(),
  pending: z.array(z.string()),
  hold: z.optional(z.object({ sequence: z.number(), events: z.number(), appended: z.number() })),
  listed: z.number(),
  jsonAskedAt: z.optional(z.string()),
  runs: Runs,
})

type Saved = { book: CheckBook; save: () => Promise<void> }

/**
 * The check book of a column: a cache of its ledger, kept with the sequence it reflects. Loading brings it up to date with the ledger;
 * `save` writes the rows that changed since. A check book that is lost, or does not fit its form, starts empty: one full read mends it.
 */
export async function loadCheckBook(table: Table, column: string, ledger: Ledger): Promise<Saved> {
  const partition = `check-book#${column}`
  const rows = new Map<string, Row>()
  for await (const row of table.query(partition)) rows.set(row.sk, row)
  const book = readRows(rows)
  const before = new Map([...rows].filter(([sk]) => sk !== 'head').map(([sk, row]) => [sk, textOf(row)]))
  for await (const entry of ledger.entries(book.sequence + 1)) foldIntoCheckBook(book, entry)

  const save = async () => {
    const checks = [...book.checks.values()]
    for (let start = 0; start < checks.length; start += LETTERS_A_ROW) {
      const sk = `letters#${String(start / LETTERS_A_ROW).padStart(6, '0')}`
      const text = JSON.stringify(checks.slice(start, start + LETTERS_A_ROW).map(withoutTimes))
      if (before.get(sk) === text) continue
      await table.put({ pk: partition, sk, checks: packJson(JSON.parse(text)) })
      before.set(sk, text)
    }
    await table.put({ pk: partition, sk: 'head', head: packJson(headOf(book, checks)) })
  }
  return { book, save }
}

function readRows(rows: Map<string, Row>): CheckBook {
  const headRow = rows.get('head')
  const head = headRow && Head.safeParse(unpackJson(headRow.head))
  if (!head?.success) return emptyCheckBook()
  const letters = [...rows].filter(([sk]) => sk.startsWith('letters#')).map(([, row]) => row)
  const checks = z.array(Check).safeParse(letters.flatMap((row) => unpackJson(row.checks)))
  if (!checks.success) return emptyCheckBook()
  const times = head.data.runs.flatMap(([length, checkedAt, readAt]) =>
    Array.from({ length }, () => ({ ...(checkedAt && { checkedAt }), ...(readAt && { readAt }) })),
  )
  const { sequence, baselined, pending, hold, listed, jsonAskedAt } = head.data
  const known = checks.data.map((check, index) => [check.letter, withTimes(check, times[index])] as const)
  return { sequence, baselined, pending: new Set(pending), hold, listed, jsonAskedAt, checks: new Map(known) }
}

function headOf(book: CheckBook, checks: Check[]): z.infer<typeof Head> {
  const { sequence, baselined, pending, hold, listed, jsonAskedAt } = book
  return {
    ...(jsonAskedAt !== undefined && { jsonAskedAt }),
    sequence,
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

const withoutTimes = ({ checkedAt: _, readAt: __, ...check }: Check) => check

const withTimes = (check: Check, times: Pick<Check, 'checkedAt' | 'readAt'> | undefined): Check => ({ ...check, ...times })

const textOf = (row: Row) => JSON.stringify(unpackJson(row.checks))
