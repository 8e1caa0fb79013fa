import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decideHold, heldEvents } from '../../../functions/crawl/decide-hold.ts'
import type { Entry } from '../../../shared/entry.ts'
import { READER_REVISION } from '../../../shared/extract/letter.ts'
import { snapshotId } from '../../../shared/snapshot.ts'
import { SKINS } from '../../skins.ts'
import { startWatching, eventsIn, type Watching } from '../../watching.ts'
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

  test('announces the hold alone, and every held event once after the release', async () => {
    expect(await migrate()).toMatchObject({ announced: 1 })
    expect(await Array.fromAsync(heldEvents(watching.machine.archive, 'cppcc'))).toHaveLength(8)
    expect(await decide('column.released')).toMatchObject({ decided: { data: { events: 8 } }, announced: 8 })
    expect(await watching.crawl()).toMatchObject({ announced: 0 })
    expect(await decide('column.released')).toEqual({ decided: undefined, announced: 0 })
  })

  test('keeps discarded events in the ledger without announcing them, and announces later ones', async () => {
    await migrate()
    expect(await decide('column.discarded')).toMatchObject({ announced: 0 })
    const entries = await Array.fromAsync(watching.machine.archive.ledger('cppcc').entries())
    expect(entries.filter(({ type }) => type === 'letter.moved')).toHaveLength(8)
    watching.site.edit('50001', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
    const round = await watching.crawl()
    expect(eventsIn(round)).toEqual([expect.stringMatching(/^letter\.edited 10001 substantive \S+$/)])
    expect(round.announced).toBe(1)
  })
})

test('a hold whose crawl died before it recorded an event holds no event of the next crawl, and an operator can close it', async () => {
  const { site, machine, crawl } = watching
  for (let index = 1; index <= 8; index++) site.publish(String(10_000 + index), letterOf(index))
  await crawl()
  const ledger = machine.archive.ledger('cppcc')
  await ledger.append({ type: 'column.held', data: { events: 8, known: 8 } }, await ledger.head(), '2026-11-23T08:00:00+08:00')
  site.edit('10001', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
  expect(eventsIn(await crawl())).toEqual([expect.stringMatching(/^letter\.edited 10001 substantive \S+$/)])
  expect(await decideHold(machine.archive, 'cppcc', 'column.released', new Date())).toMatchObject({ data: { events: 0 } })
  expect(await decideHold(machine.archive, 'cppcc', 'column.released', new Date())).toBeUndefined()
})

test('a version that a new revision of the reader makes of a kept snapshot is recorded and not announced; a real edit of that letter is', async () => {
  const { site, crawl } = watching
  site.publish('10001', letterOf(1))
  await crawl()
  const published = await firstLetter()
  expect(published.data.evidence.snapshot).toBe(snapshotId(new TextEncoder().encode(SKINS.meta(letterOf(1)))))
  await recordEarlierReading(published)
  const round = await crawl()
  expect(round.crawls[0]).toMatchObject({ reread: 1, events: [] })
  expect((await crawl()).crawls[0]).toMatchObject({ reread: 0, events: [] })
  site.edit('10001', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
  expect(eventsIn(await crawl())).toEqual([expect.stringMatching(/^letter\.edited 10001 substantive/)])
})

test('a version in whose snapshot a new revision of the reader finds no letter stays as recorded, and its next edit is found', async () => {
  const { site, machine, crawl } = watching
  site.publish('10001', letterOf(1))
  await crawl()
  const published = await firstLetter()
  const body = Buffer.from(SKINS.classes({ ...letterOf(1), body: ['请登录后查看全文'] }))
  const url = site.urlOf('10001')
  const served = { url, finalUrl: url, scheme: 'http' as const, status: 200, headers: {}, fetchedAt: published.timestamp }
  const snapshot = await machine.archive.snapshots.keep({ ...served, body })
  await recordEarlierReading({ ...published, data: { ...published.data, evidence: { ...published.data.evidence, snapshot } } })
  const round = await crawl()
  expect(round.crawls[0]).toMatchObject({ outcome: 'complete', reread: 0 })
  expect(eventsIn(round)).toEqual([expect.stringMatching(/^letter\.edited 10001 substantive/)])
  expect((await crawl()).crawls[0]).toMatchObject({ outcome: 'complete', events: [] })
})

type Published = Extract<Entry, { type: 'letter.published' }>

/** Records the letter as an earlier revision of the reader might have read it: without its last paragraphs. */
async function recordEarlierReading({ data, timestamp }: Published): Promise<void> {
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
