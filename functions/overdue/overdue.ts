import type { Column } from '../../shared/column.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import { overdueNotice } from '../../shared/mail/notice.ts'
import { openCrawlReports } from '../archive/crawl-reports.ts'
import { openOverdueColumns } from '../archive/overdue.ts'
import type { MailTopics, Ports } from '../ports/ports.ts'

export type OverduePorts = Pick<Ports, 'store' | 'clock' | 'settings'> & { bus: MailTopics }

/** The columns without a complete crawl for two periods, and those of them of which operators were notified in this run. */
export type OverdueReport = { overdue: string[]; notified: string[] }

/** A column is late after this many periods without a complete crawl. */
const PERIODS = 2

/**
 * Finds the columns that are overdue: late in this count and in the previous one, so that a new column has time for its first crawl.
 * Operators are notified by name of each column that was not overdue before, even while the alarm already rings for another one.
 */
export async function countOverdue(
  columns: Pick<Column, 'id'>[],
  { store, bus, clock, settings }: OverduePorts,
): Promise<OverdueReport> {
  const now = clock.now()
  const since = isoInstant(new Date(now.getTime() - PERIODS * settings.every))
  const kept = openOverdueColumns(store)
  const [last, before] = [await openCrawlReports(store).lastComplete(), await kept.read()]
  const late = columns.map(({ id }) => id).filter((id) => (last.get(id) ?? '') < since)
  const overdue = late.filter((id) => before.late.includes(id))
  const notified = overdue.filter((id) => !before.overdue.includes(id))
  const [first, ...others] = notified
  if (first !== undefined) await bus.publishMail('operators', overdueNotice([first, ...others], overdue.length, now))
  await kept.write({ late, overdue })
  return { overdue, notified }
}
