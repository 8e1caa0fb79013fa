import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { openDynamoStore } from '../ports/store/dynamodb.ts'
import { readEnvironment } from '../environment.ts'
import { once } from '../once.ts'
import { openSns } from '../ports/bus/sns-sqs.ts'
import { wallClock } from '../ports/clock.ts'
import { openHttp } from '../ports/http/http.ts'
import { systemRandom } from '../ports/random.ts'
import { openSecretsManager } from '../ports/secrets/secrets-manager.ts'
import { reported } from '../report.ts'
import { deliverBatch, type DeliverReport } from './deliver-batch.ts'
import { openDeps } from './deps.ts'

const open = once(() => {
  const { TABLE, SIGNING_KEY, OPERATORS_TOPIC, SETTINGS } = readEnvironment('deliver', process.env)
  return openDeps({
    settings: SETTINGS,
    store: openDynamoStore(TABLE),
    bus: openSns({ operators: OPERATORS_TOPIC }),
    secrets: openSecretsManager({ webhooks: SIGNING_KEY }),
    http: openHttp(),
    clock: wallClock,
    random: systemRandom,
  })
})

/** Makes the deliveries that a batch of messages refers to. */
export async function handler(event: SQSEvent): Promise<DeliverReport & SQSBatchResponse> {
  return reported('deliver', await deliverBatch(event, await open()))
}
