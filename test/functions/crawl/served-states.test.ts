import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fingerprint } from '../../../shared/diff/letter-fields.ts'
import type { Entry } from '../../../shared/entry.ts'
import { readLetter } from '../../../shared/extract/letter.ts'
import { openPage } from '../../../shared/extract/response.ts'
import { SKINS } from '../../skins.ts'
import { startWatching, eventsIn, type Watching } from '../../watching.ts'
import { letterOf } from './scenario-letters.ts'

const LETTERS = 4
const idOf = (index: number) => String(10_001 + index)

/** The answer of a letter's address in one crawl, one of three texts or a page that is no letter, and whether the letter is listed. */
type State = { answer: 'A' | 'B' | 'C' | 'gone' | 'busy' | 'empty' | 'broken'; isListed: boolean }
const state = fc.record<State>({
  answer: fc.constantFrom('A', 'B', 'C', 'gone', 'busy', 'empty', 'broken'),
  isListed: fc.boolean(),
})
const crawlStates = fc.record({
  states: fc.tuple(state, state, state, state),
  order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: LETTERS }),
})

const textOf = (index: number, answer: 'A' | 'B' | 'C') => {
  const letter = letterOf(index + 1)
  return answer === 'A'
    ? letter
    : { ...letter, body: [...letter.body, `另安排${answer === 'B' ? '第二' : '第三'}批资金${index + 5}亿元。`] }
}

let watching: Watching
beforeEach(async () => {
  watching = await startWatching({ hold: { share: 1, count: 1000 } })
})
afterEach(() => watching.close())

/** Serves every letter in its state of `states`, listed in `order`; one further letter is always listed, so that the list is not empty. */
function serve({ states, order }: { states: State[]; order: number[] }): void {
  const { site } = watching
  site.letters.set('19999', letterOf(30))
  site.listed = ['19999', ...order.filter((index) => states[index]?.isListed).map(idOf)]
  for (const [index, { answer }] of states.entries()) {
    const path = site.path(idOf(index))
    site.letters.set(idOf(index), textOf(index, 'A'))
    if (answer === 'A' || answer === 'B' || answer === 'C') site.answers.set(path, { body: SKINS.meta(textOf(index, answer)) })
    else if (answer === 'gone') site.answers.set(path, { status: 404, body: '<html><body>404</body></html>' })
    else if (answer === 'busy') site.answers.set(path, { body: '<html><body><h1>系统繁忙，请稍后再试</h1></body></html>' })
    else if (answer === 'empty') site.answers.set(path, { body: '' })
    else site.answers.set(path, { body: SKINS.meta(textOf(index, 'B')).slice(0, 900) })
  }
}

const fingerprintOf = (index: number, answer: 'A' | 'B' | 'C') => {
  const body = new TextEncoder().encode(SKINS.meta(textOf(index, answer)))
  const url = watching.site.urlOf(idOf(index))
  const read = readLetter(
    openPage({
      url,
      finalUrl: url,
      scheme: 'http',
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body,
      fetchedAt: '',
    }),
  )
  return read.outcome === 'read' ? fingerprint(read.reading.letter) : undefined
}

test('after any sequence of served states the ledger has the last readable state of each letter; the same states again are no events; a withdrawn letter was gone and not listed', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(crawlStates, { minLength: 1, maxLength: 5 }), async (crawls) => {
      const column = { ...watching.site.column, id: `run-${run++}` }
      const crawl = () =>
        watching.machine
          .crawl(column)
          .then(({ crawl: report }) => ({ crawls: [report], announced: 0, deliveries: { made: 0, failed: 0 }, problems: [] }))
      const lastRead = new Map<number, string | undefined>()
      for (const served of crawls) {
        serve(served)
        const events = eventsIn(await crawl())
        for (const [index, { answer, isListed }] of served.states.entries()) {
          const isKnown = lastRead.has(index) || isListed
          if (isKnown && (answer === 'A' || answer === 'B' || answer === 'C')) lastRead.set(index, fingerprintOf(index, answer))
          if (events.includes(`letter.withdrawn ${idOf(index)}`))
            expect({ answer, isListed }).toEqual({ answer: 'gone', isListed: false })
        }
        expect(eventsIn(await crawl()), 'the same states again').toEqual([])
      }
      const latest = new Map<string, string>()
      for await (const entry of watching.machine.archive.ledger(column.id).entries())
        if (isVersion(entry)) latest.set(entry.data.letter.replace(/.*\//, ''), entry.data.fingerprint)
      for (const [index, expected] of lastRead) expect(latest.get(idOf(index)), idOf(index)).toBe(expected)
    }),
    { numRuns: 25, seed: 20_261_123 },
  )
}, 120_000)

type Versioned = Extract<Entry, { type: 'letter.published' | 'letter.edited' }>
const isVersion = (entry: Entry): entry is Versioned => 'fingerprint' in entry.data && entry.data.fingerprint !== undefined
