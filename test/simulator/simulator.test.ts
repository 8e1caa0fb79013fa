import { describe, expect, test } from 'vitest'
import { planOf, wordsOfPlan } from './actions.ts'
import { KNOWN, MENDED } from './findings.ts'
import { shrink, simulate } from './simulation.ts'

/** The seeds of the plans that are run here: a share of what `npm run simulate` does. */
const SEEDS = [1, 5, 8, 9, 11, 14, 18, 25, 28, 31, 34, 43, 48]

describe('a model office and an observer who knows the truth', () => {
  test('nothing false is recorded, nothing is missed, and nothing is announced twice', async () => {
    for (const seed of SEEDS) {
      const failure = await simulate(planOf(seed))
      if (!failure) continue
      const shortest = await shrink(planOf(seed), failure)
      expect.fail(
        [`seed ${seed}: ${failure.kind}`, ...wordsOfPlan(shortest), (await simulate(shortest))?.text ?? ''].join('\n'),
      )
    }
  })

  test.each(MENDED)('$what: mended', async ({ plan }) => {
    expect(await simulate(plan)).toBeUndefined()
  })

  test.each(KNOWN)('not mended yet, and to be moved to MENDED once it is: $what', async ({ kind, plan }) => {
    expect((await simulate(plan))?.kind).toBe(kind)
  })
})
