import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measure } from './measure.ts'
import { AS_STARTED, CACHED } from './programs.ts'

/** What publishing one edit among so many letters takes, in a process of its own, and how large their search index is: `npm run bench:publish -- [LETTERS] [RUNS]`. */
const [letters = 5000, runs = 5] = process.argv.slice(2).map(Number)

const folder = await mkdtemp(join(tmpdir(), 'letterwatch-publish-'))
const program = join(import.meta.dirname, 'publish-program.ts')
const run = (...words: string[]) => measure(process.execPath, [...AS_STARTED, program, folder, ...words], folder, CACHED)
const tell = async (what: string, ...words: string[]) => {
  const { ms, cpuMs, mb, said } = await run(...words)
  console.log(`${what}: ${ms} ms, ${cpuMs} ms of the processor, ${mb} MB; ${said}`)
}

await tell(`${letters} letters recorded`, 'make', String(letters))
await tell('all of it published', 'publish')
console.log(`its search index: ${Math.round((await bytesIn('site/cppcc/search')) / letters)} kB for 1,000 letters`)
for (let version = 2; version < 2 + runs; version++) {
  await run('edit', String(Math.ceil(letters / 2)), String(version))
  await tell('one edit published', 'publish')
}
await tell('nothing to publish', 'publish')
await tell('made anew', 'rebuild')
await rm(folder, { recursive: true })

/** The bytes of all files below `path` of the folder. */
async function bytesIn(path: string): Promise<number> {
  const files = (await readdir(join(folder, path), { recursive: true, withFileTypes: true })).filter((each) => each.isFile())
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}
