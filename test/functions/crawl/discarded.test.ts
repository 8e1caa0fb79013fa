import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decideHold } from '../../../functions/crawl/decide-hold.ts'
import { READER_REVISION } from '../../../shared/extract/letter.ts'
import type { SkinnedLetter } from '../../skins.ts'
import { startWatching, eventsIn, type Watching } from '../../watching.ts'
import { letterOf } from './scenario-letters.ts'

const IDS = Array.from({ length: 7 }, (_, index) => String(10_001 + index))
const FAULT = '系统维护中，金额以99亿元为准。'

let watching: Watching
beforeEach(async () => {
  watching = await startWatching({ hold: { share: 0.25, count: 3 } })
  for (let index = 1; index <= 20; index++) watching.site.publish(String(10_000 + index), letterOf(index))
  await watching.crawl()
})
afterEach(() => watching.close())

const crawl = async () => eventsIn(await watching.crawl())
const edit = (change: (was: SkinnedLetter) => SkinnedLetter) => IDS.forEach((id) => watching.site.edit(id, change))
const add = (sentence: string) => edit((was) => ({ ...was, body: [...was.body, sentence] }))
const drop = (sentence: string) => edit((was) => ({ ...was, body: was.body.filter((line) => line !== sentence) }))

/** Crawls changes that are held, and discards them. */
async function discard(): Promise<void> {
  expect((await crawl()).filter((event) => event !== 'column.held' && !event.endsWith('held'))).toEqual([])
  const decided = await decideHold(watching.machine.archive, 'cppcc', 'column.discarded', new Date())
  expect(decided).toMatchObject({ data: { events: 7 } })
}

describe('an edit that an operator discarded', () => {
  beforeEach(async () => {
    add(FAULT)
    await discard()
  })

  test('is no event while it lasts or when it ends, also for a crawl that has only the ledger', async () => {
    expect(await crawl()).toEqual([])
    await removeCrawlState()
    expect(await crawl()).toEqual([])
    drop(FAULT)
    expect(await crawl()).toEqual([])
    expect(await crawl()).toEqual([])
  })

  test('is an event when it comes again after it ended', async () => {
    drop(FAULT)
    expect(await crawl()).toEqual([])
    add(FAULT)
    expect(await crawl()).toEqual(
      expect.arrayContaining(['column.held', expect.stringMatching(/^letter.edited 10001 .* held$/)]),
    )
  })

  test('is no event for a new revision of the reader either, which reads it differently', async () => {
    const ledger = watching.machine.archive.ledger('cppcc')
    const held = (await Array.fromAsync(ledger.entries())).find(({ type }) => type === 'letter.edited')
    if (held?.type !== 'letter.edited') throw new Error('Cannot find the edit that was held')
    const { id: _, column: __, ...edit } = held.data
    const readBefore = { ...edit, reader: READER_REVISION - 1, fingerprint: '0'.repeat(32) }
    await ledger.append({ type: 'column.held', data: { events: 1, known: 20 } }, await ledger.head(), held.timestamp)
    await ledger.append({ type: 'letter.edited', data: readBefore }, await ledger.head(), held.timestamp)
    await decideHold(watching.machine.archive, 'cppcc', 'column.discarded', new Date())
    expect(await crawl()).toEqual([])
  })

  test('is not in the next edit, which is compared with the announced version and has a version number of its own', async () => {
    watching.site.edit('10001', (was) => ({
      ...was,
      body: [...was.body.filter((line) => line !== FAULT), '另拨付资金7亿元。'],
    }))
    expect(eventsIn(await watching.crawl())).toEqual([expect.stringMatching(/^letter\.edited 10001 substantive/)])
    const { archive } = watching.machine
    const entry = await archive.ledger('cppcc').entry((await archive.ledger('cppcc').head()).sequence)
    expect(entry?.data).toMatchObject({ version: 3 })
    expect(entry?.data).not.toHaveProperty('revertsTo')
    expect(JSON.stringify(entry?.data && 'diff' in entry.data && entry.data.diff)).not.toContain('99亿元')
  })
})

test('letters whose withdrawal was discarded are not restored when they are seen again, and are withdrawn when they go for good', async () => {
  const { site } = watching
  const kept = IDS.map((id) => [id, site.letters.get(id)] as const)
  for (const [id] of kept) site.remove(id, true)
  await discard()
  expect(await crawl()).toEqual([])
  for (const [id, letter] of kept) if (letter) site.publish(id, letter)
  expect(await crawl()).toEqual([])
  site.remove('10001', true)
  expect(await crawl()).toEqual(['letter.withdrawn 10001'])
})

test('letters whose publication was discarded leave without an event, and are published once their text changes', async () => {
  const { site } = watching
  for (let index = 21; index <= 27; index++) site.publish(String(10_000 + index), letterOf(index))
  await discard()
  expect(await crawl()).toEqual([])
  site.edit('10021', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
  expect(await crawl()).toEqual(['letter.published 10021'])
  for (let index = 22; index <= 27; index++) site.remove(String(10_000 + index), true)
  expect(await crawl()).toEqual([])
})

/** Removes the crawl state, which is then made again from the ledger. */
async function removeCrawlState(): Promise<void> {
  const { store } = watching.machine.ports
  for await (const { pk, sk } of store.query('crawl-state#cppcc')) await store.remove({ pk, sk })
}
