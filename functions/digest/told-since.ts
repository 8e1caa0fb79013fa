import { type Event, eventOf } from '../../shared/event.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import { announcedBy } from '../../shared/ledger/announced.ts'
import type { Ledgers } from '../archive/ledger.ts'

/** An event, and the instant from which people were told of it. */
export type ToldEvent = { event: Event; toldAt: string }

/** The clocks of machines differ: behind an entry recorded so long before an instant none is looked for that was recorded after it. */
const MARGIN_MS = 3_600_000

/** The events of all columns that people were told of at or after the instant `since`, in the order of telling. */
export async function toldSince(since: string, archive: Ledgers, publicUrl: string): Promise<ToldEvent[]> {
  const told: ToldEvent[] = []
  const start = isoInstant(new Date(Date.parse(since) - MARGIN_MS))
  for (const column of await archive.columns()) {
    const ledger = archive.ledger(column)
    const newestFirst: ToldEvent[] = []
    for await (const entry of ledger.backTo(start))
      for (const event of (await announcedBy(entry, (from, to) => ledger.entries(from, to))).toReversed())
        newestFirst.push({ event: eventOf(event, publicUrl), toldAt: entry.timestamp })
    told.push(...newestFirst.reverse().filter(({ toldAt }) => toldAt >= since))
  }
  return told.sort((a, b) => (a.toldAt === b.toldAt ? 0 : a.toldAt < b.toldAt ? -1 : 1))
}
