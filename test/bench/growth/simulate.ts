import { openArchive } from '../../../functions/archive/archive.ts'
import { type CrawlAnswer, crawlHost, type CrawlRequest } from '../../../functions/crawl/crawl-host.ts'
import type { Send } from '../../../functions/ports/http/http.ts'
import type { Store } from '../../../functions/ports/store/store.ts'
import { openTemporaryStore } from '../../temporary-store.ts'
import { Settings } from '../../../shared/settings.ts'
import { isoInstant } from '../../../shared/text/instant.ts'
import { meteredTable, type Units } from './metered-table.ts'
import { type Edit, type HostAsked, openOffices } from './offices.ts'
import { openSubscribers } from './subscribers.ts'
import { startTime } from './time.ts'

/**
 * How large a simulation is. `runsAtOnce`: crawls that Lambda runs at once; `deaths`: the share of runs that die in the middle;
 * `record`: whether the public record is written, which takes most of the time; `columnsAHost` is ten, but for a state portal.
 */
export type Size = {
  columns: number
  letters: number
  everyMinutes: number
  periods: number
  runsAtOnce: number
  deaths: number
  record: boolean
  columnsAHost?: number
}

/** What was counted up to some instant. */
export type Counted = Units & { crawls: number; requests: number; runs: number; runMs: number }

/** What came of it. Times in ms; `gaps`: between complete crawls of one column, the longest first, from its beginning to the end. */
export type Simulated = Size & {
  hosts: ReadonlyMap<string, HostAsked>
  outcomes: Record<string, number>
  counted: Counted
  /** The same at the time when every column had its first crawl. */
  atFirst: Counted
  mostRuns: number
  putOff: number
  handedOn: number
  gaps: number[]
  edits: Edit[]
  heard: string[]
  deliveries: number
  filesWritten: number
  inFeeds: number
  cpuMs: number
}

const MINUTE_MS = 60_000
const FROM = new Date('2026-01-05T00:00:00Z')
/** What Lambda lets a function run, what it takes to begin, and how often Scheduler makes a schedule. */
const LAMBDA_MS = 900_000
const BEGIN_MS = 300
const CREATED_EVERY_MS = 20
const close = () => Promise.resolve()
/** By then every column had its first crawl; later changes are news, and must be announced two periods before the end. */
export const FIRST_PERIODS = 1.5

/** Watches so many columns for so many periods: the real crawls, announcements, publications and dispatches, in a time and on sites that are made up. */
export async function simulate(size: Size): Promise<Simulated> {
  const { store, close } = await openTemporaryStore()
  try {
    return await simulateIn(store, size)
  } finally {
    await close()
  }
}

