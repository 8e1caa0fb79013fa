import { EVENTS_A_FEED } from '../../shared/feed/feed.ts'
import type { Latest } from '../../shared/site/timeline.ts'
import type { ColumnSummary, VisibleEvent } from '../../shared/ledger/site-state.ts'
import type { EventReader } from './event-reader.ts'

/** Which of a column's events are meant: all, the substantive ones, those of a topic. */
export type Choice = (summary: ColumnSummary) => VisibleEvent[]

/** The newest events of all columns together among those chosen, newest first; at one instant, by column and place in its ledger. */
export async function newestEvents(summaries: ColumnSummary[], choice: Choice, events: EventReader): Promise<Latest[]> {
  const chosen = summaries
    .flatMap((summary) => choice(summary).map((seen) => ({ summary, seen })))
    .sort((a, b) => (a.seen.at < b.seen.at ? -1 : a.seen.at > b.seen.at ? 1 : 0))
    .slice(-EVENTS_A_FEED)
  const latest = new Map<string, Latest>()
  for (const [{ column, opened }, ofColumn] of Map.groupBy(chosen, ({ summary }) => summary)) {
    const seen = ofColumn.map((one) => one.seen)
    for (const event of await events(column, seen)) latest.set(event.entry.data.id, { ...event, columnName: opened.name })
  }
  return chosen.toReversed().flatMap(({ summary, seen }) => latest.get(`${summary.column}/${seen.sequence}`) ?? [])
}
