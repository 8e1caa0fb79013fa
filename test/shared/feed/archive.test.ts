import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { partsSince } from '../../../shared/feed/feed.ts'

const events = (count: number) => Array.from({ length: count }, (_, index) => ({ sequence: index + 1, at: '' }))
/** A line that has all of them. */
const line = (count: number) => ({ before: 0, newest: events(count) })
const range = ({ events: seen }: { events: { sequence: number }[] }) => [seen[0]?.sequence, seen.at(-1)?.sequence]

test('a feed of up to fifty events has no archive', () => {
  expect(partsSince(line(50), 0)).toEqual([{ events: events(50) }])
})

test('the fifty-first event fills the first archive page, to which the feed then links', () => {
  const [page, feed] = partsSince(line(51), 50)
  expect(page).toEqual({ events: events(50), archivePage: 1 })
  expect(feed).toMatchObject({ previousPage: 1 })
  expect(range(feed ?? { events: [] })).toEqual([2, 51])
})

test('an archive page is written once: when more events come, only pages that are new', () => {
  expect(partsSince(line(160), 120).map(({ archivePage }) => archivePage)).toEqual([3, undefined])
  expect(partsSince(line(130), 120).map(({ archivePage }) => archivePage)).toEqual([undefined])
})

test('a list with only the newest fifty events gives the same documents', () => {
  fc.assert(
    fc.property(fc.nat({ max: 300 }), fc.nat({ max: 120 }), (count, more) => {
      const kept = Math.min(count, 50)
      const cut = { before: count - kept, newest: events(count + more).slice(count - kept) }
      expect(partsSince(cut, count)).toEqual(partsSince(line(count + more), count))
    }),
  )
})

test('the links from the feed lead back to every event, however the feed grew', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 120 }), { maxLength: 8 }), (growth) => {
      const pages = new Map<number, number[]>()
      let count = 0
      let current = partsSince(line(0), 0)
      for (const more of growth) {
        current = partsSince(line(count + more), count)
        count += more
        for (const { archivePage, events: seen } of current)
          if (archivePage !== undefined)
            pages.set(
              archivePage,
              seen.map(({ sequence }) => sequence),
            )
      }
      const feed = current.at(-1)
      const met = new Set(feed?.events.map(({ sequence }) => sequence))
      for (let page = feed?.previousPage ?? 0; page > 0; page--) pages.get(page)?.forEach((sequence) => met.add(sequence))
      return met.size === count
    }),
  )
})
