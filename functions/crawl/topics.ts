import { PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { CrawlReport } from '../../shared/crawl/report.ts'
import type { Event } from '../../shared/event.ts'
import type { Mail } from '../../shared/mail/mail.ts'
import { type Accepted, attributes, openMailTopic } from '../mail-topic.ts'

/**
 * Whom a crawl tells: machines of events; by text the mailboxes that somebody subscribed by hand, and audiences; and the record that a
 * column was crawled. Each resolves when it was accepted.
 */
export type Told = {
  events: (events: readonly Event[]) => Promise<void>
  mail: (mail: Mail, events: readonly Event[]) => Promise<Accepted>
  audience: (mail: Mail, key: string) => Promise<Accepted>
  crawled: (column: string, crawl?: Began) => Promise<void>
}

/** When a crawl began, and the last entry of the ledger that it knew of. */
type Began = Pick<CrawlReport, 'startedAt' | 'sequence'>

/** SNS takes ten messages and 256 KB at once; an event is under 20 kB. */
const BATCH = 10

/** The SNS topics of events and mail. Attributes carry what subscribers may filter by. */
export function openTopics(topics: { events: string; mail: string; audiences: string }, client = new SNSClient({})): Told {
  const mail = openMailTopic(topics.mail, client)
  const audiences = openMailTopic(topics.audiences, client)
  return {
    async events(events) {
      for (let start = 0; start < events.length; start += BATCH) {
        const batch = events.slice(start, start + BATCH).map((event, index) => ({
          Id: String(index),
          Message: JSON.stringify(event),
          MessageAttributes: attributes(about([event])),
        }))
        const { Failed = [] } = await client.send(
          new PublishBatchCommand({ TopicArn: topics.events, PublishBatchRequestEntries: batch }),
        )
        if (Failed.length > 0)
          throw new Error(
            `Cannot announce ${Failed.length} of ${batch.length} events: ${Failed[0]?.Code ?? ''} ${Failed[0]?.Message ?? ''}`,
          )
      }
    },

    mail: (message, events) => mail.publish(message, about(events)),

    audience: (message, key) => audiences.publish(message, { audience: [key] }),

    async crawled(column, crawl) {
      const data = { column, ...(crawl && { sequence: crawl.sequence, startedAt: crawl.startedAt }) }
      const Message = JSON.stringify({ type: 'column.crawled', data })
      await client.send(
        new PublishCommand({
          TopicArn: topics.events,
          Message,
          MessageAttributes: attributes({ type: ['column.crawled'] }),
        }),
      )
    },
  }
}

/** What a message is about, for filter policies: every value that any of its events has. */
function about(events: readonly Event[]) {
  return {
    type: events.map(({ type }) => type),
    column: events.map(({ data }) => data.column),
    significance: events.map(({ data }) => ('significance' in data && data.significance) || 'substantive'),
    topics: events.flatMap(({ data }) => data.topics),
  }
}
