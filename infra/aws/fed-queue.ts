import { Duration } from 'aws-cdk-lib'
import { SqsEventSource, type SqsEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { type Use, use } from './use.ts'

/** A batch that Lambda could not start, or that was cut off, is tried this often before it lies in the dead letters. */
const TRIES = 5
/** Lambda asks for six times the function's timeout, so that a throttled batch is retried before its messages are seen again. */
const TIMEOUTS_HIDDEN = 6

/** `tries`: how often a message is tried before it lies in the dead letters. */
type Feeding = Pick<SqsEventSourceProps, 'batchSize' | 'maxBatchingWindow' | 'maxConcurrency'> & { tries?: number }

/** A queue that feeds one function, and the dead letters of both: what the function refused so often, and what never reached the queue. */
export class FedQueue extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue
  /** Sending to the queue. */
  readonly send: Use

  constructor(scope: Construct, id: string, into: NodejsFunction, { tries = TRIES, ...feeding }: Feeding) {
    super(scope, id)
    this.deadLetters = new Queue(this, 'DeadLetters', { retentionPeriod: Duration.days(14), enforceSSL: true })
    this.queue = new Queue(this, 'Queue', {
      visibilityTimeout: Duration.seconds((into.timeout?.toSeconds() ?? 0) * TIMEOUTS_HIDDEN),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: tries },
      enforceSSL: true,
    })
    this.send = use(this.queue.queueUrl, { actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] })
    into.addEventSource(new SqsEventSource(this.queue, { ...feeding, reportBatchItemFailures: true }))
  }
}
