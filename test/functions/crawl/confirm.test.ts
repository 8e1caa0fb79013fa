import { afterEach, beforeEach, expect, test } from 'vitest'
import { openArchive } from '../../../functions/archive/archive.ts'
import { openSite, type Site } from '../../../functions/crawl/site.ts'
import { watchColumn } from '../../../functions/crawl/watch-column.ts'
import { type Clock, wallClock } from '../../../functions/ports/clock.ts'
import { openHttp } from '../../../functions/ports/http/http.ts'
import { openPage } from '../../../shared/extract/response.ts'
import { Settings } from '../../../shared/settings.ts'
import { type LoopbackColumn, startColumn } from '../../loopback-column.ts'
import { openTemporaryStore, type TemporaryStore } from '../../temporary-store.ts'
import { AT_ONCE } from '../../watching.ts'
import { letterOf } from './scenario-letters.ts'

let made: TemporaryStore
let site: LoopbackColumn
beforeEach(async () => {
  made = await openTemporaryStore()
  site = await startColumn()
  for (let index = 1; index <= 4; index++) site.publish(String(10_000 + index), letterOf(index))
})
afterEach(async () => {
  await site.close()
  await made.close()
})

type Crawling = { confirmAfterMs?: number; clock?: Clock; before?: (address: string) => void; checked?: () => void }

/**
 * One crawl: its events and its problems. `before` is called before each request with its address, `checked` when every letter was fetched
 * once.
 */
async function crawl({ confirmAfterMs = 0, clock = wallClock, before, checked }: Crawling = {}) {
  const settings = Settings.parse({ ...AT_ONCE, confirmAfterMs })
  const open: Site = openSite(site.column.url, settings, { http: openHttp(), clock, random: () => 0 })
  const asked: Site = {
    ...open,
    fetch: (address, ...how) => {
      before?.(address)
      return open.fetch(address, ...how)
    },
  }
  const archive = openArchive(made.store)
  const progress = (done: number, of: number) => {
    if (done === of) checked?.()
  }
  const deps = { site: asked, archive, clock, openPage, hasTime: () => true, progress }
  const { events, problems } = await watchColumn(site.column, settings, deps)
  await open.close()
  return { events: events.map(({ type }) => type), problems: problems.map(({ why }) => why) }
}

test('an edit waits no longer for its second fetch than `confirmAfterMs` when the clock is set back between the two', async () => {
  await crawl()
  site.edit('10001', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
  let setBackMs = 0
  const waits: number[] = []
  const clock: Clock = {
    ...wallClock,
    now: () => new Date(Date.now() - setBackMs),
    pause: (ms) => {
      waits.push(ms)
      return Promise.resolve()
    },
  }
  const checked = () => {
    setBackMs = 365 * 86_400_000
  }
  expect((await crawl({ confirmAfterMs: 2000, clock, checked })).events).toEqual(['letter.edited'])
  expect(Math.max(...waits)).toBeLessThanOrEqual(2000)
})

test('a letter whose page is gone twice is withdrawn only while the site serves listed letters', async () => {
  await crawl()
  site.remove('10002', true)
  const firewall = (address: string) => {
    if (!address.endsWith('10002.html')) return
    for (const id of ['10001', '10003', '10004']) site.answers.set(site.path(id), { status: 404 })
  }
  // The outage begins when the page that is gone is fetched, after every listed letter was read.
  const during = await crawl({ before: firewall })
  expect(during.events).not.toContain('letter.withdrawn')
  expect(during.problems).toContainEqual(expect.stringContaining('the site may be out of order'))
  site.answers.clear()
  expect((await crawl()).events).toEqual(['letter.withdrawn'])
})
