import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'

/** The function that crawls, as whoever starts it knows it: it is started and not waited for. */
export type Crawls = { start: (host: string) => Promise<void> }

/** The crawls of the function called `name`. */
export function openCrawls(name: string, client = new LambdaClient({})): Crawls {
  return {
    async start(host) {
      await client.send(
        new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify({ host })) }),
      )
    },
  }
}
