import {
  FilterPolicyLimitExceededException,
  InvalidParameterException,
  NotFoundException,
  SNSClient,
  SubscribeCommand,
  SubscriptionLimitExceededException,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns'

export type Subscribed = { outcome: 'subscribed'; subscription: string } | { outcome: 'refused'; why: string }

export type MailSubscriptions = ReturnType<typeof openMailSubscriptions>

/** The mailboxes that are subscribed to the topic of audiences. SNS asks each by mail to confirm, and adds a link to unsubscribe. */
export function openMailSubscriptions(TopicArn: string, client = new SNSClient({})) {
  return {
    /** Subscribes `address` to the mail of one audience. Repeating it changes nothing. */
    async subscribe(address: string, audience: string): Promise<Subscribed> {
      const Attributes = { FilterPolicy: JSON.stringify({ audience: [audience] }) }
      const email = { TopicArn, Protocol: 'email', Endpoint: address, Attributes, ReturnSubscriptionArn: true }
      try {
        const { SubscriptionArn = '' } = await client.send(new SubscribeCommand(email))
        return { outcome: 'subscribed', subscription: SubscriptionArn }
      } catch (error) {
        return { outcome: 'refused', why: refusalIn(error) }
      }
    },

    /** Ends a subscription: undefined when it has ended, also by the link in a mail, or why SNS keeps it. */
    async unsubscribe(SubscriptionArn: string): Promise<string | undefined> {
      try {
        await client.send(new UnsubscribeCommand({ SubscriptionArn }))
        return undefined
      } catch (error) {
        return error instanceof NotFoundException ? undefined : refusalIn(error)
      }
    },
  }
}

/** Why SNS refuses, where the request itself is at fault; other errors are thrown. */
function refusalIn(error: unknown): string {
  if (
    error instanceof InvalidParameterException ||
    error instanceof FilterPolicyLimitExceededException ||
    error instanceof SubscriptionLimitExceededException
  )
    return error.message
  throw error
}
