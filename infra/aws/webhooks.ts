import { Duration } from 'aws-cdk-lib'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import { DISPATCH_FILTER } from '../../functions/ports/bus/bus.ts'
import type { Announcements } from './announcements.ts'
import type { Binding } from './binding.ts'
import { type Bindings, lambdaFunction, type Network } from './lambda-function.ts'
import { FunctionQueue, scheduleTarget } from './triggers.ts'

/** The bindings of the three functions, without the queue of deliveries, which is made here. */
type WebhookBindings = {
  dispatch: Omit<Bindings<'dispatch'>, 'DELIVERIES_QUEUE'>
  deliver: Bindings<'deliver'>
  sweep: Omit<Bindings<'sweep'>, 'DELIVERIES_QUEUE'>
}

/** Events sent to webhooks: `dispatch` writes deliveries, `deliver` sends them, `sweep` finds retries that are due. */
export class Webhooks extends Construct {
  readonly dispatch: LambdaFunction
  readonly deliver: LambdaFunction
  readonly sweep: LambdaFunction
  readonly dispatchQueue: FunctionQueue
  readonly deliveriesQueue: FunctionQueue

  constructor(scope: Construct, id: string, announcements: Announcements, bindings: WebhookBindings, network: Network) {
    super(scope, id)
    this.deliver = lambdaFunction(this, 'deliver', bindings.deliver, {
      timeout: Duration.minutes(2),
      memorySize: 512,
      ...network,
    })
    // Five runs at a time, each with at most five connections to an endpoint: a receiver gets at most 25.
    this.deliveriesQueue = new FunctionQueue(this, 'Deliveries', this.deliver, { batchSize: 10, maxConcurrency: 5 })
    const DELIVERIES_QUEUE = this.deliveriesQueue.send
    const limits = { timeout: Duration.minutes(1), memorySize: 512 }
    this.dispatch = lambdaFunction(this, 'dispatch', { ...bindings.dispatch, DELIVERIES_QUEUE }, limits)
    this.dispatchQueue = new FunctionQueue(this, 'Dispatch', this.dispatch, { batchSize: 10 })
    announcements.subscribeToEvents(this.dispatchQueue, DISPATCH_FILTER.type)
    this.sweep = this.#everyMinute({ ...bindings.sweep, DELIVERIES_QUEUE })
  }

  /** The timeout ends a run before the next one starts. */
  #everyMinute(bindings: Record<keyof Bindings<'sweep'>, Binding>): LambdaFunction {
    const sweep = lambdaFunction(this, 'sweep', bindings, { timeout: Duration.seconds(55), memorySize: 256 })
    sweep.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) })
    const schedule = ScheduleExpression.rate(Duration.minutes(1))
    new Schedule(this, 'EveryMinute', { schedule, target: scheduleTarget(sweep)() })
    return sweep
  }
}
