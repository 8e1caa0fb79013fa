import { InvalidParameterException, type MessageAttributeValue, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { Mail } from '../shared/mail/mail.ts'

/** Under which subject SNS accepted a mail: its own, or the one in ASCII. */
export type Accepted = 'as written' | 'with an ASCII subject'

export type MailTopic = ReturnType<typeof openMailTopic>

/** A topic whose subscribers are mailboxes. */
export function openMailTopic(TopicArn: string, client = new SNSClient({})) {
  return {
    /**
     * Publishes a mail, with the values by which subscriptions filter. SNS once took ASCII subjects only and does not say where it
     * still does: a mail whose subject it refuses is published once more under the other one. Throws what SNS throws.
     */
    async publish({ id, subject, asciiSubject, text }: Mail, values: Record<string, string[]>): Promise<Accepted> {
      const MessageAttributes = attributes({ ...values, id: [id] })
      const send = (Subject: string) => client.send(new PublishCommand({ TopicArn, Subject, Message: text, MessageAttributes }))
      try {
        await send(subject)
        return 'as written'
      } catch (error) {
        if (!(error instanceof InvalidParameterException && /subject/i.test(error.message))) throw error
        await send(asciiSubject)
        return 'with an ASCII subject'
      }
    },
  }
}

/** `values` as message attributes: one text, or a list of them. An attribute without values is none. */
export function attributes(values: Record<string, string[]>): Record<string, MessageAttributeValue> {
  const given = Object.entries(values).filter(([, each]) => each.length > 0)
  return Object.fromEntries(given.map(([name, each]) => [name, attribute([...new Set(each)])]))
}

function attribute(values: string[]): MessageAttributeValue {
  const [only = ''] = values
  return values.length > 1 || only === ''
    ? { DataType: 'String.Array', StringValue: JSON.stringify(values) }
    : { DataType: 'String', StringValue: only }
}
