import { PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { Event } from '../../shared/event.ts'
import type { Mail } from '../../shared/mail.ts'

/** Whom a crawl tells: machines of events, mailboxes by text, and the record that a column was crawled. Each resolves when it was accepted. */
export type Told = {
  events: (events: readonly Event[]) => Promise<void>
  mail: (mail: Mail, events: readonly Event[]) => Promise<void>
  crawled: (column: string) => Promise<void>
}

/** SNS takes ten messages and 256 KB at once; an event is under 20 kB. */
const BATCH = 10

/** The SNS topics of events and mail. Attributes carry what subscribers may filter by. */
export function openTopics(topics: { events: string; mail: string }, client = new SNSClient({})): Told {
  return {
    async events(events) {
      for (let start = 0; start < events.length; start += BATCH) {
        const batch = events.slice(start, start + BATCH).map((event, index) => ({
          Id: String(index),
          Message: JSON.stringify(event),
          MessageAttributes: attributesOf([event]),
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

    async mail({ id, subject, text }, events) {
      const MessageAttributes = { ...attributesOf(events), id: attribute([id]) }
      await client.send(new PublishCommand({ TopicArn: topics.mail, Subject: subject, Message: text, MessageAttributes }))
    },

    async crawled(column) {
      const Message = JSON.stringify({ type: 'column.crawled', data: { column } })
      await client.send(
        new PublishCommand({ TopicArn: topics.events, Message, MessageAttributes: { type: attribute(['column.crawled']) } }),
      )
    },
  }
}

/** What a message is about, for filter policies: every value that any of its events has. */
function attributesOf(events: readonly Event[]) {
  const values = (of: (event: Event) => string[]) => attribute([...new Set(events.flatMap(of))])
  const topics = events.flatMap(({ data }) => data.topics)
  return {
    type: values(({ type }) => [type]),
    column: values(({ data }) => [data.column]),
    significance: values(({ data }) => [('significance' in data && data.significance) || 'substantive']),
    ...(topics.length > 0 && { topics: attribute([...new Set(topics)]) }),
  }
}

function attribute(values: string[]) {
  const [only = ''] = values
  return values.length > 1 || only === ''
    ? { DataType: 'String.Array', StringValue: JSON.stringify(values) }
    : { DataType: 'String', StringValue: only }
}
