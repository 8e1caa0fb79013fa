import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { load } from 'cheerio'
import { Agent, request } from 'undici'

/**
 * What somebody writes in an afternoon to do without us: asks for each letter of a column, under the condition of its ETag, takes the text of
 * the letter and hashes it, keeps all of it in one JSON file, and says which changed. Argument: the column's address.
 */
const STATE = 'state.json'
type Kept = Record<string, { etag?: string | undefined; hash: string; text: string }>

const began = performance.now()
const kept: Kept = existsSync(STATE) ? (JSON.parse(readFileSync(STATE, 'utf8')) as Kept) : {}
const dispatcher = new Agent({ connections: 1, pipelining: 1 })
const column = process.argv[2] ?? ''

for (const url of await listed(column)) {
  const before = kept[url]
  const { statusCode, headers, body } = await request(url, {
    dispatcher,
    headers: before?.etag === undefined ? {} : { 'if-none-match': before.etag },
  })
  const html = await body.text()
  if (statusCode === 304) continue
  const text = load(html)('h1, #zoomed').text()
  const hash = createHash('sha256').update(text).digest('hex')
  if (before && before.hash !== hash) console.log(`changed: ${url}`)
  kept[url] = { etag: headers['etag']?.toString(), hash, text }
}
writeFileSync(STATE, JSON.stringify(kept))
await dispatcher.close()
console.log(`took ${Math.round(performance.now() - began)}`)

/** The addresses of the letters on all pages of the listing. */
async function listed(address: string): Promise<string[]> {
  const urls: string[] = []
  for (let page = 1; ; page++) {
    const { statusCode, body } = await request(page === 1 ? address : new URL(`index_${page}.html`, address), { dispatcher })
    const html = await body.text()
    if (statusCode !== 200) return urls
    load(html)('.list a').each((_, link) => void urls.push(new URL(link.attribs['href'] ?? '', address).href))
  }
}
