import type { Settings } from '../../shared/configuration.ts'
import { type Event, type EventEntry, eventOf, isEvent } from '../../shared/event.ts'
import type { Entry } from '../../shared/ledger.ts'
import { mailOf } from '../../shared/mail.ts'
import { isBaseline, isHeld } from '../../shared/told.ts'
import type { Archive } from '../archive/open.ts'
import type { Told } from './topics.ts'

/**
 * Tells everybody of the events past the column's cursor, in order, and moves the cursor after each crawl's events were accepted:
 * at least once, nothing lost in a crash. Held events wait for their release; the baseline is told to nobody. Returns how many were told.
 */
export async function announce(
  column: { id: string; name: string },
  { publicUrl }: Settings,
  archive: Archive,
  told: Told,
): Promise<number> {
  const ledger = archive.ledger(column.id)
  let count = 0
  for await (const crawl of crawls(ledger.entries((await archive.announced(column.id)) + 1))) {
    const due: EventEntry[] = []
    for (const entry of crawl) due.push(...(await dueWith(entry, (from, to) => ledger.entries(from, to))))
    const [first, ...others] = due.map((entry) => eventOf(entry, publicUrl))
    if (first) await tell([first, ...others], column.name, told)
    count += due.length
    await archive.setAnnounced(column.id, crawl.at(-1)?.sequence ?? 0)
  }
  return count
}

async function tell(events: readonly [Event, ...Event[]], columnName: string, told: Told): Promise<void> {
  await told.events(events)
  await told.mail(mailOf(events, columnName), events)
}

/** The entries of each crawl together, without the texts that nobody is told. An operator's decision stands alone. */
async function* crawls(entries: AsyncIterable<Entry>): AsyncGenerator<Entry[]> {
  let together: Entry[] = []
  for await (const entry of entries) {
    if (together[0] && together[0].data.crawl !== entry.data.crawl) {
      yield together
      together = []
    }
    together.push(isEvent(entry) && entry.type !== 'column.held' ? withoutContent(entry) : entry)
  }
  if (together.length > 0) yield together
}

function withoutContent(entry: Entry): Entry {
  if (!('content' in entry.data) || entry.type === 'letter.published') return entry
  const { content: _, ...data } = entry.data
  return { ...entry, data } as Entry
}

/** What `entry` gives cause to tell: itself, or the held events that it releases. */
async function dueWith(entry: Entry, entries: (from: number, to: number) => AsyncIterable<Entry>): Promise<EventEntry[]> {
  if (entry.type === 'column.released') {
    const released: EventEntry[] = []
    for await (const held of entries(entry.data.from, entry.data.to)) if (isEvent(held) && isHeld(held)) released.push(held)
    return released
  }
  return isEvent(entry) && !isHeld(entry) && !isBaseline(entry) ? [entry] : []
}
