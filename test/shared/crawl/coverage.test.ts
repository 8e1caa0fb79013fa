import { expect, test } from 'vitest'
import { addCrawl, gapsIn, type FinishedCrawl, type CoverageSpan } from '../../../shared/crawl/coverage.ts'

const EVERY_MS = 15 * 60_000
const at = (minute: number) => new Date(Date.UTC(2026, 10, 25) + minute * 60_000).toISOString()
const crawl = (minute: number, outcome: FinishedCrawl['outcome'] = 'complete'): FinishedCrawl => ({
  startedAt: at(minute),
  endedAt: at(minute + 1),
  outcome,
})
const after = (crawls: FinishedCrawl[]) => crawls.reduce<CoverageSpan[]>((spans, one) => addCrawl(spans, one, EVERY_MS), [])

test('crawls on time are one span, however many', () => {
  const spans = after([crawl(0), crawl(15), crawl(31), crawl(45)])
  expect(spans).toEqual([{ from: at(0), to: at(46), outcome: 'complete', looks: 4 }])
  expect(gapsIn(spans, EVERY_MS)).toEqual([])
})

test('a machine that was off leaves a gap, from the end of the crawl before to the start of the next', () => {
  expect(gapsIn(after([crawl(0), crawl(600), crawl(615)]), EVERY_MS)).toEqual([{ from: at(1), to: at(600), failedLooks: 0 }])
})

test('failed crawls do not end a gap: it counts them, and has no end while they go on', () => {
  const failing = [crawl(0), crawl(15, 'failed'), crawl(30, 'failed'), crawl(45, 'failed')]
  expect(gapsIn(after(failing), EVERY_MS)).toEqual([{ from: at(1), failedLooks: 3 }])
  expect(gapsIn(after([...failing, crawl(60)]), EVERY_MS)).toEqual([{ from: at(1), to: at(60), failedLooks: 3 }])
})

test('one failed crawl between two on time is no gap, and neither is a partial one', () => {
  expect(gapsIn(after([crawl(0), crawl(15, 'failed'), crawl(30)]), EVERY_MS)).toEqual([])
  expect(gapsIn(after([crawl(0), crawl(15, 'partial'), crawl(30)]), EVERY_MS)).toEqual([])
})

test('at most sixty spans are kept', () => {
  const crawls = Array.from({ length: 1000 }, (_, index) => crawl(index * 15, index % 2 === 0 ? 'complete' : 'partial'))
  expect(after(crawls)).toHaveLength(60)
  expect(after(crawls).at(-1)).toMatchObject({ to: at(999 * 15 + 1) })
})
