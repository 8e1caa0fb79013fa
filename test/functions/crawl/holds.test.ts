import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decideHold, heldEvents } from '../../../functions/crawl/decide-hold.ts'
import type { Entry } from '../../../shared/entry.ts'
import { READER_REVISION } from '../../../shared/extract/letter.ts'
import { snapshotId } from '../../../shared/snapshot.ts'
import { SKINS } from '../../skins.ts'
import { startWatching, toldIn, type Watching } from '../../watching.ts'
import { letterOf } from './scenario-letters.ts'

let watching: Watching
beforeEach(async () => {
  watching = await startWatching({ hold: { share: 0.25, count: 3 } })
})
afterEach(() => watching.close())

describe('a held column', () => {
  const migrate = async () => {
    const { site, crawl } = watching
    for (let index = 1; index <= 8; index++) site.publish(String(10_000 + index), letterOf(index))
    await crawl()
    for (let index = 1; index <= 8; index++) {
      site.remove(String(10_000 + index), true)
      site.publish(String(50_000 + index), letterOf(index))
    }
    return crawl()
  }
  const decide = async (decision: 'column.released' | 'column.discarded') => {
    const decided = await decideHold(watching.machine.archive, 'cppcc', decision, new Date())
    return { decided, announced: await watching.machine.announce(watching.site.column) }
  }

  test('tells of the hold alone; once released, of every held event, once', async () => {
    expect(await migrate()).toMatchObject({ announced: 1 })
    expect(await Array.fromAsync(heldEvents(watching.machine.archive, 'cppcc'))).toHaveLength(8)
    expect(await decide('column.released')).toMatchObject({ decided: { data: { events: 8 } }, announced: 8 })
    expect(await watching.crawl()).toMatchObject({ announced: 0 })
    expect(await decide('column.released')).toEqual({ decided: undefined, announced: 0 })
  })

  test('discarded, tells nobody of what was held, keeps it in the ledger, and tells what comes after', async () => {
    await migrate()
    expect(await decide('column.discarded')).toMatchObject({ announced: 0 })
    const entries = await Array.fromAsync(watching.machine.archive.ledger('cppcc').entries())
    expect(entries.filter(({ type }) => type === 'letter.moved')).toHaveLength(8)
    watching.site.edit('50001', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
    const round = await watching.crawl()
    expect(toldIn(round)).toEqual([expect.stringMatching(/^letter\.edited 10001 substantive \S+$/)])
    expect(round.announced).toBe(1)
  })
})

test('a hold whose crawl died before it recorded anything holds nothing of the next, and an operator can close it', async () => {
  const { site, machine, crawl } = watching
  for (let index = 1; index <= 8; index++) site.publish(String(10_000 + index), letterOf(index))
  await crawl()
  const ledger = machine.archive.ledger('cppcc')
  await ledger.append({ type: 'column.held', data: { events: 8, known: 8 } }, await ledger.head(), '2026-11-23T08:00:00+08:00')
  site.edit('10001', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
  expect(toldIn(await crawl())).toEqual([expect.stringMatching(/^letter\.edited 10001 substantive \S+$/)])
  expect(await decideHold(machine.archive, 'cppcc', 'column.released', new Date())).toMatchObject({ data: { events: 0 } })
  expect(await decideHold(machine.archive, 'cppcc', 'column.released', new Date())).toBeUndefined()
})

test('what a new revision of our reader reads in a kept snapshot is recorded and told to nobody; a real edit of that letter still is', async () => {
  const { site, crawl } = watching
  site.publish('10001', letterOf(1))
  await crawl()
  const published = await firstLetter()
  expect(published.data.evidence.snapshot).toBe(snapshotId(new TextEncoder().encode(SKINS.meta(letterOf(1)))))
  await readBefore(published)
  const round = await crawl()
  expect(round.crawls[0]).toMatchObject({ reread: 1, events: [] })
  expect((await crawl()).crawls[0]).toMatchObject({ reread: 0, events: [] })
  site.edit('10001', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
  expect(toldIn(await crawl())).toEqual([expect.stringMatching(/^letter\.edited 10001 substantive/)])
})

test('a version whose page is no letter to a new revision of our reader stands as it was read, and its next edit is told', async () => {
  const { site, machine, crawl } = watching
  site.publish('10001', letterOf(1))
  await crawl()
  const published = await firstLetter()
  const body = Buffer.from(SKINS.classes({ ...letterOf(1), body: ['请登录后查看全文'] }))
  const url = site.urlOf('10001')
  const served = { url, finalUrl: url, scheme: 'http' as const, status: 200, headers: {}, fetchedAt: published.timestamp }
  const snapshot = await machine.archive.snapshots.keep({ ...served, body })
  await readBefore({ ...published, data: { ...published.data, evidence: { ...published.data.evidence, snapshot } } })
  const round = await crawl()
  expect(round.crawls[0]).toMatchObject({ outcome: 'complete', reread: 0 })
  expect(toldIn(round)).toEqual([expect.stringMatching(/^letter\.edited 10001 substantive/)])
  expect((await crawl()).crawls[0]).toMatchObject({ outcome: 'complete', events: [] })
})

type Published = Extract<Entry, { type: 'letter.published' }>

/** Makes the ledger that of a column whose letter was read by an earlier revision, which lost its last paragraphs. */
async function readBefore({ data, timestamp }: Published): Promise<void> {
  const { id: _, column: __, ...about } = data
  const ledger = watching.machine.archive.ledger('cppcc')
  const content = { ...about.content, paragraphs: about.content.paragraphs.slice(0, -2) }
  const earlier = { ...about, version: 2, reader: READER_REVISION - 1, content, fingerprint: '0'.repeat(32) }
  await ledger.append({ type: 'letter.reread', data: earlier }, await ledger.head(), timestamp)
}

async function firstLetter(): Promise<Published> {
  for await (const entry of watching.machine.archive.ledger('cppcc').entries())
    if (entry.type === 'letter.published') return entry
  throw new Error('Cannot find the first letter: the ledger has none')
}
