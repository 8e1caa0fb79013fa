import { afterEach, beforeEach, expect, test } from 'vitest'
import { openArchive } from '../../../functions/archive/archive.ts'
import { openPage } from '../../../shared/extract/response.ts'
import { openSite } from '../../../functions/crawl/site.ts'
import { watchColumn } from '../../../functions/crawl/watch-column.ts'
import { wallClock } from '../../../functions/ports/clock.ts'
import { openHttp } from '../../../functions/ports/http/http.ts'
import { READER_REVISION } from '../../../shared/extract/letter.ts'
import { Settings } from '../../../shared/settings.ts'
import { type LoopbackColumn, startColumn } from '../../loopback-column.ts'
import { openTemporaryStore, type TemporaryStore } from '../../temporary-store.ts'
import { AT_ONCE } from '../../watching.ts'
import { letterOf } from './scenario-letters.ts'

const settings = Settings.parse({ ...AT_ONCE, hold: { share: 1, count: 1000 } })
let made: TemporaryStore
let site: LoopbackColumn
beforeEach(async () => {
  made = await openTemporaryStore()
  site = await startColumn()
  for (let index = 1; index <= 6; index++) site.publish(String(10_000 + index), letterOf(index))
})
afterEach(async () => {
  await site.close()
  await made.close()
})

/** One crawl: the events it found, the pages of letters that the site served, those that were parsed, and the snapshots that were read. */
async function crawl() {
  const parsed: string[] = []
  const snapshots: string[] = []
  site.requests.length = 0
  const visited = openSite(site.column.url, settings, { http: openHttp(), clock: wallClock, random: Math.random })
  const archive = openArchive({
    ...made.store,
    get: (key, options) => {
      if (key.pk.startsWith('snapshot#')) snapshots.push(key.pk)
      return made.store.get(key, options)
    },
  })
  const report = await watchColumn(site.column, settings, {
    site: visited,
    archive,
    clock: wallClock,
    openPage: (served) => {
      parsed.push(new URL(served.url).pathname)
      return openPage(served)
    },
    hasTime: () => true,
    progress: () => undefined,
  }).finally(visited.close)
  const served = site.requests.filter((path) => path.includes('/post_'))
  return { found: report.events.map(({ type }) => type).sort(), served, parsed, snapshots }
}

test('each page that was fetched is parsed once, and no snapshot is read, whatever changed', async () => {
  const baseline = await crawl()
  expect(baseline.served).toHaveLength(6)
  expect(baseline).toMatchObject({ found: [], parsed: baseline.served, snapshots: [] })

  site.publish('20001', letterOf(40))
  site.edit('10001', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
  site.remove('10002', true)
  site.remove('10003', false)
  site.remove('10004', true)
  site.publish('30004', letterOf(4))
  const changed = await crawl()
  expect(changed.found).toEqual(['letter.delisted', 'letter.edited', 'letter.moved', 'letter.published', 'letter.withdrawn'])
  // Eight letters; the edit and the two pages that are gone are fetched again to confirm them, and a listed letter after each of the two.
  expect(changed.served).toHaveLength(8 + 3 + 2)
  expect(changed).toMatchObject({ parsed: changed.served, snapshots: [] })

  site.publish('10003', { ...letterOf(3), body: [...letterOf(3).body, '另拨付资金7亿元。'] })
  // Seven letters: the one that moved is fetched at its new address alone.
  const restored = await crawl()
  expect(restored.found).toEqual(['letter.restored'])
  expect(restored.served).toHaveLength(7 + 1)
  expect(restored).toMatchObject({ parsed: restored.served, snapshots: [] })
})

test('a version of an earlier revision of the reader is read from its snapshot, once', async () => {
  await crawl()
  const { ledger, snapshots } = openArchive(made.store)
  const entries = await Array.fromAsync(ledger('cppcc').entries())
  const first = entries.find(({ type }) => type === 'letter.published')
  if (first?.type !== 'letter.published') throw new Error('Cannot find the first letter: the ledger has none')
  const { id: _, column: __, ...data } = first.data
  const earlier = { ...data, version: 2, reader: READER_REVISION - 1, fingerprint: '0'.repeat(32) }
  await ledger('cppcc').append({ type: 'letter.reread', data: earlier }, await ledger('cppcc').head(), first.timestamp)
  const { url } = (await snapshots.find(data.evidence.snapshot)) ?? {}

  const reread = await crawl()
  expect(reread).toMatchObject({ found: [], snapshots: [`snapshot#${data.evidence.snapshot}`] })
  expect(reread.served).toHaveLength(6)
  expect(reread.parsed.toSorted()).toEqual([...reread.served, new URL(url ?? '').pathname].toSorted())
  const again = await crawl()
  expect(again).toMatchObject({ parsed: again.served, snapshots: [] })
})
