import { parseArgs } from 'node:util'
import { scoreAll } from './pool.ts'
import { CHECKS, type Score } from './score.ts'
import { TEMPLATES } from './templates.ts'

/**
 * How many made-up sites in the likeness of real systems are read and watched right: `node test/templates/bench.ts [WORD …] [--json] [--short]`. With
 * words, only the templates whose name or system has one of them; `--short` is what the tests run. Exit 1 when a check fails.
 */
const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false }, short: { type: 'boolean', default: false } },
  allowPositionals: true,
})

const chosen = [...TEMPLATES.values()]
  .filter(({ name, system }) => positionals.length === 0 || positionals.some((word) => `${system} ${name}`.includes(word)))
  .map(({ name }) => name)
const scores = await scoreAll(chosen, values.short ? 'short' : 'whole')
process.stdout.write(values.json ? `${JSON.stringify(scores, undefined, 2)}\n` : tableOf(scores))
if (scores.some(({ failed }) => Object.keys(failed).length > 0)) process.exitCode = 1

/** A row a template, a mark a check, and under the table why each check failed. */
function tableOf(all: Score[]): string {
  const width = Math.max(...all.map(({ template }) => template.length))
  const marks = ({ failed }: Score) => CHECKS.map((check) => (check in failed ? '✗' : '·').padEnd(check.length)).join(' ')
  const rows = all.map((score) => `${score.template.padEnd(width)}  ${marks(score)}  ${score.ms} ms`)
  const reasons = all.flatMap(({ template, failed }) => {
    const whys = Map.groupBy(Object.entries(failed), ([, why]) => why)
    return [...whys].map(([why, checks]) => `${template}: ${checks.map(([check]) => check).join(', ')}: ${why}`)
  })
  const right = all.filter(({ failed }) => Object.keys(failed).length === 0).length
  const systems = new Set(all.map(({ system }) => system)).size
  return [
    `${' '.repeat(width)}  ${CHECKS.join(' ')}`,
    ...rows,
    `${right} of ${all.length} templates of ${systems} systems fully right`,
    '',
    ...reasons,
    '',
  ].join('\n')
}