async function simulateIn(rows: Store, size: Size): Promise<Simulated> {
  const chance = seeded(size.columns)
  const began = process.cpuUsage()
  const time = startTime(FROM)
  const { clock } = time
  const everyMs = size.everyMinutes * MINUTE_MS
  const endMs = size.periods * everyMs
  const counted: Counted = { readUnits: 0, writeUnits: 0, crawls: 0, requests: 0, runs: 0, runMs: 0 }
  const store = meteredTable(rows, counted, () => clock.pause(2 + chance() * 10))
  const archive = openArchive(store)
  const offices = openOffices(size, clock, chance)
  const subscribers = await openSubscribers(rows, clock)
  const settings = Settings.parse({ every: `${size.everyMinutes}m`, publicUrl: 'https://record.example' })
  const seen = { outcomes: {} as Record<string, number>, atFirst: counted, mostRuns: 0, putOff: 0, handedOn: 0 }
  const completeAt = new Map<string, number>()
  const gaps: number[] = []
  const edits: Edit[] = []
  const sinceStart = () => clock.now().getTime() - FROM.getTime()

  const noteComplete = (column: string, at: number, since = 0) => {
    gaps.push(at - (completeAt.get(column) ?? since))
    completeAt.set(column, at)
  }
  const report = ({ crawl }: CrawlAnswer): void => {
    seen.outcomes[crawl.outcome] = (seen.outcomes[crawl.outcome] ?? 0) + 1
    counted.crawls++
    counted.requests += crawl.requests
    if (crawl.outcome === 'complete') noteComplete(crawl.column, sinceStart())
  }

  /** One run of the function. */
  const run = async (asked: CrawlRequest): Promise<void> => {
    const until = clock.now().getTime() + LAMBDA_MS
    const name = `run ${++counted.runs}`
    const lastRequest = chance() < size.deaths ? 1 + Math.floor(chance() * 10) : Infinity
    let requests = 0
    const request: Send = (each) => (++requests > lastRequest ? died() : offices.request(each))
    const died = () => {
      ended(until - LAMBDA_MS)
      return time.death()
    }
    const { deferred } = await crawlHost(asked, {
      settings,
      store,
      bus: subscribers.bus,
      http: { session: () => ({ request, close }) },
      clock,
      random: { fraction: chance, id: () => name },
      remainingMs: () => until - clock.now().getTime(),
      report,
    })
    if (deferred) seen.putOff++
    ended(until - LAMBDA_MS)
  }

  const events: CrawlRequest[] = []
  let running = 0
  const start = (asked: CrawlRequest) => {
    events.push(asked)
    begin()
  }
  const begin = () => {
    if (running >= size.runsAtOnce) return
    const asked = events.shift()
    if (!asked) return
    seen.mostRuns = Math.max(seen.mostRuns, ++running)
    time.after(BEGIN_MS, () => run(asked))
  }
  const ended = (startedAt: number) => {
    counted.runMs += clock.now().getTime() - startedAt
    running--
    begin()
  }

  /** `work` every so often until the end, and for a period longer where it is to see to what is left. */
  const each = (everySoOften: number, first: number, until: number, work: () => Promise<void> | void, within = 0) => {
    const turn = (at: number) => {
      if (at > until) return
      time.after(at + chance() * within - sinceStart(), async () => {
        await work()
        turn(at + everySoOften)
      })
    }
    turn(first)
  }
  const window = Math.min(Math.floor(size.everyMinutes / 5), 60) * MINUTE_MS
  for (const [index, column] of offices.columns.entries())
    each(everyMs, index * CREATED_EVERY_MS, endMs, () => start({ host: new URL(column.url).host, column }), window)
  each(MINUTE_MS, 0, endMs + everyMs, async () => {
    for await (const host of archive.hosts.abandoned(isoInstant(clock.now()))) {
      seen.handedOn++
      start({ host })
    }
  })
  each(MINUTE_MS, 0, endMs + everyMs, () => subscribers.drain(size.record))
  const edited = offices.columns.filter((_, index) => index % 20 === 7)
  for (const column of edited)
    time.after((FIRST_PERIODS + chance() * (size.periods - 2 - FIRST_PERIODS)) * everyMs, () =>
      Promise.resolve(void edits.push(offices.edit(column))),
    )

  time.after(FIRST_PERIODS * everyMs, () => Promise.resolve(void (seen.atFirst = { ...counted })))

  await time.run()
  for (const { id } of offices.columns) gaps.push(endMs - (completeAt.get(id) ?? 0))
  const { user, system } = process.cpuUsage(began)
  const { deliveries, written } = subscribers.count
  return {
    ...{ ...size, ...seen, counted, hosts: offices.hosts, edits, heard: subscribers.heard, deliveries, filesWritten: written },
    gaps: gaps.sort((a, b) => b - a),
    inFeeds: edits.filter(({ letter }) => subscribers.feed(letter.split('/')[0] ?? '').includes(letter)).length,
    cpuMs: Math.round((user + system) / 1000),
  }
}

/** Chance that is the same every time (Park and Miller's). */
function seeded(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}
