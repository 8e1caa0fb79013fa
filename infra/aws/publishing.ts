import { Duration } from 'aws-cdk-lib'
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import { Construct } from 'constructs'
import type { Announcements } from './announcements.ts'
import { bundledFunction, type Uses } from './bundled-function.ts'
import { FedQueue } from './fed-queue.ts'

/** The public record brought up to date whenever a column was crawled or changed. */
export class Publishing extends Construct {
  readonly publish: NodejsFunction
  readonly queue: FedQueue

  constructor(scope: Construct, id: string, announcements: Announcements, uses: Uses<'publish'>) {
    super(scope, id)
    // Two that publish one column at once do all of the work twice: the one that saves its book last begins anew.
    this.publish = bundledFunction(this, 'publish', uses, {
      timeout: Duration.minutes(5),
      memorySize: 1024,
      reservedConcurrentExecutions: 1,
    })
    // However many messages tell of a column, a batch publishes it once.
    this.queue = new FedQueue(this, 'Publish', this.publish, { batchSize: 100, maxBatchingWindow: Duration.seconds(10) })
    announcements.feedEventsTo(this.queue)
  }
}
