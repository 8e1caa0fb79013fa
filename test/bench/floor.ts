import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'undici'

/** The least that asking can cost: every address of a column in turn, each under the condition of its ETag, and nothing read of what comes. */
const STATE = 'state.json'
const began = performance.now()
const kept = existsSync(STATE) ? (JSON.parse(readFileSync(STATE, 'utf8')) as Record<string, string>) : {}
const dispatcher = new Agent({ connections: 1, pipelining: 1 })
const [column = '', letters = '0'] = process.argv.slice(2)

for (let page = 1; page <= Math.ceil(Number(letters) / 20); page++)
  await ask(page === 1 ? column : new URL(`index_${page}.html`, column).href)
for (let index = 1; index <= Number(letters); index++) await ask(new URL(`content/post_${100_000 + index}.html`, column).href)
writeFileSync(STATE, JSON.stringify(kept))
await dispatcher.close()
console.log(`took ${Math.round(performance.now() - began)}`)

async function ask(url: string): Promise<void> {
  const etag = kept[url]
  const { headers, body } = await request(url, { dispatcher, headers: etag === undefined ? {} : { 'if-none-match': etag } })
  await body.dump({ limit: 10_000_000 })
  if (headers['etag'] !== undefined) kept[url] = headers['etag'].toString()
}
