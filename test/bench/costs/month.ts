import type { Counted, Asked } from './count.ts'
import type { Amounts } from './prices.ts'

const HOURS = 730
/** From a request to its answer and the pause after it: `pauseMs` of a second, and what a site in China takes to answer. */
const REQUEST_S = 1.3
/** A crawl stops looking a minute before its function's 15 are over. */
const LONGEST_S = 840
/** What Lambda logs itself of each run, in bytes. */
const PLATFORM_LOG = 900
const GB = 1e9
/** Complete crawls and columns overdue; what says that something is wrong, or is news, is sent in few hours. */
const METRICS = 2
/** What is kept in the record of one version: its pages, its text, its raw page, its part of the index. */
const RECORD_BYTES = 100_000
/** Requests of readers, and what one of them is sent, compressed. */
const [READS, READ_BYTES] = [100_000, 15_000]

/** The memory of each function in GB, as infra/aws has it. */
const MEMORY = { crawl: 0.25, publish: 1, small: 0.5, sweep: 0.25 }
/** How many times slower a function of this memory computes than the machine that counted; Lambda gives a whole core at 1.77 GB. */
const slower = (memory: number) => Math.max(1, 1.77 / memory)

/** How long Lambda waits at a queue for a message, so that it asks this often in an hour over each connection. */
const ASKS_AN_HOUR = 3600 / 20
/**
 * With how many connections Lambda asks an idle queue: five, and as few as two where traffic is low and no maximum concurrency is set
 * (_Configuring scaling behavior for SQS event source mappings_, AWS Lambda Developer Guide, read on 2026-11-25). It "can", it need not.
 */
const [CONNECTIONS, FEWEST] = [5, 2]

/** What one column of `letters` asks for in a month when it is crawled every so many minutes, with one edit a week. */
export function ofColumn(
  { unchanged, edited }: { unchanged: Counted; edited: Counted },
  letters: number,
  minutes: number,
): Amounts {
  const crawls = (HOURS * 60) / minutes
  const edits = 4
  const seconds = Math.min(unchanged.requests * REQUEST_S + (unchanged.cpuMs / 1000) * slower(MEMORY.crawl), LONGEST_S)
  return {
    'Lambda, GB-seconds on arm64': crawls * (seconds * MEMORY.crawl + publishing(unchanged)),
    'Lambda, requests': crawls * 2,
    'DynamoDB, read units': crawls * unchanged.readUnits + edits * edited.readUnits,
    'DynamoDB, write units': crawls * unchanged.writeUnits + edits * edited.writeUnits,
    'DynamoDB, GB kept, with point-in-time recovery': (letters * 10_000) / GB,
    'S3, PUT requests': crawls * unchanged.puts + edits * edited.puts,
    'S3, HEAD and GET requests': crawls * unchanged.files + edits * edited.files,
    'S3, GB kept': (letters * RECORD_BYTES) / GB,
    'SNS, messages': crawls + 3 * edits,
    'SQS, requests': crawls * 3,
    'EventBridge Scheduler, turns': crawls,
    'CloudWatch, GB of logs': (crawls * (unchanged.logBytes + 400 + 2 * PLATFORM_LOG)) / GB,
  }
}

/** The GB-seconds of the publication after a crawl: a tenth of what both computed. */
const publishing = ({ cpuMs }: Counted) => (0.3 + (0.1 * cpuMs * slower(MEMORY.publish)) / 1000) * MEMORY.publish

/** Queues that feed functions, and how many of them with a maximum concurrency; alarms; keys. */
export type Declared = Record<'queues' | 'bounded' | 'alarms' | 'secrets', number>

/** What a deployment asks for in a month however many columns it has. */
export function ofDeployment({ queues, bounded, alarms, secrets }: Declared): Amounts {
  const [sweeps, counts, digests, checkpoints] = [HOURS * 60, HOURS * 4, HOURS, HOURS / 24]
  return {
    'Lambda, GB-seconds on arm64':
      sweeps * 0.05 * MEMORY.sweep + (counts + digests) * 0.3 * MEMORY.small + checkpoints * MEMORY.sweep,
    'Lambda, requests': sweeps + counts + digests + checkpoints,
    'DynamoDB, read units': sweeps + counts * 2 + digests * 5 + checkpoints * 10,
    'DynamoDB, write units': counts + checkpoints * 2,
    'S3, PUT requests': checkpoints * 2,
    'SQS, requests': idle(bounded * CONNECTIONS + (queues - bounded) * FEWEST),
    'EventBridge Scheduler, turns': sweeps + counts + digests + checkpoints,
    'CloudWatch, GB of logs': ((sweeps + counts + digests + checkpoints) * (60 + PLATFORM_LOG)) / GB,
    'CloudWatch, metrics': METRICS,
    ...throughCloudFront(READS, READ_BYTES),
    'Secrets Manager, keys': secrets,
    'CloudWatch, alarms': alarms,
  }
}

/** The polling requests to queues in a month over so many connections, also while the queues are empty. */
const idle = (connections: number) => connections * HOURS * ASKS_AN_HOUR

/** What is asked more if Lambda never asks a queue without a maximum concurrency with fewer connections than five. */
export const askedAtMost = ({ queues, bounded }: Declared): number => idle((queues - bounded) * (CONNECTIONS - FEWEST))

/** CloudFront runs two functions for each request. */
function throughCloudFront(requests: number, bytes: number): Amounts {
  return {
    'CloudFront, requests': requests,
    'CloudFront, calls of functions': 2 * requests,
    'CloudFront, GB to readers': (requests * bytes) / GB,
  }
}

/** What the canary asks for in a month: each hour a turn, and a crawl that finds an edit. What it keeps is what one month adds. */
export function ofCanary({ turned, edited }: { turned: Asked; edited: Counted }): Amounts {
  const seconds = edited.requests * REQUEST_S + (edited.cpuMs / 1000) * slower(MEMORY.crawl)
  return {
    'Lambda, GB-seconds on arm64': HOURS * ((seconds + 1) * MEMORY.crawl + publishing(edited)),
    'Lambda, requests': HOURS * 4,
    'DynamoDB, read units': HOURS * edited.readUnits,
    'DynamoDB, write units': HOURS * edited.writeUnits,
    'DynamoDB, GB kept, with point-in-time recovery': (HOURS * edited.writeUnits * 1000) / GB,
    'S3, PUT requests': HOURS * (edited.puts + turned.puts),
    'S3, HEAD and GET requests': HOURS * (edited.files + turned.files),
    'S3, GB kept': (HOURS * RECORD_BYTES) / GB,
    'SNS, messages': HOURS * 2,
    'SQS, requests': HOURS * 6,
    'EventBridge Scheduler, turns': HOURS * 2,
    'CloudWatch, GB of logs': (HOURS * (edited.logBytes + 800 + 4 * PLATFORM_LOG)) / GB,
    ...throughCloudFront(HOURS * (edited.requests + 1), 1000),
    'CloudWatch, alarms': 1,
  }
}
