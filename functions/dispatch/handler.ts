import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { openDynamoStore } from '../ports/store/dynamodb.ts'
import { readEnvironment } from '../environment.ts'
import { once } from '../once.ts'
import { openSqs } from '../ports/bus/sns-sqs.ts'
import { wallClock } from '../ports/clock.ts'
import { reported } from '../report.ts'
import { dispatch, type DispatchReport } from './dispatch.ts'

const open = once(() => {
  const { TABLE, DELIVERIES_QUEUE } = readEnvironment('dispatch', process.env)
  return { store: openDynamoStore(TABLE), bus: openSqs({ deliver: DELIVERIES_QUEUE }), clock: wallClock }
})

/** Creates a delivery row and a queue message for each event in a batch of SNS envelopes and each endpoint whose filters accept it. */
export async function handler(event: SQSEvent): Promise<DispatchReport & SQSBatchResponse> {
  return reported('dispatch', await dispatch(event, await open()))
}
