import type { Column } from '../../shared/column.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import { overdueNotice } from '../../shared/mail/notice.ts'
import { openCrawlReports } from '../archive/crawl-reports.ts'
import { openOverdueColumns } from '../archive/overdue.ts'
import type { MailTopics, Ports } from '../ports/ports.ts'

export type OverduePorts = Pick<Ports, 'store' | 'clock' | 'settings'> & { bus: MailTopics }

/** The columns that have had no complete crawl for two periods, and those of them that operators have just been told of. */
export type OverdueReport = { overdue: string[]; told: string[] }

/** After so many periods without a complete crawl a column is late. */
const PERIODS = 2

/**
 * The columns that are overdue now: late at this count and at the one before, so that a column that has just been added has time for
 * its first crawl. Operators are told by name of each that was not overdue before: the silence of one is not drowned in that of another.
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
  const told = overdue.filter((id) => !before.overdue.includes(id))
  const [first, ...others] = told
  if (first !== undefined) await bus.publishMail('operators', overdueNotice([first, ...others], overdue.length, now))
  await kept.write({ late, overdue })
  return { overdue, told }
}
