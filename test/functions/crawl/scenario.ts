import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CrawlReport } from '../../../shared/crawl/report.ts'
import type { LoopbackColumn } from '../../loopback-column.ts'
import { startWatching, toldIn, type Watching } from '../../watching.ts'
import { letterOf } from './scenario-letters.ts'

/** One crawl of a scenario: what happens at the site before it, and what it tells; `also` is said of its report. */
export type Step = [
  happens: (site: LoopbackColumn) => void,
  told: string[],
  also?: Partial<Pick<CrawlReport, 'outcome' | 'listed' | 'reread'>>,
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

      test('tells nothing but what it should', async () => {
        expect((await watching.crawl()).crawls[0], 'the baseline').toMatchObject({
          outcome: 'complete',
          baseline: letters,
          events: [],
        })
        for (const [index, [happens, told, also = {}]] of steps.entries()) {
          happens(watching.site)
          const round = await watching.crawl()
          const { problems = [] } = round.crawls[0] ?? {}
          expect(toldIn(round), `crawl ${index + 1}; problems: ${JSON.stringify(problems)}`).toEqual(told)
          expect(round.crawls[0], `crawl ${index + 1}`).toMatchObject(also)
        }
      })
    })
  })
}
