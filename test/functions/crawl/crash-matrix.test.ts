import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Store } from '../../../functions/ports/store/store.ts'
import { openArchive } from '../../../functions/archive/archive.ts'
import { wallClock } from '../../../functions/ports/clock.ts'
import { announce } from '../../../functions/crawl/announce.ts'
import { openPage } from '../../../shared/extract/response.ts'
import { openSite } from '../../../functions/crawl/site.ts'
import { openHttp } from '../../../functions/ports/http/http.ts'
import type { Topics } from '../../../functions/ports/ports.ts'
import { acquireLease } from '../../../functions/crawl/host-lease.ts'
import { openPoliteSite } from '../../../functions/crawl/polite-site.ts'
import { watchColumn } from '../../../functions/crawl/watch-column.ts'
import type { Column } from '../../../shared/column.ts'
import { Settings } from '../../../shared/settings.ts'
import { Event } from '../../../shared/event.ts'
import { brokenLink } from '../../../shared/ledger/chain.ts'
import type { Entry } from '../../../shared/entry.ts'
import { type LoopbackColumn, startColumn } from '../../loopback-column.ts'
import { openTemporaryStore } from '../../temporary-store.ts'
import { AT_ONCE } from '../../watching.ts'
import { letterOf } from './scenario-letters.ts'

/** The process dies at one call of a port: before the call has an effect, or after it. */
type Death = { call: number; when: 'before' | 'after' }
class Died extends Error {}

const settings = Settings.parse(AT_ONCE)
let site: LoopbackColumn
let store: Store
let close: () => Promise<void>
beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
  site = await startColumn()
})
afterAll(async () => {
  await site.close()
  await close()
})

/** One crawl and its announcements over ports that die at `death`; returns how many calls were made. */
async function crawl(column: Column, bus: Topics, death?: Death): Promise<number> {
  const counter = { calls: 0, ...(death && { death }) }
  const archive = openArchive(mortal(store, counter))
  const opened = openSite(column.url, settings, { http: openHttp(), clock: wallClock, random: Math.random })
  const hosts = openArchive(store).hosts
  const generateId = () => `${column.id} ${counter.calls}`
  const lease = await acquireLease(new URL(column.url).host, column, { hosts, clock: wallClock, generateId, settings })
  if (!lease) throw new Error('Cannot crawl in a test: the crawl before has not released the host')
  const visited = await openPoliteSite(opened, column.url, lease, { hosts, clock: wallClock, hasTime: () => true })
  const deps = {
    site: mortal(visited, counter),
    archive,
    clock: wallClock,
    openPage,
    hasTime: () => true,
    progress: () => undefined,
  }
  try {
    await watchColumn(column, settings, deps)
    await announce(column, settings, archive, mortal(bus, counter))
  } finally {
    await visited.close()
    await lease.release()
  }
  return counter.calls
}

/** The site before the first crawl: five letters. */
function publishFive(): void {
  site.letters.clear()
  site.listed = []
  for (let index = 1; index <= 5; index++) site.publish(String(10_000 + index), letterOf(index))
}

/** The changes before the crawl that dies: one letter new, one edited, one withdrawn, one delisted, one moved. */
function change(): void {
  site.publish('20001', letterOf(40))
  site.edit('10001', (was) => ({ ...was, body: [...was.body, '另拨付资金7亿元。'] }))
  site.remove('10002', true)
  site.remove('10003', false)
  site.remove('10004', true)
  site.publish('30004', letterOf(4))
}

const EXPECTED = {
  '10001': ['letter.published', 'letter.edited'],
  '10002': ['letter.published', 'letter.withdrawn'],
  '10003': ['letter.published', 'letter.delisted'],
  '10004': ['letter.published', 'letter.moved'],
  '10005': ['letter.published'],
  '20001': ['letter.published'],
}

