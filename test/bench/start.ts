import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

/**
 * How long each function's bundle takes to load, in plain Node: medians of ten starts in ms, on the wall and of the processor, beside a
 * bundle of DynamoDB's client alone.
 */
const STARTS = 10
const ROOT = join(import.meta.dirname, '../..')
const CLIENT = `import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
export const client = [DynamoDBClient, PutItemCommand]`
const LOAD = `const before = process.cpuUsage()
const began = performance.now()
await import(process.argv[1])
const { user, system } = process.cpuUsage(before)
console.log(JSON.stringify([performance.now() - began, (user + system) / 1000]))`

const folder = mkdtempSync(join(ROOT, 'node_modules/.cache-start-'))
const alone = await measured('client alone')
for (const name of ['crawl', 'publish', 'dispatch', 'deliver', 'sweep', 'digest', 'checkpoint', 'canary'])
  await measured(name, alone)
rmSync(folder, { recursive: true })

/** Bundles as `infra/aws/bundled-function.ts` does, starts it, prints a line; returns the time of the processor. */
async function measured(name: string, alone?: number): Promise<number> {
  const outfile = join(folder, `${name}.mjs`)
  const entry = join(ROOT, 'functions', name, 'handler.ts')
  await build({
    ...(alone === undefined ? { stdin: { contents: CLIENT, resolveDir: ROOT } } : { entryPoints: [entry] }),
    ...{ outfile, bundle: true, minify: true, platform: 'node', format: 'esm', target: 'node24', charset: 'utf8' },
    ...{ mainFields: ['module', 'main'], conditions: ['bundled', 'module'], external: ['level'], logLevel: 'error' },
  })
  const starts = Array.from({ length: STARTS }, () => start(outfile))
  const [wall, cpu] = [median(starts.map(([ms]) => ms)), median(starts.map(([, ms]) => ms))]
  const kB = Math.round(statSync(outfile).size / 1000)
  console.log(
    `${name.padEnd(13)} ${kB} kB, ${wall.toFixed(0)} ms, ${cpu.toFixed(0)} ms CPU, × ${(cpu / (alone ?? cpu)).toFixed(2)}`,
  )
  return cpu
}

function start(bundle: string): [wall: number, cpu: number] {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', LOAD, bundle], { encoding: 'utf8' })
  if (stdout === '') throw new Error(`Cannot start ${bundle}: ${stderr}`)
  return JSON.parse(stdout) as [number, number]
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}
