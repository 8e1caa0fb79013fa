import { Duration } from 'aws-cdk-lib'
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import { EVENT_TYPES } from '../../shared/event.ts'
import type { Announcements } from './announcements.ts'
import type { Archive } from './archive.ts'
import { bundledFunction, type Uses } from './bundled-function.ts'
import { FedQueue } from './fed-queue.ts'
import type { Network } from './fixed-address.ts'
import { started } from './started.ts'
import type { Use } from './use.ts'

/** Events given to the endpoints that want them: dispatch writes deliveries, deliver makes them, the sweep wakes those that are due again. */
export class Webhooks extends Construct {
  readonly deliver: NodejsFunction
  readonly dispatch: NodejsFunction
  readonly sweep: NodejsFunction
  readonly deliveries: FedQueue
  readonly dispatched: FedQueue

  constructor(
    scope: Construct,
    id: string,
    announcements: Announcements,
    archive: Archive,
    uses: Omit<Uses<'deliver'>, 'TABLE'> & Pick<Uses<'sweep'>, 'CRAWL'>,
    network: Network,
  ) {
    super(scope, id)
    const { CRAWL, ...deliverUses } = uses
    this.deliver = this.#deliver(archive, deliverUses, network)
    // Five at a time, each with five connections to an endpoint at most: a receiver meets no more than 25.
    this.deliveries = new FedQueue(this, 'Deliveries', this.deliver, { batchSize: 10, maxConcurrency: 5 })
    this.dispatch = this.#dispatch(archive, uses.SETTINGS)
    this.dispatched = new FedQueue(this, 'Dispatch', this.dispatch, { batchSize: 10 })
    announcements.feedEventsTo(this.dispatched, EVENT_TYPES)
    this.sweep = this.#sweep(archive, CRAWL)
  }

  #deliver(archive: Archive, uses: Omit<Uses<'deliver'>, 'TABLE'>, network: Network): NodejsFunction {
    return bundledFunction(
      this,
      'deliver',
      { TABLE: archive.makeDeliveries, ...uses },
      { timeout: Duration.minutes(2), memorySize: 512, ...network },
    )
  }

  #dispatch(archive: Archive, SETTINGS: Use): NodejsFunction {
    return bundledFunction(
      this,
      'dispatch',
      { TABLE: archive.beginDeliveries, DELIVERIES_QUEUE: this.deliveries.send, SETTINGS },
      { timeout: Duration.minutes(1), memorySize: 512 },
    )
  }

  /** Its time ends before its next turn. */
  #sweep(archive: Archive, CRAWL: Use): NodejsFunction {
    const sweep = bundledFunction(
      this,
      'sweep',
      { TABLE: archive.findDue, DELIVERIES_QUEUE: this.deliveries.send, CRAWL },
      { timeout: Duration.seconds(55), memorySize: 256 },
    )
    sweep.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) })
    new Schedule(this, 'EveryMinute', {
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      target: started(sweep)(),
    })
    return sweep
  }
}
