import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import {
  type CrawlState,
  emptyCrawlState,
  LetterState,
  ListingState,
  OpenHold,
  RefusedTemplate,
  TemplateInUse,
} from '../../shared/ledger/crawl-state.ts'
import { applyToCrawlState } from '../../shared/ledger/crawl-state-reducer.ts'
import type { Range, Row, Store } from '../ports/store/store.ts'
import { compressJson, decompressJson } from './compress.ts'
import { partitionOf } from './keys.ts'
import type { Ledger } from './ledger.ts'

type Loaded = { state: CrawlState; save: () => Promise<void> }

/**
 * The crawl state of a column, brought up to date with its ledger. `save` writes the rows that changed since. A state that is lost, or that
 * does not parse, is made again from the ledger; the next crawl then reads every page. With `eventuallyConsistent` the newest entries of the ledger
 * may be missing: whoever appends after that loses the race for the next sequence, and loads again.
 *
 * It is stored as one row about the column (`head`), one for every 80 letters, and one with the times at which letters were fetched
 * (`times`). A crawl without changes writes the last one only; an edit also writes the head and one row of letters.
 */
export async function loadCrawlState(
  store: Store,
  column: string,
  ledger: Ledger,
  { eventuallyConsistent = false }: Pick<Range, 'eventuallyConsistent'> = {},
): Promise<Loaded> {
  const { state, revisions } = (await read(store, column)) ?? { state: emptyCrawlState(), revisions: { head: 0, letters: [] } }
  let stored: Stored = { ...encode(state), revisions }
  for await (const entry of ledger.entries(state.sequence + 1, undefined, { eventuallyConsistent })) {
    applyToCrawlState(state, entry)
    // The crawl that recorded the entry read a listing that this state does not know.
    state.listing = undefined
  }
  return { state, save: async () => void (stored = await writeChanged(store, column, stored, encode(state))) }
}

/** An edit writes one such row, some 5 kB of 80 letters; smaller rows compress worse, which every crawl pays when it reads them. */
const LETTERS_PER_ROW = 80

const AboutColumn = z.object({
  sequence: z.number(),
  hash: z.string(),
  baselined: z.boolean(),
  pending: z.array(z.string()),
  template: z.optional(TemplateInUse),
  hold: z.optional(OpenHold),
  listedCount: z.number(),
  listing: z.optional(ListingState),
  jsonAskedAt: z.optional(z.string()),
  refusedTemplate: z.optional(RefusedTemplate),
})
type AboutColumn = z.infer<typeof AboutColumn>

/** Letters without their times. Parsed, equal letters are equal JSON: the fields are in the order of the schema. */
const Letters = z.array(z.omit(LetterState, { checkedAt: true, readAt: true }))
type Letters = z.infer<typeof Letters>

/**
 * When letters were last fetched, and last served whole and read ('' for never): the lengths of runs of letters that share both instants. `order` is a
 * hash of the letters' ids in their order.
 */
const Times = z.object({ order: z.string(), runs: z.array(z.tuple([z.number(), z.string(), z.string()])) })
type Times = z.infer<typeof Times>

/**
 * Which save wrote which row: each row of letters carries the number of its save, and the head lists them. So an answer that mixes rows of
 * two saves is recognized.
 */
const Revisions = z.object({ head: z.number(), letters: z.array(z.number()) })
type Revisions = z.infer<typeof Revisions>
const Head = z.object({ revisions: Revisions, column: AboutColumn })

type Encoded = { column: AboutColumn; letters: Letters[]; times: Times }
type Stored = Encoded & { revisions: Revisions }

/** Reads eventually consistent, for half the price, and again when that answer mixes rows of two saves. Undefined when there is no state, or it does not parse. */
async function read(store: Store, column: string) {
  return (await readRows(store, column, true)) ?? readRows(store, column, false)
}

async function readRows(store: Store, column: string, eventuallyConsistent: boolean) {
  const found = new Map<string, Row>()
  for await (const row of store.query(partitionOf('crawlState', column), { eventuallyConsistent })) found.set(row.sk, row)
  const head = Head.safeParse(decompressJson(found.get('head')?.head)).data
  if (!head) return undefined
  const rows = head.revisions.letters.map((revision, index) => {
    const row = found.get(lettersKey(index))
    return row && Number(row.revision) >= revision ? row : undefined
  })
  const letters = rows.map((row) => Letters.safeParse(decompressJson(row?.letters)).data)
  if (!letters.every((some) => some !== undefined)) return undefined
  const times = Times.safeParse(decompressJson(found.get('times')?.times)).data
  const timed = withTimes(letters.flat(), times)
  if (!timed && eventuallyConsistent) return undefined
  // After a save that was cut short, letters are newer than the listing in the head.
  const isTorn = rows.some((row) => Number(row?.revision) > head.revisions.head)
  return { state: stateOf(head.column, timed ?? letters.flat(), isTorn), revisions: head.revisions }
}

