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
    // A batch publishes a column once, however many messages tell of it, and what is about all columns once, however many it is about:
    // with ten thousand columns that is most of the work. A reader hears of an edit a minute later for it.
    // A column for which there is no time comes again too, and counts as a try: ten thousand columns in a new layout come some five times.
    const tries = 20
    this.queue = new FedQueue(this, 'Publish', this.publish, { batchSize: 1000, maxBatchingWindow: Duration.minutes(1), tries })
    announcements.feedEventsTo(this.queue)
  }
}
