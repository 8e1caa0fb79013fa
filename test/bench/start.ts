import { spawnSync } from 'node:child_process'
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { declaredFunction, FUNCTION_NAMES, synthesize } from '../infra/aws/template.ts'

/**
 * How long the bundle of each function, as it would be deployed, takes to load in plain Node: medians of ten starts in ms, on the wall and
 * of the processor, beside DynamoDB's client alone as esbuild bundles it by default, and without its unused code.
 */
const STARTS = 10
const ROOT = join(import.meta.dirname, '../..')
const CLIENT = `export { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'`
const COLUMN = { id: 'letters', name: 'Letters', authority: 'Office', url: 'https://office.example/letters/' }
const LOAD = `const before = process.cpuUsage()
const began = performance.now()
await import(process.argv[1])
const { user, system } = process.cpuUsage(before)
console.log(JSON.stringify([performance.now() - began, (user + system) / 1000]))`

type Bundle = { name: string; file: string; starts: [wall: number, cpu: number][] }

const assembly = await synthesize({ columns: [COLUMN] })
const { folder } = assembly
const alone = await clientAlone('client alone')
const functions = FUNCTION_NAMES.map((name) => bundle(name, join(declaredFunction(assembly, name).asset, 'index.js')))
const bundles = [alone, await clientAlone('as it is used', ['module', 'main']), ...functions]
// One after the other, so that what else the computer does falls on all of them.
for (let round = 0; round < STARTS; round++) for (const { file, starts } of bundles) starts.push(start(file))
for (const each of bundles) console.log(lineOf(each))
rmSync(folder, { recursive: true })

async function clientAlone(name: string, mainFields?: string[]): Promise<Bundle> {
  const outfile = join(folder, `${name}.cjs`)
  const options = mainFields && { mainFields }
  const stdin = { contents: CLIENT, resolveDir: ROOT }
  await build({ stdin, outfile, bundle: true, minify: true, platform: 'node', target: 'node24', ...options })
  return bundle(name, outfile)
}

function bundle(name: string, file: string): Bundle {
  return { name, file, starts: [] }
}

function start(file: string): [wall: number, cpu: number] {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', LOAD, file], { encoding: 'utf8' })
  if (stdout === '') throw new Error(`Cannot start ${file}: ${stderr}`)
  return JSON.parse(stdout) as [number, number]
}

function lineOf(bundle: Bundle): string {
  const [wall, cpu] = [wallOf(bundle), cpuOf(bundle)]
  const kB = Math.round(statSync(bundle.file).size / 1000)
  const times = `${wall.toFixed(0)} ms (× ${(wall / wallOf(alone)).toFixed(2)})`
  return `${bundle.name.padEnd(13)} ${kB} kB, ${times}, ${cpu.toFixed(0)} ms CPU (× ${(cpu / cpuOf(alone)).toFixed(2)})`
}

function wallOf({ starts }: Bundle): number {
  return median(starts.map(([wall]) => wall))
}

function cpuOf({ starts }: Bundle): number {
  return median(starts.map(([, cpu]) => cpu))
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}
