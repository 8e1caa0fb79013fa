import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Crawls } from './sweep.ts'

/** The crawls of the Lambda function called `name`. */
export function openCrawls(name: string, client = new LambdaClient({})): Crawls {
  return {
    async start(host) {
      await client.send(
        new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify({ host })) }),
      )
    },
  }
}
