import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Metered } from '../meter.ts'
import { type Order, SITE_KINDS, type SiteKind, startColumnSite } from './column-site-process.ts'
import { programs, type Took } from './programs.ts'
import { startMetered } from './units.ts'

/**
 * Whole crawls of a loopback column without pauses, side by side with a plain script, with the bare requests and with urlwatch where it is
 * installed; and the crawl apart from the publication of its record. Every program goes through the phases in turn; a row is the median of
 * the runs.
 */
const { values } = parseArgs({
  options: {
    letters: { type: 'string', default: '200,1000,5000' },
    sites: { type: 'string', default: SITE_KINDS.join() },
    runs: { type: 'string', default: '5' },
    out: { type: 'string' },
  },
})

const PHASES = {
  'first crawl': {},
  'nothing changed': {},
  'five edited': { edit: 5 },
  'chrome changed': { redress: true },
} satisfies Record<string, Order>
type Phase = keyof typeof PHASES
const phases = Object.entries(PHASES) as [Phase, Order][]

type Run = Took & { requests: number; bytes: number }
type Row = Run & {
  letters: number
  site: SiteKind
  phase: Phase
  program: string
  toPlain: number
  toFloor: number
} & Partial<Metered>

const rows: Row[] = []
for (const letters of values.letters.split(',').map(Number))
  for (const site of SITE_KINDS.filter((kind) => values.sites.split(',').includes(kind))) {
    const measured = await rowsOf(letters, site)
    rows.push(...measured)
    console.log(`\n${letters} letters, site: ${site}\n${tableOf(measured)}`)
  }
if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(rows, null, 1)}\n`)

async function rowsOf(letters: number, site: SiteKind): Promise<Row[]> {
  const runs = new Map<string, Run[]>()
  for (let run = 0; run < Number(values.runs); run++) await runAll(letters, site, runs)
  const units = await unitsOf(letters, site)
  const names = programs().flatMap(({ steps }) => Object.keys(steps))
  return phases.flatMap(([phase]) => {
    const medians = new Map(names.map((name) => [name, median(runs.get(`${phase} ${name}`) ?? [])]))
    const [plain, floor] = [medians.get('plain')?.ms ?? NaN, medians.get('floor')?.stepMs ?? NaN]
    return [...medians].map(([program, each]) => ({
      ...{ letters, site, phase, program, ...each, toPlain: each.ms / plain, toFloor: (each.stepMs ?? NaN) / floor },
      ...(program === 'letterwatch' && units.get(phase)),
    }))
  })
}

/** One run of every program through all phases, on one site. */
async function runAll(letters: number, kind: SiteKind, runs: Map<string, Run[]>): Promise<void> {
  const site = await startColumnSite(letters, kind)
  const folders = programs().map((program) => ({ program, folder: mkdtempSync(join(tmpdir(), 'letterwatch-bench-')) }))
  for (const { program, folder } of folders) program.prepare(folder, site.column, letters)
  for (const [phase, order] of phases) {
    await site.order(order)
    for (const { program, folder } of folders)
      for (const [name, step] of Object.entries(program.steps)) {
        const took = await step(folder, site.column, letters)
        const key = `${phase} ${name}`
        runs.set(key, [...(runs.get(key) ?? []), { ...took, ...(await site.order()) }])
      }
  }
  site.close()
  for (const { folder } of folders) rmSync(folder, { recursive: true })
}

/** What each phase asks of the table, counted apart from the clock. */
async function unitsOf(letters: number, kind: SiteKind): Promise<Map<Phase, Metered>> {
  const site = await startColumnSite(letters, kind)
  const metered = await startMetered(site.column)
  const units = new Map<Phase, Metered>()
  for (const [phase, order] of phases) {
    await site.order(order)
    units.set(phase, await metered.crawl())
  }
  await metered.close()
  site.close()
  return units
}

function median(runs: Run[]): Run {
  const of = (key: keyof Run) => runs.map((run) => run[key] ?? NaN).sort((a, b) => a - b)[Math.floor(runs.length / 2)] ?? NaN
  return { ms: of('ms'), stepMs: of('stepMs'), cpuMs: of('cpuMs'), mb: of('mb'), requests: of('requests'), bytes: of('bytes') }
}

function tableOf(measured: Row[]): string {
  const heads = ['', '', 'ms', '× plain', 'CPU ms', 'MB', 'step ms', '× floor', 'requests', 'kB', 'read units', 'write units', 'rows written'] // prettier-ignore
  const lines = measured.map((row) => [
    ...[row.phase, row.program, row.ms, row.toPlain.toFixed(2), row.cpuMs, row.mb, shown(row.stepMs), shown(row.toFloor, 2)],
    ...[row.requests, Math.round(row.bytes / 1000), row.readUnits, row.writeUnits, row.written],
  ])
  return [heads, ...lines]
    .map((cells) => cells.map((cell, at) => (at < 2 ? String(cell).padEnd(16) : String(cell ?? '').padStart(13))).join(''))
    .join('\n')
}

/** Nothing where a program does not say. */
function shown(value: number | undefined, digits = 0): string {
  return Number.isFinite(value) ? (value?.toFixed(digits) ?? '') : ''
}
