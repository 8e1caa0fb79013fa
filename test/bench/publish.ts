import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startTable } from '../emulated-table.ts'
import { meterOf } from '../meter.ts'
import { measure } from './measure.ts'
import { AS_STARTED, CACHED } from './programs.ts'

/**
 * What publishing takes: so many letters at first, then one edit among them, each in a process of its own, and how large their search index
 * is: `npm run bench:publish -- [--letters 5000] [--edits 5] [--seconds N] [--metered]`. With `seconds`, a publication begins no batch
 * after so long, and another goes on, as on Lambda. `metered`: the table is the emulated one, and says what it was asked for.
 */
const { values } = parseArgs({
  options: {
    letters: { type: 'string', default: '5000' },
    edits: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '0' },
    metered: { type: 'boolean', default: false },
  },
})
const letters = Number(values.letters)

const folder = await mkdtemp(join(tmpdir(), 'letterwatch-publish-'))
const table = values.metered ? await startTable() : undefined
const meter = table && (await meterOf(table))
const where = { ...CACHED, ...(meter && { METERED_TABLE: meter.endpoint }) }
const program = join(import.meta.dirname, 'publish-program.ts')
const run = (...words: string[]) => measure(process.execPath, [...AS_STARTED, program, folder, ...words], folder, where)
const step = async (what: string, ...words: string[]) => {
  const { ms, cpuMs, mb, said } = await run(...words)
  const { readUnits, writeUnits } = meter?.read() ?? {}
  const asked = meter ? `; ${readUnits} read and ${writeUnits} write units` : ''
  console.log(`${what}: ${ms} ms, ${cpuMs} ms of the processor, ${mb} MB${asked}; ${said}`)
  return said
}

await step(`${letters} letters recorded`, 'make', values.letters)
while ('left' in (JSON.parse(await step('all of it published', 'publish', values.seconds)) as object));
console.log(`its search index: ${Math.round((await bytesIn('site/cppcc/search')) / letters)} kB for 1,000 letters`)
for (let version = 2; version < 2 + Number(values.edits); version++) {
  await run('edit', String(Math.ceil(letters / 2)), String(version))
  meter?.read()
  await step('one edit published', 'publish')
}
await step('nothing to publish', 'publish')
await step('rebuilt', 'rebuild')
await meter?.close()
await table?.close()
await rm(folder, { recursive: true })

/** The bytes of all files below `path` of the folder. */
async function bytesIn(path: string): Promise<number> {
  const files = (await readdir(join(folder, path), { recursive: true, withFileTypes: true })).filter((each) => each.isFile())
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}