async function crawlThrice(id: string, death?: Death): Promise<{ calls: number; received: Event[] }> {
  const column = { ...site.column, id }
  const received: Event[] = []
  const bus: Topics = {
    publishEvents: (messages) =>
      Promise.resolve(void received.push(...messages.map(({ body }) => Event.parse(JSON.parse(body))))),
    publishMail: () => Promise.resolve('as written'),
  }
  publishFive()
  await crawl(column, bus)
  change()
  const calls = await crawl(column, bus, death).catch((error: unknown) => {
    if (error instanceof Died) return 0
    throw error
  })
  await crawl(column, bus)
  return { calls, received }
}

async function expectWhole(id: string, received: Event[]): Promise<void> {
  const entries = await Array.fromAsync(openArchive(store).ledger(id).entries())
  for (const [index, entry] of entries.entries()) expect(brokenLink(entry, entries[index - 1])).toBeUndefined()
  const byLetter = Object.groupBy(entries.filter(isOfLetter), ({ data }) => data.letter.replace(/.*\//, ''))
  expect(Object.fromEntries(Object.entries(byLetter).map(([letter, all]) => [letter, all?.map(({ type }) => type)]))).toEqual(
    EXPECTED,
  )
  const news = entries.filter(isOfLetter).filter(({ data }) => !('baseline' in data))
  expect(new Set(received.map(({ data }) => data.id))).toEqual(new Set(news.map(({ data }) => data.id)))
}

test(
  'wherever a crawl dies, nothing is lost, nothing is recorded twice, and every event is announced',
  { timeout: 180_000 },
  async () => {
    const { calls, received } = await crawlThrice('whole')
    await expectWhole('whole', received)
    expect(calls).toBeGreaterThan(40)
    for (let call = 1; call <= calls; call++) {
      for (const when of ['before', 'after'] as const) {
        const id = `${when}-${call}`
        const { received: receivedThen } = await crawlThrice(id, { call, when })
        await expectWhole(id, receivedThen)
      }
    }
  },
)

test(
  'wherever the first crawl dies, the template is recorded once, before the letters, and each letter of the baseline once',
  { timeout: 180_000 },
  async () => {
    const bus: Topics = {
      publishEvents: (messages) =>
        Promise.reject(new Error(`Cannot be: ${messages.length} letters of a baseline are announced`)),
      publishMail: () => Promise.resolve('as written'),
    }
    const crawlTwice = async (id: string, death?: Death) => {
      const column = { ...site.column, id }
      publishFive()
      const calls = await crawl(column, bus, death).catch((error: unknown) => {
        if (error instanceof Died) return 0
        throw error
      })
      await crawl(column, bus)
      const entries = await Array.fromAsync(openArchive(store).ledger(id).entries())
      for (const [index, entry] of entries.entries()) expect(brokenLink(entry, entries[index - 1])).toBeUndefined()
      const published = Array.from({ length: 5 }, () => 'letter.published')
      expect(entries.map(({ type }) => type)).toEqual(['column.opened', 'column.template', ...published, 'column.baselined'])
      expect(new Set(entries.filter(isOfLetter).map(({ data }) => data.letter)).size).toBe(5)
      return calls
    }
    const calls = await crawlTwice('first-whole')
    for (let call = 1; call <= calls; call++)
      for (const when of ['before', 'after'] as const) await crawlTwice(`first-${when}-${call}`, { call, when })
  },
)

type OfLetter = Extract<Entry, { type: `letter.${string}` }>
const isOfLetter = (entry: Entry): entry is OfLetter => 'letter' in entry.data

/** `port`, whose calls are counted, and which dies at the call of `counter.death`. */
function mortal<T extends object>(port: T, counter: { calls: number; death?: Death }): T {
  const dies = (when: Death['when'], call: number) => counter.death?.call === call && counter.death.when === when
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function' || name === 'count' || name === 'close') return member
      return (...args: unknown[]): unknown => {
        const call = ++counter.calls
        if (dies('before', call)) throw new Died(`before call ${call}, ${String(name)}`)
        const answer: unknown = Reflect.apply(member, target, args)
        if (!(answer instanceof Promise)) return answer
        return answer.then((value: unknown) => {
          if (dies('after', call)) throw new Died(`after call ${call}, ${String(name)}`)
          return value
        })
      }
    },
  })
}
