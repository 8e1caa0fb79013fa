import { openArchive } from '../../functions/archive/archive.ts'
import { announceDue } from '../../functions/crawl/announce.ts'
import { crawlHost, type CrawlPorts } from '../../functions/crawl/crawl-host.ts'
import { decideHold } from '../../functions/crawl/decide-hold.ts'
import type { Clock } from '../../functions/ports/clock.ts'
import type { Http } from '../../functions/ports/http/http.ts'
import type { Topics } from '../../functions/ports/ports.ts'
import { openDatabase } from '../../functions/ports/sqlite/database.ts'
import { openSqliteStore } from '../../functions/ports/store/sqlite.ts'
import type { Column } from '../../shared/column.ts'
import type { CrawlReport } from '../../shared/crawl/report.ts'
import type { Entry } from '../../shared/entry.ts'
import { isEvent } from '../../shared/event.ts'
import { brokenLink } from '../../shared/ledger/chain.ts'
import { Settings } from '../../shared/settings.ts'
import { perform, type Plan, randomOf } from './actions.ts'
import { COLUMN_URL, Office, type OfficeSetup, ORIGIN } from './office.ts'
import { type Failure, Observer, truthOf } from './observer.ts'

const COLUMN: Column = { id: 'cppcc', name: '政协提案答复函公开文稿', authority: '示例市科技创新局', url: COLUMN_URL }
const SETTINGS = Settings.parse({ every: '12h', trustValidatorsFor: '24h', hold: { share: 0.5, count: 4 } })
const BEGIN = Date.UTC(2026, 2, 1)
const HOUR_MS = 3_600_000
/** What a request takes. */
const REQUEST_MS = 40

/** After the actions of a plan the office is left alone for at most so many crawls, 12 h apart, until everything is recorded. */
const MAX_QUIET_CRAWLS = 8
/** And for so many further crawls, in which nothing may be recorded. */
const IDLE_CRAWLS = 2

/** Runs a plan to its end on a new store. Returns the first failure. */
export async function simulate({ office: setup, actions }: Plan): Promise<Failure | undefined> {
  const database = openDatabase(':memory:')
  try {
    const office = new Office({ ...setup })
    const watcher = openWatcher(office, openSqliteStore(database))
    for (const action of actions) {
      perform(office, action)
      const failed = action.do === 'crawl' ? await watcher.look(action.hours) : undefined
      if (failed) return failed
    }
    return await finish(office, watcher)
  } finally {
    database.close()
  }
}

type Watcher = ReturnType<typeof openWatcher>

async function finish(office: Office, watcher: Watcher): Promise<Failure | undefined> {
  office.trouble = undefined
  office.faults.clear()
  for (let nth = 0; nth < MAX_QUIET_CRAWLS; nth++) {
    const failed = await watcher.look(12)
    if (failed) return failed
    if (nth > 0 && watcher.isSettled()) break
  }
  await watcher.releaseHold()
  const before = watcher.entries()
  for (let nth = 0; nth < IDLE_CRAWLS; nth++) {
    const failed = await watcher.look(12)
    if (failed) return failed
  }
  const more = watcher.entries().slice(before.length)
  const [first] = more
  if (first)
    return {
      kind: `never quiet: ${first.type}`,
      text: `nothing changed, and ${more.map(({ type }) => type).join(', ')} is recorded`,
    }
  return (await watcher.verify()) ?? watcher.checkAnnounced() ?? watcher.ofReports()
}

