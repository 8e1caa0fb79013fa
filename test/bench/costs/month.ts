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
export function ofDeployment({ queues, alarms, secrets }: Record<'queues' | 'alarms' | 'secrets', number>): Amounts {
  const [sweeps, digests, checkpoints] = [HOURS * 60, HOURS, HOURS / 24]
  return {
    'Lambda, GB-seconds on arm64': sweeps * 0.05 * MEMORY.sweep + digests * 0.3 * MEMORY.small + checkpoints * MEMORY.sweep,
    'Lambda, requests': sweeps + digests + checkpoints,
    'DynamoDB, read units': sweeps * 0.5 + digests * 5 + checkpoints * 10,
    'DynamoDB, write units': checkpoints * 2,
    'S3, PUT requests': checkpoints * 2,
    'SQS, requests': queues * 5 * HOURS * 180,
    'EventBridge Scheduler, turns': sweeps + digests + checkpoints,
    'CloudWatch, GB of logs': ((sweeps + digests + checkpoints) * (60 + PLATFORM_LOG)) / GB,
    'CloudFront, requests': 100_000,
    'Secrets Manager, keys': secrets,
    'CloudWatch, alarms': alarms,
  }
}

/** What the canary asks for in a month: each hour a turn that writes two files, and a crawl that finds an edit. */
export function ofCanary({ edited }: { edited: Counted }): Amounts {
  const seconds = edited.requests * REQUEST_S + (edited.cpuMs / 1000) * slower(MEMORY.crawl)
  const publishing = 0.3 + (0.1 * edited.cpuMs * slower(MEMORY.publish)) / 1000
  return {
    'Lambda, GB-seconds on arm64': HOURS * ((seconds + 1) * MEMORY.crawl + publishing * MEMORY.publish),
    'Lambda, requests': HOURS * 4,
    'DynamoDB, read units': HOURS * edited.readUnits,
    'DynamoDB, write units': HOURS * edited.writeUnits,
    'DynamoDB, GB kept, with point-in-time recovery': (HOURS * edited.writeUnits * 1000) / GB,
    'S3, PUT requests': HOURS * (edited.puts + 2),
    'S3, HEAD and GET requests': HOURS * (edited.files + 5),
    'SNS, messages': HOURS * 2,
    'SQS, requests': HOURS * 6,
    'EventBridge Scheduler, turns': HOURS * 2,
    'CloudWatch, GB of logs': (HOURS * (edited.logBytes + 800 + 4 * PLATFORM_LOG)) / GB,
    'CloudFront, requests': HOURS * (edited.requests + 1),
    'CloudWatch, alarms': 1,
  }
}
