import { expect, test } from 'vitest'
import { brokenPromises } from '../../bench/growth/promises.ts'
import { simulate, type Size } from '../../bench/growth/simulate.ts'

const SIZE: Size = { columns: 60, letters: 2, everyMinutes: 60, periods: 4, runsAtOnce: 20, deaths: 0, record: false }

test('no host gets two requests within a second, no column is later than twice its period, every edit is announced once', async () => {
  const simulated = await simulate(SIZE)
  expect(brokenPromises(simulated)).toEqual([])
  expect(simulated.outcomes).toEqual({ complete: simulated.counted.crawls })
  expect(simulated.edits).toHaveLength(3)
  expect(simulated.putOff).toBeGreaterThan(0)
})

test('a host with more columns than one run has time for is left to the next run, and all limits are kept', async () => {
  const simulated = await simulate({ ...SIZE, columns: 100, columnsAHost: 97, letters: 7 })
  expect(brokenPromises(simulated)).toEqual([])
  expect(simulated.handedOn).toBeGreaterThan(0)
})

test('what is announced is in the feeds of the record', async () => {
  expect(brokenPromises(await simulate({ ...SIZE, columns: 8, record: true }))).toEqual([])
})

test('runs that die lose nothing and announce nothing twice: their columns are late by one run', async () => {
  const { gaps, ...simulated } = await simulate({ ...SIZE, deaths: 0.1 })
  expect(brokenPromises({ ...simulated, gaps: [] })).toEqual([])
  expect(gaps[0]).toBeLessThan(4 * 60 * 60_000)
})

test('the simulation detects a broken limit: so many columns are too much for one run at a time', async () => {
  const broken = brokenPromises(await simulate({ ...SIZE, columns: 40, everyMinutes: 1, runsAtOnce: 1 }))
  expect(broken[0]).toMatch(/^\d+ times a column was later than twice its period, by \d+\.\d+ periods at most$/)
})