/** What watches an office: the real crawl on the store, with a clock of its own and a bus that notes what is published to it. */
function openWatcher(office: Office, store: CrawlPorts['store']) {
  let now = BEGIN
  const clock: Clock = {
    now: () => new Date(now),
    monotonic: () => now,
    pause: (ms) => {
      now += ms
      return Promise.resolve()
    },
  }
  const http: Http = {
    request: (request) => {
      now += REQUEST_MS
      return Promise.resolve(office.answer(request, new Date(now)))
    },
    session: () => ({ request: http.request, close: () => Promise.resolve() }),
  }
  const published: string[] = []
  const bus: Topics = {
    publishEvents: (messages) => {
      for (const { body } of messages) {
        const { data } = JSON.parse(body) as { data: { id?: string } }
        if (data.id !== undefined) published.push(data.id)
      }
      return Promise.resolve()
    },
    publishMail: () => Promise.resolve('as written'),
  }
  let ids = 0
  const random = { fraction: randomOf(1), id: () => String(++ids).padStart(20, '0') }
  const ports: CrawlPorts = { settings: SETTINGS, store, bus, http, clock, random, remainingMs: () => 10 * HOUR_MS }
  const archive = openArchive(store)
  const ledger = archive.ledger(COLUMN.id)
  const observer = new Observer()
  const entries: Entry[] = []

  const newEntries = async (): Promise<Entry[]> => {
    const found: Entry[] = []
    for await (const entry of ledger.entries(entries.length + 1)) found.push(entry)
    entries.push(...found)
    return found
  }
  const crawl = async (): Promise<CrawlReport> => {
    const { crawls } = await crawlHost({ host: new URL(ORIGIN).host, column: COLUMN }, ports)
    const [answer] = crawls
    if (!answer) throw new Error('Cannot crawl in a simulation: the host is leased')
    return answer.crawl
  }

  return {
    entries: (): readonly Entry[] => [...entries],

    /** One crawl, so many hours after the one before, and what is wrong with it. An operator releases what is held before it. */
    async look(hours: number): Promise<Failure | undefined> {
      await this.releaseHold()
      now += hours * HOUR_MS
      office.today = Math.floor((now - BEGIN) / (24 * HOUR_MS))
      office.beginCrawl()
      const at = now
      const before = truthOf(office)
      const report = await crawl()
      office.endCrawl()
      const truths = [before, truthOf(office)]
      const isCapped = office.setup.cap !== undefined
      return observer.check({
        at,
        truths,
        isClean: !office.isDisturbed,
        isOut: office.isOut,
        isCapped,
        entries: await newEntries(),
        report,
      })
    },

    isSettled: () => office.setup.cap === undefined && observer.isSettled(truthOf(office)),
    ofReports: () => observer.ofReports,

    async releaseHold(): Promise<void> {
      if (!(await decideHold(archive, COLUMN.id, 'column.released', clock.now()))) return
      await newEntries()
      await announceDue(COLUMN, ports)
    },

    /** Whether the chain of the ledger is whole. */
    async verify(): Promise<Failure | undefined> {
      let before: Entry | undefined
      for await (const entry of ledger.entries()) {
        const why = brokenLink(entry, before)
        if (why !== undefined) return { kind: 'broken ledger', text: `entry ${entry.sequence}: ${why}` }
        before = entry
      }
      return undefined
    },

    /** Whether each event was announced exactly once. */
    checkAnnounced(): Failure | undefined {
      const due = entries.filter((entry) => isEvent(entry) && !('baseline' in entry.data && entry.data.baseline))
      for (const { data, type } of due) {
        const times = published.filter((id) => id === data.id).length
        if (times !== 1) return { kind: `announced ${times} times`, text: `${type} (${data.id}) was announced ${times} times` }
      }
      const extra = published.find((id) => !due.some(({ data }) => data.id === id))
      return extra === undefined ? undefined : { kind: 'announced without an event', text: `${extra} was announced` }
    },
  }
}

/** The shortest plan found that fails in the same way: actions are left out and the office is made simpler while it does. */
export async function shrink(plan: Plan, { kind }: Failure): Promise<Plan> {
  const fails = async (candidate: Plan) => (await simulate(candidate))?.kind === kind
  let shortest = plan
  const tryOne = async (candidate: Plan): Promise<boolean> => {
    if (!(await fails(candidate))) return false
    shortest = candidate
    return true
  }
  for (let size = Math.ceil(plan.actions.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = shortest.actions.length - size; at >= 0; at--) {
      const actions = shortest.actions.toSpliced(at, size)
      if (await tryOne({ ...shortest, actions })) at = Math.min(at, actions.length - size + 1)
    }
  for (const simpler of SIMPLER) await tryOne({ ...shortest, office: simpler(shortest.office) })
  return shortest
}

/** How an office is made simpler, one after another. */
const SIMPLER: ((office: OfficeSetup) => OfficeSetup)[] = [
  ({ cap: _, ...office }) => office,
  (office) => ({ ...office, letters: Math.min(office.letters, 3) }),
  (office) => ({ ...office, validators: 'none' }),
  (office) => ({ ...office, perPage: 20 }),
  (office) => ({ ...office, order: 'newest first' }),
  (office) => ({ ...office, system: 'nfcms' }),
]
