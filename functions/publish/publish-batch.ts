import type { SQSBatchItemFailure, SQSEvent, SQSRecord } from 'aws-lambda'
import * as z from 'zod/mini'
import { booksOf, type Edges } from './edges.ts'
import { openEventReader } from './event-reader.ts'
import { type Known, type Published, publishColumn } from './publish-column.ts'
import { publishWhole } from './publish-whole.ts'
import type { Tally } from './write-files.ts'

/** What became of a batch: the columns published, what is about all of them, and the messages that SQS is to bring again, with the reasons. */
export type PublishReport = {
  published: Published[]
  whole?: Tally
  problems: string[]
  batchItemFailures: SQSBatchItemFailure[]
}

/**
 * Publishes every column that `event` is about, once however many messages tell of it, and then once what is about all columns. A column
 * that fails stops no other, and its messages come again; when the whole fails, all of them do.
 */
export async function publishBatch({ Records }: SQSEvent, edges: Edges): Promise<PublishReport> {
  const report: PublishReport = { published: [], problems: [], batchItemFailures: [] }
  const events = openEventReader(edges.table)
  const lagging = await booksOf(edges).heads({ mayLag: true })
  const cards = new Map(lagging.cards.map((card) => [card.column, card]))
  const told = Map.groupBy(Records, (record) => aboutIn(record)?.column)
  const again = new Set<SQSRecord>()
  const failed = (what: string, error: unknown, records: SQSRecord[]) => {
    report.problems.push(`${what}: ${String(error)}`)
    for (const record of records) again.add(record)
  }
  for (const [column, records] of told)
    try {
      if (column === undefined) throw new Error('Cannot publish: the message does not say which column it is about')
      report.published.push(await publishColumn(column, edges, { ...latestOf(records), card: cards.get(column), events }))
    } catch (error) {
      failed(column ?? 'no column', error, records)
    }
  try {
    const isGrown = report.published.some((published) => published.isGrown)
    report.whole = await publishWhole(edges, { ...(!isGrown && { heads: lagging }), crawled: crawledIn(told), events })
  } catch (error) {
    failed('what is about all columns', error, Records)
  }
  report.batchItemFailures = [...again].map(({ messageId }) => ({ itemIdentifier: messageId }))
  return report
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
