import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'

/** Starts the crawl function for the columns that wait for `host`, asynchronously. */
export type CrawlStarter = { start: (host: string) => Promise<void> }

/** Starts crawls of the Lambda function called `name`. */
export function openCrawlStarter(name: string, client = new LambdaClient({})): CrawlStarter {
  return {
    async start(host) {
      await client.send(
        new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify({ host })) }),
      )
    },
  }
}
