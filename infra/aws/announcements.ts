import { Topic, SubscriptionFilter } from 'aws-cdk-lib/aws-sns'
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import type { FedQueue } from './fed-queue.ts'
import { type Use, use } from './use.ts'

/**
 * Where crawls and digests tell what was found: events as JSON for machines, mail as text for whoever subscribes it by hand, and for
 * audiences of those who chose.
 */
export class Announcements extends Construct {
  readonly events: Topic
  readonly mail: Topic
  readonly audiences: Topic

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.events = new Topic(this, 'Events', { enforceSSL: true })
    this.mail = new Topic(this, 'Mail', { enforceSSL: true, displayName: 'letterwatch' })
    this.audiences = new Topic(this, 'Audiences', { enforceSSL: true, displayName: 'letterwatch' })
  }

  get tellEvents(): Use {
    return publishTo(this.events)
  }

  get tellMail(): Use {
    return publishTo(this.mail)
  }

  get tellAudiences(): Use {
    return publishTo(this.audiences)
  }

  /** Sends to `fed` what is told on the topic of events: everything, or the messages of `types`. */
  feedEventsTo(fed: FedQueue, types?: readonly string[]): void {
    const filterPolicy = types && { type: SubscriptionFilter.stringFilter({ allowlist: [...types] }) }
    const { queue, deadLetters: deadLetterQueue } = fed
    this.events.addSubscription(new SqsSubscription(queue, { deadLetterQueue, ...(filterPolicy && { filterPolicy }) }))
  }
}

export const publishTo = ({ topicArn }: Topic): Use => use(topicArn, { actions: ['sns:Publish'], resources: [topicArn] })
