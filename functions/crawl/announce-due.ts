import { type Environment, readEnvironment } from '../../shared/environment.ts'
import { openArchive } from '../archive/open.ts'
import { oncePerEnvironment } from '../once-per-environment.ts'
import { announce } from './announce.ts'
import { openTopics } from './topics.ts'

const open = oncePerEnvironment(({ TABLE, EVENTS_TOPIC, MAIL_TOPIC }: Environment<'crawl'>) => ({
  archive: openArchive(TABLE),
  told: openTopics({ events: EVENTS_TOPIC, mail: MAIL_TOPIC }),
}))

/** Tells everybody what of a column is due, then asks the record to show it: after a crawl, and after an operator's decision. Returns how many events were told. */
export async function announceDue(column: { id: string; name: string }, variables: NodeJS.ProcessEnv): Promise<number> {
  const environment = readEnvironment('crawl', variables)
  const { archive, told } = await open(environment)
  const announced = await announce(column, environment.SETTINGS, archive, told)
  await told.crawled(column.id)
  return announced
}
