import { expect, test } from 'vitest'
import { addCrawl, gapsIn, type FinishedCrawl, type CoverageSpan } from '../../../shared/crawl/coverage.ts'

const EVERY_MS = 15 * 60_000
const at = (minute: number) => new Date(Date.UTC(2026, 10, 25) + minute * 60_000).toISOString()
const look = (minute: number, outcome: FinishedCrawl['outcome'] = 'complete'): FinishedCrawl => ({
  startedAt: at(minute),
  endedAt: at(minute + 1),
  outcome,
})
const after = (looks: FinishedCrawl[]) =>
  looks.reduce<CoverageSpan[]>((stretches, one) => addCrawl(stretches, one, EVERY_MS), [])

test('looks that come in time are one stretch, however many', () => {
  const stretches = after([look(0), look(15), look(31), look(45)])
  expect(stretches).toEqual([{ from: at(0), to: at(46), outcome: 'complete', looks: 4 }])
  expect(gapsIn(stretches, EVERY_MS)).toEqual([])
})

test('a machine that was off leaves a gap, from the end of the look before to the beginning of the next', () => {
  expect(gapsIn(after([look(0), look(600), look(615)]), EVERY_MS)).toEqual([{ from: at(1), to: at(600), failedLooks: 0 }])
})

test('failed looks see nothing: the gap counts them, and has no end while they go on', () => {
  const failing = [look(0), look(15, 'failed'), look(30, 'failed'), look(45, 'failed')]
  expect(gapsIn(after(failing), EVERY_MS)).toEqual([{ from: at(1), failedLooks: 3 }])
  expect(gapsIn(after([...failing, look(60)]), EVERY_MS)).toEqual([{ from: at(1), to: at(60), failedLooks: 3 }])
})

test('one failed look between two in time is no gap, and a partial one saw something', () => {
  expect(gapsIn(after([look(0), look(15, 'failed'), look(30)]), EVERY_MS)).toEqual([])
  expect(gapsIn(after([look(0), look(15, 'partial'), look(30)]), EVERY_MS)).toEqual([])
})

test('what is kept stays bounded, whatever happens', () => {
  const looks = Array.from({ length: 1000 }, (_, index) => look(index * 15, index % 2 === 0 ? 'complete' : 'partial'))
  expect(after(looks)).toHaveLength(60)
  expect(after(looks).at(-1)).toMatchObject({ to: at(999 * 15 + 1) })
})
