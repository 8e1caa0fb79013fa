import { load } from 'cheerio'
import { expect, test } from 'vitest'
import { chart } from '../../../shared/site/charts.ts'

const label = { zh: '封', en: 'Letters' }
const drawn = (bars: { name: string; count: number }[]) => load(chart('a', label, label, label, bars)?.text ?? '')
const years = (count: number) => Array.from({ length: count }, (_, index) => ({ name: String(2001 + index), count: index }))

test('a chart draws bars as high as their numbers, with each number in the table underneath', () => {
  const $ = drawn([
    { name: '2024', count: 4 },
    { name: '2025', count: 0 },
    { name: '2026', count: 2 },
  ])
  const heights = $('rect')
    .map((_, bar) => Number(bar.attribs.height))
    .get()
  expect(heights).toEqual([98, 49])
  expect($('tbody').text()).toContain('402')
  expect($('th[scope=col]').text()).toContain('202420252026')
})

test('the names under the bars do not overlap and stay within the picture, however many there are', () => {
  for (const count of [1, 2, 7, 12, 24]) {
    const names = drawn(years(count))('text').filter((_, { attribs }) => attribs.y === '133')
    const places = names.map((_, { attribs }) => Number(attribs.x)).get()
    expect(places.length).toBeGreaterThan(0)
    for (const [index, place] of places.entries()) {
      expect(place).toBeGreaterThanOrEqual(13)
      expect(place).toBeLessThanOrEqual(287)
      expect(place - (places[index - 1] ?? -26)).toBeGreaterThanOrEqual(26)
    }
  }
})

test('a chart without bars is left out', () => {
  expect(chart('a', label, label, label, [])).toBeUndefined()
})
