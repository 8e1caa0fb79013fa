import type { SQSBatchItemFailure, SQSEvent, SQSRecord } from 'aws-lambda'
import * as z from 'zod/mini'
import type { Manifests } from '../archive/site-state.ts'
import { siteStatesOf, type PublishDeps } from './deps.ts'
import { type EventReader, openEventReader } from './event-reader.ts'
import { type Known, publishColumn, type Published, DEFAULT_PACE } from './publish-column.ts'
import { publishAllColumns } from './publish-all-columns.ts'
import type { Tally } from './write-files.ts'

/** The result of a batch: the columns published, the files about all columns, and the messages that SQS must deliver again, with the reasons. */
export type PublishReport = {
  published: Published[]
  allColumns?: Tally
  problems: string[]
  batchItemFailures: SQSBatchItemFailure[]
}

/** No column is started with less time left, so that the files about all columns can be written. */
const TIME_TO_FINISH_MS = 120_000

/**
 * Publishes every column in the messages once, then the files about all columns once. A column that fails does not stop the others. SQS
 * delivers the messages again of a column that failed or did not fit into the time, and all messages when the files about all columns
 * failed. `remainingMs`: the time that is left.
 */
export async function publishBatch(
  { Records }: SQSEvent,
  deps: PublishDeps,
  remainingMs = () => Infinity,
): Promise<PublishReport> {
  const hasTime = () => remainingMs() > TIME_TO_FINISH_MS
  const batch: MessageBatch = {
    byColumn: Map.groupBy(Records, (record) => aboutIn(record)?.column),
    manifests: await siteStatesOf(deps).manifests({ eventuallyConsistent: true }),
    events: openEventReader(deps.store),
    problems: [],
    again: new Set(),
  }
  const published = await publishColumns(batch, deps, hasTime)
  const allColumns = await publishAfter(published, batch, deps)
  const batchItemFailures = [...batch.again].map(({ messageId }) => ({ itemIdentifier: messageId }))
  return { published, ...(allColumns && { allColumns }), problems: batch.problems, batchItemFailures }
}

/** A batch in progress: its messages by column, the manifests of all states (possibly out of date), and the messages to be delivered again. */
type MessageBatch = {
  byColumn: Map<string | undefined, SQSRecord[]>
  manifests: Manifests
  events: EventReader
  problems: string[]
  again: Set<SQSRecord>
}

async function publishColumns(batch: MessageBatch, deps: PublishDeps, hasTime: () => boolean): Promise<Published[]> {
  const summaries = new Map(batch.manifests.summaries.map((summary) => [summary.column, summary]))
  const published: Published[] = []
  for (const [column, records] of batch.byColumn)
    try {
      if (column === undefined) throw new Error('Cannot publish: the message does not say which column it is about')
      const known = { ...latestOf(records), summary: summaries.get(column), events: batch.events }
      const one = hasTime() ? await publishColumn(column, deps, known, { ...DEFAULT_PACE, hasTime }) : undefined
      if (one) published.push(one)
      if (!one || one.left) redeliver(records, batch)
    } catch (error) {
      redeliver(records, batch, `${column ?? 'no column'}: ${String(error)}`)
    }
  return published
}

/** Publishes the files about all columns after the columns in `published`; undefined when that failed. */
async function publishAfter(published: Published[], batch: MessageBatch, deps: PublishDeps): Promise<Tally | undefined> {
  const { byColumn, manifests, events } = batch
  const isGrown = published.some((column) => column.isGrown)
  try {
    return await publishAllColumns(deps, { ...(!isGrown && { manifests }), crawled: crawledIn(byColumn), events })
  } catch (error) {
    redeliver([...byColumn.values()].flat(), batch, `the files about all columns: ${String(error)}`)
    return undefined
  }
}

function redeliver(records: SQSRecord[], { again, problems }: MessageBatch, problem?: string): void {
  for (const record of records) again.add(record)
  if (problem !== undefined) problems.push(problem)
}

/** The envelope of SNS, as far as it is read here. */
const Envelope = z.object({ Message: z.string() })
/** The data of an event, or of the message that a column was crawled; that one has the start of the crawl and the last sequence. */
const About = z.object({ column: z.string(), sequence: z.optional(z.number()), startedAt: z.optional(z.string()) })
type About = z.infer<typeof About>
const Message = z.object({ data: About })

function aboutIn({ body }: SQSRecord): About | undefined {
  const envelope = Envelope.safeParse(parsed(body)).data
  return Message.safeParse(parsed(envelope?.Message ?? '')).data?.data
}

/** The newest crawl among the messages of one column. `sequence` is unknown when a message is not from a crawl. */
function latestOf(records: SQSRecord[]): Pick<Known, 'sequence' | 'startedAt'> {
  const abouts = records.flatMap((record) => aboutIn(record) ?? [])
  const startedAt = abouts.flatMap((about) => about.startedAt ?? []).sort().at(-1) // prettier-ignore
  const sequence = Math.max(...abouts.map((about) => (about.startedAt !== undefined && about.sequence) || Infinity))
  return { ...(Number.isFinite(sequence) && { sequence }), ...(startedAt !== undefined && { startedAt }) }
}

function crawledIn(byColumn: Map<string | undefined, SQSRecord[]>): Map<string, string> {
  return new Map(
    [...byColumn].flatMap(([column, records]) => {
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
