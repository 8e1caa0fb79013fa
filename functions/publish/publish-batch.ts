import type { SQSBatchItemFailure, SQSEvent, SQSRecord } from 'aws-lambda'
import * as z from 'zod/mini'
import type { Edges } from './edges.ts'
import { type Published, publishColumn } from './publish-column.ts'

/** What became of a batch: the columns published, and the messages that SQS is to bring again, with the reasons. */
export type PublishReport = { published: Published[]; problems: string[]; batchItemFailures: SQSBatchItemFailure[] }

/** Publishes every column that `event` is about, once however many messages tell of it. A column that fails stops no other. */
export async function publishBatch({ Records }: SQSEvent, edges: Edges): Promise<PublishReport> {
  const report: PublishReport = { published: [], problems: [], batchItemFailures: [] }
  for (const [column, records] of Map.groupBy(Records, columnOf)) {
    try {
      if (column === undefined) throw new Error('Cannot publish: the message does not say which column it is about')
      report.published.push(await publishColumn(column, edges))
    } catch (error) {
      report.problems.push(`${column ?? 'no column'}: ${String(error)}`)
      report.batchItemFailures.push(...records.map(({ messageId }) => ({ itemIdentifier: messageId })))
    }
  }
  return report
}

/** What SNS puts round its message for SQS. */
const Envelope = z.object({ Message: z.string() })
const AboutColumn = z.object({ data: z.object({ column: z.string() }) })

function columnOf({ body }: SQSRecord): string | undefined {
  const envelope = Envelope.safeParse(parsed(body)).data
  return AboutColumn.safeParse(parsed(envelope?.Message ?? '')).data?.data.column
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
