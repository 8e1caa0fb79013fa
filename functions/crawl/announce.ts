import { type Audience, audiencesOf, wantedBy } from '../../shared/mail/audience.ts'
import { CANARY } from '../../shared/column.ts'
import type { CrawlReport } from '../../shared/crawl/report.ts'
import type { Settings } from '../../shared/settings.ts'
import { type Event, eventOf, isEvent, isLetterEntry } from '../../shared/event.ts'
import type { Entry } from '../../shared/entry.ts'
import { crawlMail } from '../../shared/mail/mail.ts'
import { isBaseline, announcedBy } from '../../shared/ledger/announced.ts'
import { type Archive, openArchive } from '../archive/archive.ts'
import type { Cursor } from '../archive/cursors.ts'
import type { AcceptedSubject, Attributes, Message } from '../ports/bus/bus.ts'
import type { Ports, Topics } from '../ports/ports.ts'

/** How many events were announced, and how many mails SNS accepted only with a subject in ASCII. */
export type Announcement = { announced: number; asciiSubjects: number }

type Named = { id: string; name: string }

export type AnnouncePorts = Pick<Ports, 'store' | 'settings'> & { bus: Topics }

/**
 * Announces the due events of a column, then queues the update of its record: after a `crawl`, and after an operator's decision. Throws
 * when the bus refused a message; the cursor records which ones it accepted.
 */
export async function announceDue(
  column: Named,
  { store, bus, settings }: AnnouncePorts,
  crawl?: CrawlReport,
): Promise<Announcement> {
  const announcement = await announce(column, settings, openArchive(store), bus, crawl?.sequence)
  const data = { column: column.id, ...(crawl && { sequence: crawl.sequence, startedAt: crawl.startedAt }) }
  const body = JSON.stringify({ type: 'column.crawled', data })
  await bus.publishEvents([{ body, attributes: { type: ['column.crawled'] } }])
  return announcement
}

/**
 * Announces the events past the column's cursor, in order, and moves the cursor after the events of each crawl were accepted: after a
 * crash, events are announced again rather than lost. Held events wait for their release; the baseline is not announced. The channels do
 * not depend on each other: a refusal of one is thrown after the other has got its messages. `sequence` is the last entry of the ledger,
 * where that is known: a cursor at that entry shows that nothing is due, even when it is read eventually consistent, because it never
 * moves back.
 */
export async function announce(
  column: Named,
  { publicUrl }: Settings,
  archive: Archive,
  bus: Topics,
  sequence = Infinity,
): Promise<Announcement> {
  if (Number.isFinite(sequence) && dueFrom(await archive.cursors.read(column.id, { eventuallyConsistent: true })) > sequence)
    return { announced: 0, asciiSubjects: 0 }
  const ledger = archive.ledger(column.id)
  const cursor = await archive.cursors.read(column.id)
  const run: Run = { column, archive, bus, cursor, announced: 0, asciiSubjects: 0, refused: new Map() }
  for await (const crawl of crawls(ledger.entries(dueFrom(cursor)))) {
    const due: Due[] = []
    for (const entry of crawl)
      for (const event of await announcedBy(entry, (from, to) => ledger.entries(from, to)))
        due.push({ by: entry.sequence, event: eventOf(event, publicUrl) })
    const last = crawl.at(-1)?.sequence ?? 0
    for (const channel of ['events', 'mail'] as const) await announceTo(channel, due, last, run)
  }
  for (const refusal of run.refused.values()) throw refusal
  return { announced: run.announced, asciiSubjects: run.asciiSubjects }
}

const dueFrom = ({ events, mail }: Cursor) => Math.min(events, mail) + 1

type Run = Announcement & {
  column: Named
  archive: Archive
  bus: Topics
  cursor: Cursor
  refused: Map<keyof typeof CHANNELS, unknown>
}

/** An event, and the sequence of the entry by which it is due: its own, or that of its release. */
type Due = { by: number; event: Event }

/** Sends the due events of one crawl, which ends with the entry `last`, to one channel, unless it has them already or refused earlier ones. */
async function announceTo(channel: keyof typeof CHANNELS, due: Due[], last: number, run: Run): Promise<void> {
  const { cursor, archive, column, refused } = run
  if (cursor[channel] >= last || refused.has(channel)) return
  const [first, ...others] = due.filter(({ by }) => by > cursor[channel]).map(({ event }) => event)
  try {
    if (first) await CHANNELS[channel]([first, ...others], run)
    cursor[channel] = last
    await archive.cursors.write(column.id, cursor)
  } catch (refusal) {
    refused.set(channel, refusal)
  }
}

const CHANNELS = {
  async events(events: Events, run: Run): Promise<void> {
    await run.bus.publishEvents(events.map(messageOf))
    run.announced += events.length
  },

  /** The cursor records each mail when it is accepted: a refused mail neither stops nor repeats another. */
  async mail(events: Events, run: Run): Promise<void> {
    const { column, archive, bus, cursor } = run
    const refusals: unknown[] = []
    for (const { id, send } of mails(events, column, audiencesOf(await archive.subscribers.list()), bus)) {
      if (cursor.mailed.includes(id)) continue
      try {
        if ((await send()) === 'with an ASCII subject') run.asciiSubjects++
        cursor.mailed.push(id)
        await archive.cursors.write(column.id, cursor)
      } catch (refusal) {
        refusals.push(refusal)
      }
    }
    if (refusals.length > 0) throw refusals[0]
    cursor.mailed = []
  },
}

type Events = readonly [Event, ...Event[]]
type Sendable = { id: string; send: () => Promise<AcceptedSubject> }

/** The mail to the topic, except of the canary, and one to each audience that wants some of `events` without a digest. */
function* mails(events: Events, { id: column, name }: Named, audiences: Audience[], bus: Topics): Generator<Sendable> {
  const all = crawlMail(events, name)
  if (column !== CANARY) yield { id: all.id, send: () => bus.publishMail('mail', all, attributesOf(events)) }
  for (const audience of audiences) {
    const wanted = audience.digest === undefined ? wantedBy(audience, events) : undefined
    if (!wanted) continue
    const mail = crawlMail(wanted, name, audience.key)
    yield { id: mail.id, send: () => bus.publishMail('audiences', mail, { audience: [audience.key] }) }
  }
}

const messageOf = (event: Event): Message => ({ body: JSON.stringify(event), attributes: attributesOf([event]) })

/** The attributes by which subscriptions filter: every value that any of the events has. */
function attributesOf(events: readonly Event[]): Attributes {
  return {
    type: events.map(({ type }) => type),
    column: events.map(({ data }) => data.column),
    significance: events.map(({ data }) => ('significance' in data && data.significance) || 'substantive'),
    topics: events.flatMap(({ data }) => data.topics),
  }
}

/** The entries of each crawl together, without the texts that no announcement contains. Decisions of operators belong to no crawl. */
async function* crawls(entries: AsyncIterable<Entry>): AsyncGenerator<Entry[]> {
  let together: Entry[] = []
  for await (const entry of entries) {
    if (together[0] && together[0].data.crawl !== entry.data.crawl) {
      yield together
      together = []
    }
    together.push(isEvent(entry) && isLetterEntry(entry) ? withoutContent(entry) : entry)
  }
  if (together.length > 0) yield together
}

function withoutContent(entry: Entry): Entry {
  if (!('content' in entry.data) || (entry.type === 'letter.published' && !isBaseline(entry))) return entry
  const { content: _, ...data } = entry.data
  return { ...entry, data } as Entry
}
