import type { CrawlReport } from '../../shared/crawl/report.ts'
import { type Environment, readEnvironment } from '../../shared/environment.ts'
import { openArchive } from '../archive/archive.ts'
import { oncePerEnvironment } from '../once-per-environment.ts'
import { announce, type Announcement } from './announce.ts'
import { openTopics } from './topics.ts'
import { openTable } from '../archive/table.ts'

const open = oncePerEnvironment(({ TABLE, EVENTS_TOPIC, MAIL_TOPIC, AUDIENCES_TOPIC }: Environment<'crawl'>) => ({
  archive: openArchive(openTable(TABLE)),
  told: openTopics({ events: EVENTS_TOPIC, mail: MAIL_TOPIC, audiences: AUDIENCES_TOPIC }),
}))

/** Tells everybody what of a column is due, then asks the record to show it: after a `crawl`, and after an operator's decision. */
export async function announceDue(
  column: { id: string; name: string },
  variables: NodeJS.ProcessEnv,
  crawl?: CrawlReport,
): Promise<Announcement> {
  const environment = readEnvironment('crawl', variables)
  const { archive, told } = await open(environment)
  const announcement = await announce(column, environment.SETTINGS, archive, told, crawl?.sequence)
  await told.crawled(column.id, crawl)
  return announcement
}
