import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decideHold } from '../../../functions/crawl/decide-hold.ts'
import { READER_REVISION } from '../../../shared/extract/letter.ts'
import type { SkinnedLetter } from '../../skins.ts'
import { startWatching, toldIn, type Watching } from '../../watching.ts'
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

const crawl = async () => toldIn(await watching.crawl())
const edit = (change: (was: SkinnedLetter) => SkinnedLetter) => IDS.forEach((id) => watching.site.edit(id, change))
const add = (sentence: string) => edit((was) => ({ ...was, body: [...was.body, sentence] }))
const drop = (sentence: string) => edit((was) => ({ ...was, body: was.body.filter((line) => line !== sentence) }))

/** Crawls what is held, and has it discarded. */
async function discard(): Promise<void> {
  expect((await crawl()).filter((told) => told !== 'column.held' && !told.endsWith('held'))).toEqual([])
  const decided = await decideHold(watching.machine.archive, 'cppcc', 'column.discarded', new Date())
  expect(decided).toMatchObject({ data: { events: 7 } })
}

describe('an edit that a person discarded', () => {
  beforeEach(async () => {
    add(FAULT)
    await discard()
  })

  test('is nothing while it lasts and when it ends, also for a crawl that knows no more than the ledger', async () => {
    expect(await crawl()).toEqual([])
    await removeCrawlState()
    expect(await crawl()).toEqual([])
    drop(FAULT)
    expect(await crawl()).toEqual([])
    expect(await crawl()).toEqual([])
  })

  test('is news when it comes again after it ended', async () => {
    drop(FAULT)
    expect(await crawl()).toEqual([])
    add(FAULT)
    expect(await crawl()).toEqual(
      expect.arrayContaining(['column.held', expect.stringMatching(/^letter.edited 10001 .* held$/)]),
    )
  })

  test('is nothing to a new revision of our reader either, which reads it otherwise', async () => {
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

  test('leaves the edit after it to be told against what readers know, under a number of its own', async () => {
    watching.site.edit('10001', (was) => ({
      ...was,
      body: [...was.body.filter((line) => line !== FAULT), '另拨付资金7亿元。'],
    }))
    const told = await watching.crawl()
    expect(toldIn(told)).toEqual([expect.stringMatching(/^letter\.edited 10001 substantive/)])
    const { archive } = watching.machine
    const entry = await archive.ledger('cppcc').entry((await archive.ledger('cppcc').head()).sequence)
    expect(entry?.data).toMatchObject({ version: 3 })
    expect(entry?.data).not.toHaveProperty('revertsTo')
    expect(JSON.stringify(entry?.data && 'diff' in entry.data && entry.data.diff)).not.toContain('99亿元')
  })
})

test('letters that were discarded as gone are not said to be restored when they are seen again, and are told when they go for good', async () => {
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

test('letters that were discarded as new leave without a word, and are told as new once they say something else', async () => {
  const { site } = watching
  for (let index = 21; index <= 27; index++) site.publish(String(10_000 + index), letterOf(index))
  await discard()
  expect(await crawl()).toEqual([])
  site.edit('10021', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
  expect(await crawl()).toEqual(['letter.published 10021'])
  for (let index = 22; index <= 27; index++) site.remove(String(10_000 + index), true)
  expect(await crawl()).toEqual([])
})

/** What is lost with the crawl state is found again in the ledger. */
async function removeCrawlState(): Promise<void> {
  const { store } = watching.machine.ports
  for await (const { pk, sk } of store.query('crawl-state#cppcc')) await store.remove({ pk, sk })
}
