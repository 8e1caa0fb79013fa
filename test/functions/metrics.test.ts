import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { embeddedMetrics, METRICS, type Reports } from '../../functions/metrics.ts'
import { letterOf } from './crawl/scenario-letters.ts'
import { startWatching, type Watching } from '../watching.ts'

describe('the metrics of a crawl', () => {
  let watching: Watching
  beforeEach(async () => {
    watching = await startWatching({ hold: { share: 0.1, count: 3 } })
    for (let index = 1; index <= 10; index++) watching.site.publish(String(10_000 + index), letterOf(index))
    await watching.crawl()
  })
  afterEach(() => watching.close())

  /** The metrics of one crawl, without their envelope. */
  const crawled = async () => {
    const report = await watching.machine.crawl(watching.site.column)
    const { _aws: _, ...values } = embeddedMetrics('crawl', report, 'letterwatch', 0) as Record<string, unknown>
    return values
  }

  test('a crawl without changes sends only that it is complete', async () => {
    expect(await crawled()).toEqual({ CompleteCrawls: 1 })
  })

  test('an edit is announced', async () => {
    watching.site.edit('10003', (letter) => ({ ...letter, title: `${letter.title}（更正）` }))
    expect(await crawled()).toEqual({ CompleteCrawls: 1, EventsAnnounced: 1 })
  })

  test('a listing that shrank, and is not complete', async () => {
    watching.site.listed = watching.site.listed.slice(0, 3)
    expect(await crawled()).toEqual({ ListingsShrunk: 1 })
  })

  test('letters that cannot be read', async () => {
    for (const id of ['10001', '10002']) watching.site.answers.set(watching.site.path(id), { body: '<p>系统升级</p>' })
    expect(await crawled()).toEqual({ LettersUnreadable: 2 })
  })

  test('a site that cannot be reached', async () => {
    watching.site.answers.set(watching.site.listingPath, { status: 502 })
    expect(await crawled()).toEqual({})
  })

  test('a new template, with another extraction method for every letter, once', async () => {
    watching.site.skin = 'anchors'
    expect(await crawled()).toEqual({ CompleteCrawls: 1, ExtractionMethodChanges: 10 })
    expect(await crawled()).toEqual({ CompleteCrawls: 1 })
  })

  test('a hold, for as long as no operator has decided', async () => {
    for (let index = 1; index <= 5; index++)
      watching.site.edit(String(10_000 + index), (letter) => ({ ...letter, title: `${letter.title}（更正）` }))
    expect(await crawled()).toEqual({ CompleteCrawls: 1, EventsHeld: 5, EventsAnnounced: 1 })
    expect(await crawled()).toEqual({ CompleteCrawls: 1, EventsHeld: 5 })
  })
})

test('a column with more letters than one crawl may fetch is complete while all of them are fetched in time', async () => {
  const watching = await startWatching({ maxRequests: 8, every: '1h' })
  for (let index = 1; index <= 12; index++) watching.site.publish(String(10_000 + index), letterOf(index))
  for (let crawl = 1; crawl <= 3; crawl++) await watching.crawl()
  const report = await watching.machine.crawl(watching.site.column)
  expect(report.crawl.outcome).toBe('partial')
  expect(embeddedMetrics('crawl', report, 'letterwatch', 0)).toMatchObject({ CompleteCrawls: 1 })
  const late = { ...report.crawl, endedAt: new Date(Date.now() + 2.1 * report.crawl.coverage.wholeEveryMs).toISOString() }
  expect(embeddedMetrics('crawl', { ...report, crawl: late }, 'letterwatch', 0)).not.toHaveProperty('CompleteCrawls')
  await watching.close()
})

const DELIVERED: Reports['deliver'] = { delivered: 3, failed: 1, dead: 2, disabled: [{}] }

test('the line names its metrics in the embedded format of CloudWatch', () => {
  expect(embeddedMetrics('deliver', DELIVERED, 'letterwatch', 1_700_000_000_000)).toEqual({
    _aws: {
      Timestamp: 1_700_000_000_000,
      CloudWatchMetrics: [
        {
          Namespace: 'letterwatch',
          Dimensions: [[]],
          Metrics: ['DeliveriesMade', 'DeliveriesFailed', 'DeliveriesDead', 'EndpointsDisabled'].map((Name) => ({
            Name,
            Unit: 'Count',
          })),
        },
      ],
    },
    DeliveriesMade: 3,
    DeliveriesFailed: 1,
    DeliveriesDead: 2,
    EndpointsDisabled: 1,
  })
  expect(embeddedMetrics('deliver', { delivered: 0, failed: 0, dead: 0, disabled: [] }, 'letterwatch', 0)).toEqual({})
})

test('no two functions send metrics of one name', () => {
  const names = Object.values(METRICS).flatMap((metrics) => Object.keys(metrics))
  expect(new Set(names).size).toBe(names.length)
})
