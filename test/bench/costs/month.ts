import type { Counted } from './count.ts'
import type { Amounts } from './prices.ts'

const HOURS = 730
/** From a request to its answer and the pause after it: `pauseMs` of a second, and what a site in China takes to answer. */
const REQUEST_S = 1.25
/** A crawl stops looking a minute before its function's 15 are over. */
const LONGEST_S = 840
/** What Lambda logs itself of each run, in bytes. */
const PLATFORM_LOG = 900
const GB = 1e9

/** The memory of each function in GB, as infra/aws has it. */
const MEMORY = { crawl: 0.25, publish: 1, small: 0.5, sweep: 0.25 }
/** How many times slower a function of this memory computes than the machine that counted; Lambda gives a whole core at 1.77 GB. */
const slower = (memory: number) => Math.max(1, 1.77 / memory)

/** What one column of `letters` asks for in a month when it is crawled every so many minutes, with one edit a week. */
export function ofColumn(
  { unchanged, edited }: { unchanged: Counted; edited: Counted },
  letters: number,
  minutes: number,
): Amounts {
  const crawls = (HOURS * 60) / minutes
  const edits = 4
  const seconds = Math.min(unchanged.requests * REQUEST_S + (unchanged.cpuMs / 1000) * slower(MEMORY.crawl), LONGEST_S)
  const publishing = 0.3 + (0.1 * unchanged.cpuMs * slower(MEMORY.publish)) / 1000
  return {
    'Lambda, GB-seconds on arm64': crawls * (seconds * MEMORY.crawl + publishing * MEMORY.publish),
    'Lambda, requests': crawls * 2,
    'DynamoDB, read units': crawls * unchanged.readUnits + edits * edited.readUnits,
    'DynamoDB, write units': crawls * unchanged.writeUnits + edits * edited.writeUnits,
    'DynamoDB, GB kept, with point-in-time recovery': (letters * 15_000) / GB,
    'S3, PUT requests': crawls * unchanged.puts + edits * edited.puts,
    'S3, HEAD and GET requests': crawls * unchanged.files + edits * edited.files,
    'SNS, messages': crawls + 3 * edits,
    'SQS, requests': crawls * 3,
    'EventBridge Scheduler, turns': crawls,
    'CloudWatch, GB of logs': (crawls * (unchanged.logBytes + 400 + 2 * PLATFORM_LOG)) / GB,
    'CloudWatch, metrics': 1,
    'CloudWatch, alarms': 1,
  }
}

/** What a deployment asks for in a month however many columns it has. Lambda asks each of its queues with five connections, 20 s each. */
export function ofDeployment(queues: number, alarms: number): Amounts {
  const [sweeps, digests] = [HOURS * 60, HOURS]
  return {
    'Lambda, GB-seconds on arm64': sweeps * 0.05 * MEMORY.sweep + digests * 0.3 * MEMORY.small,
    'Lambda, requests': sweeps + digests,
    'DynamoDB, read units': sweeps * 0.5 + digests * 5,
    'SQS, requests': queues * 5 * HOURS * 180,
    'EventBridge Scheduler, turns': sweeps + digests,
    'CloudWatch, GB of logs': ((sweeps + digests) * (60 + PLATFORM_LOG)) / GB,
    'CloudFront, requests': 100_000,
    'Secrets Manager, the signing key': 1,
    'CloudWatch, alarms': alarms,
  }
}
