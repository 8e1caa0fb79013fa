import { type Audience, audiencesOf, wantedBy } from '../../shared/mail/audience.ts'
import { CANARY } from '../../shared/column.ts'
import type { Settings } from '../../shared/settings.ts'
import { type Event, eventOf, isEvent, isLetterEntry } from '../../shared/event.ts'
import type { Entry } from '../../shared/entry.ts'
import { crawlMail } from '../../shared/mail/mail.ts'
import { isBaseline, announcedBy } from '../../shared/ledger/announced.ts'
import type { Archive } from '../archive/archive.ts'
import type { Cursor } from '../archive/cursors.ts'
import type { Accepted } from '../mail-topic.ts'
import type { Told } from './topics.ts'

/** How many events were told, and how many mails SNS took only under their subject in ASCII. */
export type Announcement = { announced: number; asciiSubjects: number }

type Named = { id: string; name: string }

/**
 * Tells everybody of the events past the column's cursor, in order, and moves a cursor after each crawl's events were accepted: at
 * least once, nothing lost in a crash. Held events wait for their release; the baseline is told to nobody. What is refused to
 * machines keeps nothing from mailboxes, nor the other way round; it is thrown once the others were told. Where `sequence` is known to be
 * the last entry, cursor that are there say that nothing is due, even if that answer lags: they never go back.
 */
export async function announce(
  column: Named,
  { publicUrl }: Settings,
  archive: Archive,
  told: Told,
  sequence = Infinity,
): Promise<Announcement> {
  if (Number.isFinite(sequence) && dueFrom(await archive.cursors.read(column.id, { eventuallyConsistent: true })) > sequence)
    return { announced: 0, asciiSubjects: 0 }
  const ledger = archive.ledger(column.id)
  const cursor = await archive.cursors.read(column.id)
  const telling: Telling = { column, archive, told, cursor, announced: 0, asciiSubjects: 0, refused: new Map() }
  for await (const crawl of crawls(ledger.entries(dueFrom(cursor)))) {
    const due: Due[] = []
    for (const entry of crawl)
      for (const event of await announcedBy(entry, (from, to) => ledger.entries(from, to)))
        due.push({ by: entry.sequence, event: eventOf(event, publicUrl) })
    const last = crawl.at(-1)?.sequence ?? 0
    for (const channel of ['events', 'mail'] as const) await tell(channel, due, last, telling)
  }
  for (const refusal of telling.refused.values()) throw refusal
  return { announced: telling.announced, asciiSubjects: telling.asciiSubjects }
}

const dueFrom = ({ events, mail }: Cursor) => Math.min(events, mail) + 1

type Telling = Announcement & {
  column: Named
  archive: Archive
  told: Told
  cursor: Cursor
  refused: Map<keyof typeof CHANNELS, unknown>
}

/** An event, and the sequence of the entry by which it is due: its own, or that of its release. */
type Due = { by: number; event: Event }

/** Tells one channel of what is due of one crawl, which ends with the entry `last`, unless it was told or has refused what came before. */
async function tell(channel: keyof typeof CHANNELS, due: Due[], last: number, telling: Telling): Promise<void> {
  const { cursor, archive, column, refused } = telling
  if (cursor[channel] >= last || refused.has(channel)) return
  const [first, ...others] = due.filter(({ by }) => by > cursor[channel]).map(({ event }) => event)
  try {
    if (first) await CHANNELS[channel]([first, ...others], telling)
    cursor[channel] = last
    await archive.cursors.write(column.id, cursor)
  } catch (refusal) {
    refused.set(channel, refusal)
  }
}

const CHANNELS = {
  async events(events: Events, telling: Telling): Promise<void> {
    await telling.told.events(events)
    telling.announced += events.length
  },

  /** A mail is noted as soon as it was accepted: one that is refused neither repeats another nor stops it. */
  async mail(events: Events, telling: Telling): Promise<void> {
    const { column, archive, told, cursor } = telling
    const refusals: unknown[] = []
    for (const { id, send } of mails(events, column, audiencesOf(await archive.subscribers.list()), told)) {
      if (cursor.mailed.includes(id)) continue
      try {
        if ((await send()) === 'with an ASCII subject') telling.asciiSubjects++
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
type Sendable = { id: string; send: () => Promise<Accepted> }

/** The mail for whoever subscribed by hand, unless it is the canary's, and one for each audience that wants some of `events` at once. */
function* mails(events: Events, { id: column, name }: Named, audiences: Audience[], told: Told): Generator<Sendable> {
  const all = crawlMail(events, name)
  if (column !== CANARY) yield { id: all.id, send: () => told.mail(all, events) }
  for (const audience of audiences) {
    const wanted = audience.digest === undefined ? wantedBy(audience, events) : undefined
    if (!wanted) continue
    const mail = crawlMail(wanted, name, audience.key)
    yield { id: mail.id, send: () => told.audience(mail, audience.key) }
  }
}

/** The entries of each crawl together, without the texts that nobody is told. An operator's decision stands alone. */
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
