import type { Column } from '../../shared/column.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import { overdueNotice } from '../../shared/mail/notice.ts'
import type { OverdueColumns } from '../archive/overdue.ts'
import type { MailTopic } from '../mail-topic.ts'

/** `completeAt`: when each column had its last complete crawl, in ISO 8601. */
export type OverdueEdges = {
  completeAt: () => Promise<Map<string, string>>
  kept: OverdueColumns
  operators: Pick<MailTopic, 'publish'>
}

/** The columns that have had no complete crawl for two periods, and those of them that operators have just been told of. */
export type OverdueReport = { overdue: string[]; told: string[] }

/** After so many periods without a complete crawl a column is late. */
const PERIODS = 2

/**
 * The columns that are overdue at `now`: late at this count and at the one before, so that a column that has just been added has time for
 * its first crawl. Operators are told by name of each that was not overdue before: the silence of one is not drowned in that of another.
 */
export async function countOverdue(
  columns: Pick<Column, 'id'>[],
  everyMs: number,
  { completeAt, kept, operators }: OverdueEdges,
  now: Date,
): Promise<OverdueReport> {
  const since = isoInstant(new Date(now.getTime() - PERIODS * everyMs))
  const [last, before] = [await completeAt(), await kept.read()]
  const late = columns.map(({ id }) => id).filter((id) => (last.get(id) ?? '') < since)
  const overdue = late.filter((id) => before.late.includes(id))
  const told = overdue.filter((id) => !before.overdue.includes(id))
  const [first, ...others] = told
  if (first !== undefined) await operators.publish(overdueNotice([first, ...others], overdue.length, now), {})
  await kept.write({ late, overdue })
  return { overdue, told }
}
