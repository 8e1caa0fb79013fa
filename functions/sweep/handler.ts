import { openDynamoStore } from '../ports/store/dynamodb.ts'
import { readEnvironment } from '../environment.ts'
import { once } from '../once.ts'
import { openSqs } from '../ports/bus/sns-sqs.ts'
import { wallClock } from '../ports/clock.ts'
import { reported } from '../report.ts'
import { openCrawlStarter } from '../ports/aws/crawl-starter.ts'
import { sweep, type SweepReport } from './sweep.ts'

const open = once(() => {
  const { TABLE, DELIVERIES_QUEUE, CRAWL_FUNCTION } = readEnvironment('sweep', process.env)
  return {
    store: openDynamoStore(TABLE),
    bus: openSqs({ deliver: DELIVERIES_QUEUE }),
    clock: wallClock,
    crawls: openCrawlStarter(CRAWL_FUNCTION),
  }
})

/** Sends the deliveries that are due: retries, and those whose message was lost. Starts crawls of hosts with waiting columns. Runs on a schedule. */
export async function handler(): Promise<SweepReport> {
  return reported('sweep', await sweep(await open()))
}
