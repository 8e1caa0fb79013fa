import * as fc from 'fast-check'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFolder } from '../../../functions/ports/files/folder.ts'
import { hurried, publish, rebuild } from './publish.ts'
import { openSnapshots } from '../../../functions/archive/snapshots.ts'
import { loadCrawlState } from '../../../functions/archive/crawl-state.ts'
import { openLedger } from '../../../functions/archive/ledger.ts'
import { openCrawlReports } from '../../../functions/archive/crawl-reports.ts'
import type { Store } from '../../../functions/ports/store/store.ts'
import { unreadLetter } from '../../../shared/ledger/crawl-state.ts'
import { madeUpReport } from '../../made-up-report.ts'
import { isoInstant } from '../../../shared/text/instant.ts'
import type { Fact } from '../../../shared/entry.ts'
import { decided, edited, held, holding, opened, published, restored, withdrawn } from '../../shared/ledger/made-up-entries.ts'
import { everything } from './everything.ts'
import { append, openTemporaryStore } from '../../temporary-store.ts'

/** What can happen next in a ledger that ends at the entry `n`. A letter has the number of the entry that publishes it: none is published twice. */
const TURNS = {
  publish: (n) => [published(String(1001 + n))],
  publishMany: (n) => Array.from({ length: 60 }, (_, index) => published(String(1001 + n + index))),
  edit: (n) => [edited('101', n)],
  cosmetic: (n) => [edited('102', n, { significance: 'cosmetic' })],
  withdraw: () => [withdrawn('102')],
  restore: () => [restored('102', true)],
  hold: (n) => [holding(2), held(edited('101', n)), held(published(String(1003 + n)))],
  release: (n) => [decided('column.released', 1, n)],
  discard: (n) => [decided('column.discarded', 1, n)],
} satisfies Record<string, (n: number) => Fact[]>
type Turn = keyof typeof TURNS

const turns = fc.constantFrom<Turn[]>(...(Object.keys(TURNS) as Turn[]))
/** What happens before a publication, the number of entries of a batch, and for how many batches there is time. */
type Step = [turns: Turn[], entriesAtOnce: number, batches: number]
const steps = fc.tuple(fc.array(turns, { maxLength: 3 }), fc.constantFrom(1, 7, 64, 512), fc.integer({ min: 1, max: 20 }))
const publishings = fc.array(steps, { maxLength: 4 })
const EXAMPLE: Step[] = [
  [['edit', 'publishMany'], 7, 3],
  [['withdraw', 'hold'], 7, 2],
  [['edit', 'release'], 1, 1],
  [['hold', 'discard', 'restore', 'cosmetic'], 512, 1],
  [['publishMany', 'publish'], 64, 1],
]

/** What the crawl number `crawl` stores beside the ledger: when it crawled the column, and the fetch times of its letters, one of them new. */
async function crawled(store: Store, crawl: number): Promise<void> {
  const at = new Date(Date.UTC(2026, 10, 1, crawl))
  const [startedAt, endedAt] = [isoInstant(at), isoInstant(new Date(at.getTime() + 60_000))]
  const report = madeUpReport({ startedAt, endedAt, outcome: crawl % 3 === 0 ? 'partial' : 'complete' })
  await openCrawlReports(store).keep('cppcc', report, 3_600_000)
  const { state, save } = await loadCrawlState(store, 'cppcc', openLedger(store, 'cppcc'))
  if (crawl % 2 === 1)
    state.letters.set(`9${crawl}`, unreadLetter(`9${crawl}`, `https://www.example.gov.test/post_9${crawl}.html`))
  for (const [place, letter] of [...state.letters.values()].entries())
    if (place % 4 !== crawl % 4) letter.checkedAt = letter.readAt = at.toISOString()
  await save()
}

test('published step by step, in batches or at once, a ledger gives a record with the same bytes', async () => {
  const property = fc.asyncProperty(publishings, async (happened) => {
    const { store, close } = await openTemporaryStore()
    let crawls = 0
    const [grown, rebuilt] = [await mkdtemp(join(tmpdir(), 'record-')), await mkdtemp(join(tmpdir(), 'record-'))]
    const deps = {
      store,
      snapshots: openSnapshots(store),
      publicUrl: 'https://record.example/',
      topics: ['脑机接口'],
    }
    await append(store, 'cppcc', [opened(), published('101', undefined, true), published('102', undefined, true)])
    for (const [step, entriesAtOnce, batches] of [[[], 2, 1] as Step, ...happened]) {
      for (const turn of step) await append(store, 'cppcc', TURNS[turn]((await openLedger(store, 'cppcc').head()).sequence))
      await crawled(store, ++crawls)
      await publish('cppcc', { ...deps, record: openFolder(grown) }, hurried(entriesAtOnce, batches))
    }
    await publish('cppcc', { ...deps, record: openFolder(grown) })
    await rebuild('cppcc', { ...deps, record: openFolder(rebuilt) })
    expect(await everything(grown)).toEqual(await everything(rebuilt))
    await Promise.all([close(), rm(grown, { recursive: true }), rm(rebuilt, { recursive: true })])
  })
  await fc.assert(property, { numRuns: 8, examples: [[EXAMPLE]] })
})