function stateOf(
  { pending, template, hold, listing, jsonAskedAt, refusedTemplate, ...column }: AboutColumn,
  letters: LetterState[],
  isTorn: boolean,
): CrawlState {
  const byId = new Map(letters.map((letter) => [letter.id, letter]))
  const known = { template, hold, listing: isTorn ? undefined : listing, jsonAskedAt, refusedTemplate }
  return { ...column, ...known, pending: new Set(pending), letters: byId }
}

function encode({ letters: byId, pending, ...column }: CrawlState): Encoded {
  const letters = [...byId.values()]
  const rows = Math.ceil(letters.length / LETTERS_PER_ROW)
  return {
    column: AboutColumn.parse({ ...column, pending: [...pending] }),
    letters: Array.from({ length: rows }, (_, row) =>
      Letters.parse(letters.slice(row * LETTERS_PER_ROW, (row + 1) * LETTERS_PER_ROW)),
    ),
    times: timesOf(letters),
  }
}

/** Writes the rows that differ from `before`: those of letters first, then the head, which makes them count, then the times. */
async function writeChanged(store: Store, column: string, before: Stored, now: Encoded): Promise<Stored> {
  const pk = partitionOf('crawlState', column)
  const save = before.revisions.head + 1
  const letters = now.letters.map((some, row) =>
    isSame(some, before.letters[row]) ? (before.revisions.letters[row] ?? save) : save,
  )
  const isSameHead = isSame(now.column, before.column) && isSame(letters, before.revisions.letters)
  const revisions = isSameHead ? before.revisions : { head: save, letters }
  for (const [row, some] of now.letters.entries())
    if (letters[row] === save) await store.put({ pk, sk: lettersKey(row), revision: save, letters: compressJson(some, SMALL) })
  if (!isSameHead) await store.put({ pk, sk: 'head', head: compressJson({ revisions, column: now.column }, SMALL) })
  if (!isSame(now.times, before.times)) await store.put({ pk, sk: 'times', times: compressJson(now.times, SMALL) })
  return { ...now, revisions }
}

const SMALL = { small: true }
const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const lettersKey = (row: number) => `letters#${String(row).padStart(6, '0')}`

/** When letters were last fetched, and last served whole and read, in the runs of `Times`; `ids` are the letters. */
export type FetchTimes = Pick<Times, 'runs'> & { ids: string[] }

/**
 * When each letter of a column was last fetched, after the crawl that began at the instant `since` (any, if it is absent). Where the
 * letters are `known`, in their order, one small row is read. Undefined when nothing is stored, or not for which letters.
 */
export async function readFetchTimes(
  store: Store,
  column: string,
  known: string[],
  since?: string,
): Promise<FetchTimes | undefined> {
  const key = { pk: partitionOf('crawlState', column), sk: 'times' }
  const stored = async (eventuallyConsistent: boolean) =>
    Times.safeParse(decompressJson((await store.get(key, { eventuallyConsistent }))?.times)).data
  const recent = since === undefined ? undefined : await stored(true)
  const times = recent && since !== undefined && hasFetchSince(recent, since) ? recent : await stored(false)
  if (!times) return undefined
  if (times.order === orderOf(known)) return { ids: known, runs: times.runs }
  const ids = [...((await read(store, column))?.state.letters.keys() ?? [])]
  return times.order === orderOf(ids) ? { ids, runs: times.runs } : undefined
}

function hasFetchSince({ runs }: Times, since: string): boolean {
  return runs.some(([, checkedAt]) => checkedAt !== '' && Date.parse(checkedAt) >= Date.parse(since))
}

function timesOf(letters: LetterState[]): Times {
  const runs: Times['runs'] = []
  for (const { checkedAt = '', readAt = '' } of letters) {
    const last = runs.at(-1)
    if (last?.[1] === checkedAt && last[2] === readAt) last[0]++
    else runs.push([1, checkedAt, readAt])
  }
  return { order: orderOf(letters.map(({ id }) => id)), runs }
}

/** `letters` with `times`; undefined when the times are of other letters, or of the same in another order. */
function withTimes(letters: Letters, times: Times | undefined): LetterState[] | undefined {
  if (times?.order !== orderOf(letters.map(({ id }) => id))) return undefined
  const each = times.runs.flatMap(([length, checkedAt, readAt]) => Array.from({ length }, () => ({ checkedAt, readAt })))
  return letters.map((letter, index) => {
    const { checkedAt, readAt } = each[index] ?? {}
    return { ...letter, ...(checkedAt && { checkedAt }), ...(readAt && { readAt }) }
  })
}

function orderOf(ids: string[]): string {
  return createHash('sha256').update(ids.join('\n')).digest('base64url').slice(0, 16)
}
