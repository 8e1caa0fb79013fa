import type { Context } from 'aws-lambda'
import { Column } from '../../shared/column.ts'
import { openDynamoStore } from '../ports/store/dynamodb.ts'
import { openSnapshotBucket } from '../ports/files/snapshot-bucket.ts'
import { readEnvironment } from '../environment.ts'
import { once } from '../once.ts'
import { openSns } from '../ports/bus/sns-sqs.ts'
import { wallClock } from '../ports/clock.ts'
import { openHttp } from '../ports/http/http.ts'
import { systemRandom } from '../ports/random.ts'
import { reported } from '../report.ts'
import { crawlHost, type CrawlRequest, type RunAnswer } from './crawl-host.ts'

const open = once(() => {
  const environment = readEnvironment('crawl', process.env)
  const { TABLE, SNAPSHOTS_BUCKET, EVENTS_TOPIC, MAIL_TOPIC, AUDIENCES_TOPIC, SETTINGS } = environment
  return {
    settings: SETTINGS,
    store: openDynamoStore(TABLE),
    snapshotBucket: openSnapshotBucket(SNAPSHOTS_BUCKET),
    bus: openSns({ events: EVENTS_TOPIC, mail: MAIL_TOPIC, audiences: AUDIENCES_TOPIC }),
    http: openHttp(),
    clock: wallClock,
    random: systemRandom,
  }
})

/** What a schedule sends: the column to crawl. And what the sweep sends: the host that columns wait for. */
type Event = { column: unknown } | { host: string }

/** Crawls a column, or the columns that wait for a host, and announces after each crawl what is due. */
export async function handler(event: Event, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<RunAnswer> {
  const ports = await open()
  const remainingMs = () => context.getRemainingTimeInMillis()
  return crawlHost(requestIn(event), { ...ports, remainingMs, report: (answer) => reported('crawl', answer) })
}

function requestIn(event: Event): CrawlRequest {
  if ('host' in event) return { host: event.host }
  const column = Column.parse(event.column)
  return { host: new URL(column.url).host, column }
}
