import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CrawlReport } from '../../../shared/crawl/report.ts'
import type { LoopbackColumn } from '../../loopback-column.ts'
import { startWatching, eventsIn, type Watching } from '../../watching.ts'
import { letterOf } from './scenario-letters.ts'

/** One crawl of a scenario: what changes at the site before it, the events that it finds, and fields of its report. */
export type Step = [
  change: (site: LoopbackColumn) => void,
  events: string[],
  report?: Partial<Pick<CrawlReport, 'outcome' | 'listed' | 'reread'>>,
]

export type Scenario = { title: string; settings?: object; letters?: number; steps: Step[] }

/** Runs each scenario on a column of its own: a baseline of `letters` letters (10001 …, newest first), then a crawl per step. */
export function scenarios(about: string, all: Scenario[]): void {
  describe(about, () => {
    describe.each(all)('$title', ({ settings, letters = 6, steps }) => {
      let watching: Watching
      beforeAll(async () => {
        watching = await startWatching(settings)
        for (let index = 1; index <= letters; index++) watching.site.publish(String(10_000 + index), letterOf(index))
      })
      afterAll(() => watching.close())

      test('finds these events in each crawl, and no others', async () => {
        expect((await watching.crawl()).crawls[0], 'the baseline').toMatchObject({
          outcome: 'complete',
          baseline: letters,
          events: [],
        })
        for (const [index, [change, events, report = {}]] of steps.entries()) {
          change(watching.site)
          const round = await watching.crawl()
          const { problems = [] } = round.crawls[0] ?? {}
          expect(eventsIn(round), `crawl ${index + 1}; problems: ${JSON.stringify(problems)}`).toEqual(events)
          expect(round.crawls[0], `crawl ${index + 1}`).toMatchObject(report)
        }
      })
    })
  })
}
