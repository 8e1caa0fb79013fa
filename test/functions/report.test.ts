import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type CrawlAnswer, crawlHost } from '../../functions/crawl/crawl-host.ts'
import { reported } from '../../functions/report.ts'
import { letterOf } from './crawl/scenario-letters.ts'
import { startWatching } from '../watching.ts'

const logged: string[] = []
beforeEach(() => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'letterwatch-crawl')
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => logged.push(String(text)) > 0)
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  logged.length = 0
})

test('on Lambda a report is one line, with the metrics of the stack that the function belongs to', () => {
  reported('sweep', { deliveries: 3, hosts: 0 })
  expect(logged).toEqual(['{"function":"sweep","deliveries":3,"hosts":0}\n'])
})

test('a report longer than the log takes leaves its metrics', () => {
  const problems = Array.from({ length: 5000 }, (_, index) => `第${index}封信的页面不能读，地址是${'长'.repeat(20)}`)
  reported('publish', { problems })
  expect(JSON.parse(logged.join(''))).toMatchObject({ function: 'publish', PublishProblems: 5000, shortened: true })
})

test('events that the bus does not accept are counted as waiting, and the crawl fails', async () => {
  const watching = await startWatching()
  const { site, machine } = watching
  site.publish('10001', letterOf(1))
  await watching.crawl()
  site.publish('10002', letterOf(2))
  logged.length = 0
  const bus = { ...machine.ports.bus, publishEvents: () => Promise.reject(new Error('not now')) }
  const report = (answer: CrawlAnswer) => reported('crawl', answer)
  const request = { host: new URL(site.column.url).host, column: site.column }
  const run = crawlHost(request, { ...machine.ports, bus, report, remainingMs: () => 900_000 })
  await expect(run).rejects.toThrow('not now')
  expect(JSON.parse(logged.join(''))).toMatchObject({
    function: 'crawl',
    CompleteCrawls: 1,
    EntriesWaiting: 1,
    _aws: { CloudWatchMetrics: [{ Namespace: 'letterwatch', Dimensions: [[]] }] },
  })
  await watching.close()
})
