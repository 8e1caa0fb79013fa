import { parseArgs } from 'node:util'
import { planOf, wordsOfPlan } from './actions.ts'
import { KNOWN } from './findings.ts'
import { shrink, simulate } from './simulation.ts'

/** Runs the plans of so many seeds, and prints for each kind of failure how often it came and the shortest plan that shows it. */
const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '200' }, from: { type: 'string', default: '1' } },
})
const [seeds, from] = [Number(values.seeds), Number(values.from)]
if (!Number.isInteger(seeds) || !Number.isInteger(from) || seeds < 1) {
  console.error('Cannot simulate: --seeds and --from must be whole numbers, as in --seeds 200 --from 1')
  process.exit(2)
}

/** So many failures of a kind are shrunk, and the shortest of their plans is printed. Failures of a report alone are of few sorts. */
const shrunkOf = (kind: string) => (/complete/.test(kind) ? 1 : 4)
const seedsOf = new Map<string, number[]>()
const began = performance.now()
for (let seed = from; seed < from + seeds; seed++) {
  const failure = await simulate(planOf(seed))
  if (failure) seedsOf.set(failure.kind, [...(seedsOf.get(failure.kind) ?? []), seed])
}
const seconds = (performance.now() - began) / 1000
const failed = [...seedsOf.values()].reduce((sum, { length }) => sum + length, 0)
console.log(
  `${seeds} seeds from ${from} in ${seconds.toFixed(1)} s (${(seeds / seconds).toFixed(1)} a second): ${failed} failed`,
)

const knownKinds = new Set(KNOWN.map(({ kind }) => kind))
for (const [kind, failing] of seedsOf) {
  const shown = failing.slice(0, 10).join(', ')
  console.log(
    `\n${kind}${knownKinds.has(kind) ? ' (known)' : ''}: ${failing.length} (seeds ${shown}${failing.length > 10 ? ', …' : ''})`,
  )
  const plans = []
  for (const seed of failing.slice(0, shrunkOf(kind))) plans.push(await shrink(planOf(seed), { kind, text: '' }))
  const [shortest] = plans.sort((a, b) => a.actions.length - b.actions.length)
  if (!shortest) continue
  for (const line of wordsOfPlan(shortest)) console.log(`  ${line}`)
  console.log(`  → ${(await simulate(shortest))?.text ?? ''}`)
  console.log(`  ${JSON.stringify(shortest)}`)
}
process.exitCode = failed > 0 ? 1 : 0
