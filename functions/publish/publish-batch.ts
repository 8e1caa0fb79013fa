import type { SQSBatchItemFailure, SQSEvent, SQSRecord } from 'aws-lambda'
import * as z from 'zod/mini'
import type { Manifests } from '../archive/site-state.ts'
import { siteStatesOf, type PublishDeps } from './deps.ts'
import { type EventReader, openEventReader } from './event-reader.ts'
import { type Known, publishColumn, type Published, UNHURRIED } from './publish-column.ts'
import { publishWhole } from './publish-all-columns.ts'
import type { Tally } from './write-files.ts'

/** What became of a batch: the columns published, what is about all of them, and the messages that SQS is to bring again, with the reasons. */
export type PublishReport = {
  published: Published[]
  whole?: Tally
  problems: string[]
  batchItemFailures: SQSBatchItemFailure[]
}

/** No column is begun with less time left: what is about all columns has to be written too. */
const TIME_TO_FINISH_MS = 120_000

/**
 * Publishes every column that `event` is about, once however many messages tell of it, and then once what is about all columns. A column
 * that fails stops no other, and its messages come again, as do those of columns for which there is no time, or not time enough; when the whole fails, all do. `remainingMs`: how long this may still take.
 */
export async function publishBatch(
  { Records }: SQSEvent,
  deps: PublishDeps,
  remainingMs = () => Infinity,
): Promise<PublishReport> {
  const hasTime = () => remainingMs() > TIME_TO_FINISH_MS
  const batch: Batch = {
    told: Map.groupBy(Records, (record) => aboutIn(record)?.column),
    manifests: await siteStatesOf(deps).manifests({ eventuallyConsistent: true }),
    events: openEventReader(deps.store),
    problems: [],
    again: new Set(),
  }
  const published = await publishColumns(batch, deps, hasTime)
  const whole = await publishAfter(published, batch, deps)
  const batchItemFailures = [...batch.again].map(({ messageId }) => ({ itemIdentifier: messageId }))
  return { published, ...(whole && { whole }), problems: batch.problems, batchItemFailures }
}

/** A batch under way: its messages by their columns, the manifests of all states, which may lag, and the messages that are to come again. */
type Batch = {
  told: Map<string | undefined, SQSRecord[]>
  manifests: Manifests
  events: EventReader
  problems: string[]
  again: Set<SQSRecord>
}

async function publishColumns(batch: Batch, deps: PublishDeps, hasTime: () => boolean): Promise<Published[]> {
  const summaries = new Map(batch.manifests.summaries.map((summary) => [summary.column, summary]))
  const published: Published[] = []
  for (const [column, records] of batch.told)
    try {
      if (column === undefined) throw new Error('Cannot publish: the message does not say which column it is about')
      const known = { ...latestOf(records), summary: summaries.get(column), events: batch.events }
      const one = hasTime() ? await publishColumn(column, deps, known, { ...UNHURRIED, hasTime }) : undefined
      if (one) published.push(one)
      if (!one || one.left) bringAgain(records, batch)
    } catch (error) {
      bringAgain(records, batch, `${column ?? 'no column'}: ${String(error)}`)
    }
  return published
}

/** What is about all columns, after those that were `published`: undefined when it failed. */
async function publishAfter(published: Published[], batch: Batch, deps: PublishDeps): Promise<Tally | undefined> {
  const { told, manifests, events } = batch
  const isGrown = published.some((column) => column.isGrown)
  try {
    return await publishWhole(deps, { ...(!isGrown && { manifests }), crawled: crawledIn(told), events })
  } catch (error) {
    bringAgain([...told.values()].flat(), batch, `what is about all columns: ${String(error)}`)
    return undefined
  }
}

function bringAgain(records: SQSRecord[], { again, problems }: Batch, problem?: string): void {
  for (const record of records) again.add(record)
  if (problem !== undefined) problems.push(problem)
}

/** What SNS puts round its message for SQS. */
const Envelope = z.object({ Message: z.string() })
/** An event, or that a column was crawled: then with when the crawl began, and the last entry of the ledger. */
const About = z.object({ column: z.string(), sequence: z.optional(z.number()), startedAt: z.optional(z.string()) })
type About = z.infer<typeof About>
const Message = z.object({ data: About })

function aboutIn({ body }: SQSRecord): About | undefined {
  const envelope = Envelope.safeParse(parsed(body)).data
  return Message.safeParse(parsed(envelope?.Message ?? '')).data?.data
}

/** What `records` tell of the newest crawl of one column; where one of them is of no crawl, nobody knows how far the ledger goes. */
function latestOf(records: SQSRecord[]): Pick<Known, 'sequence' | 'startedAt'> {
  const abouts = records.flatMap((record) => aboutIn(record) ?? [])
  const startedAt = abouts.flatMap((about) => about.startedAt ?? []).sort().at(-1) // prettier-ignore
  const sequence = Math.max(...abouts.map((about) => (about.startedAt !== undefined && about.sequence) || Infinity))
  return { ...(Number.isFinite(sequence) && { sequence }), ...(startedAt !== undefined && { startedAt }) }
}

function crawledIn(told: Map<string | undefined, SQSRecord[]>): Map<string, string> {
  return new Map(
    [...told].flatMap(([column, records]) => {
      const { startedAt } = latestOf(records)
      return column !== undefined && startedAt !== undefined ? [[column, startedAt] as const] : []
    }),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
