import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { expect, test } from 'vitest'
import { openCrawlStarter } from '../../../functions/ports/aws/crawl-starter.ts'

test('a crawl is started by function name for its host, asynchronously', async () => {
  const asked: unknown[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push([request.method, request.url, request.headers['x-amz-invocation-type'], body])
      response.writeHead(202).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  await openCrawlStarter('letterwatch-crawl', new LambdaClient({ endpoint, region: 'local-1', credentials })).start('a.example')
  expect(asked).toEqual([['POST', '/2015-03-31/functions/letterwatch-crawl/invocations', 'Event', '{"host":"a.example"}']])
  server.closeAllConnections()
  server.close()
})
