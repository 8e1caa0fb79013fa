import { SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { type Deployed, idLike } from './deployed.ts'
import { arn } from './emulated.ts'

/** A mailbox that is subscribed to the topic that is like this, as a queue: the emulator sends no mail. Returns where its messages are found. */
export async function subscribeMailbox({ sns, sqs, called, template }: Deployed, like: RegExp): Promise<string> {
  const topic = idLike(template, 'AWS::SNS::Topic', like)
  const QueueName = `mailbox-${topic}`
  await sqs.send(new CreateQueueCommand({ QueueName }))
  await sns.send(new SubscribeCommand({ TopicArn: called(topic), Protocol: 'sqs', Endpoint: arn('sqs', QueueName) }))
  return `${called('AWS::AccountId')}/${QueueName}`
}

/** What lies in a mailbox. */
export async function bodiesIn({ sqs, messagingUrl }: Deployed, path: string): Promise<string[]> {
  const QueueUrl = `${messagingUrl}/${path}`
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
  return Messages.map(({ Body = '' }) => Body)
}
