import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAtomFeed, parseRssFeed } from 'feedsmith'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import type { PublishDeps } from '../../../functions/publish/deps.ts'
import { openSnapshots } from '../../../functions/archive/snapshots.ts'
import { openFolder } from '../../../functions/ports/files/folder.ts'
import { publish } from '../../functions/publish/publish.ts'
import { serveRecord } from '../../../infra/local/record-server.ts'
import { append, openTemporaryStore, type TemporaryStore } from '../../temporary-store.ts'
import { baselined, edited, opened, published } from '../../shared/ledger/made-up-entries.ts'

/** How many events a reader missed: more than one feed and several of its archive pages hold. */
const MISSED = 500

let table: TemporaryStore
let server: Awaited<ReturnType<typeof serveRecord>>
let edges: PublishDeps
beforeAll(async () => {
  table = await openTemporaryStore()
  const folder = await mkdtemp(join(tmpdir(), 'letterwatch-record-'))
  server = await serveRecord(folder, 0)
  const record = openFolder(folder)
  edges = {
    store: table.store,
    snapshots: openSnapshots(table.store),
    record,
    publicUrl: server.url,
    topics: ['脑机接口'],
  }
  await append(table.store, 'cppcc', [opened(), published('101', undefined, true), baselined(1)])
  await publish('cppcc', edges)
})
afterAll(() => Promise.all([server.close(), table.close()]))

const get = (path: string, headers: Record<string, string> = {}, redirect: 'follow' | 'manual' = 'follow') =>
  fetch(new URL(path, server.url), { headers, redirect })
/** Records `count` edits more, and publishes them in several runs, as a schedule does. */
async function grow(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 70) {
    await append(
      table.store,
      'cppcc',
      Array.from({ length: Math.min(left, 70) }, () => edited('101')),
    )
    await publish('cppcc', edges)
  }
}

describe('a reader that polls', () => {
  test.each([
    ['cppcc/feed.xml', 'application/rss+xml; charset=utf-8'],
    ['cppcc/feed.atom', 'application/atom+xml; charset=utf-8'],
    ['cppcc/feed.json', 'application/feed+json; charset=utf-8'],
    ['all/feed.atom', 'application/atom+xml; charset=utf-8'],
  ])('of %s gets 304 in a few bytes while nothing changed, and then the new bytes', async (path, type) => {
    const first = await get(path)
    expect([first.status, first.headers.get('content-type')]).toEqual([200, type])
    expect(first.headers.get('cache-control')).toBe('public, max-age=60')
    const etag = first.headers.get('etag') ?? ''
    await publish('cppcc', edges)
    const again = await get(path, { 'if-none-match': etag })
    expect([again.status, await again.text()]).toEqual([304, ''])
    expect(again.headers.get('cache-control')).toBe('public, max-age=60')

    await grow(1)
    const changed = await get(path, { 'if-none-match': etag })
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).not.toBe(etag)
    expect(await changed.text()).not.toBe(await first.text())
  })

  test.each(['cppcc/feed.xml', 'topics/%E8%84%91%E6%9C%BA%E6%8E%A5%E5%8F%A3/feed.json', 'cppcc/'])(
    'of %s may say in every way of HTTP what it holds',
    async (path) => {
      const { headers } = await get(path)
      const [etag, modified] = [headers.get('etag') ?? '', headers.get('last-modified') ?? '']
      const status = async (name: string, value: string) => (await get(path, { [name]: value })).status
      for (const tags of [etag, etag.replace('W/', ''), `"x", ${etag}`, '*'])
        expect(await status('if-none-match', tags)).toBe(304)
      expect(await status('if-modified-since', modified)).toBe(304)
      for (const tags of ['"x"', 'W/"x", "y"', '']) expect(await status('if-none-match', tags)).toBe(200)
      for (const before of ['Thu, 01 Jan 1998 00:00:00 GMT', 'yesterday'])
        expect(await status('if-modified-since', before)).toBe(200)
    },
  )

  test.each(['cppcc/%00', 'cppcc/%E0%A4%A', `cppcc/${'a'.repeat(5000)}.xml`])(
    'of %s that does not exist gets 404',
    async (path) => {
      expect((await get(path, { 'if-none-match': '*' })).status).toBe(404)
    },
  )

  test('of a topic in Chinese finds it under its encoded address', async () => {
    const answer = await get('topics/%E8%84%91%E6%9C%BA%E6%8E%A5%E5%8F%A3/feed.json')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/feed+json; charset=utf-8'])
  })
})

test('an answer 404 is not stored in caches', async () => {
  const answer = await get('cppcc/none.html')
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'no-cache'])
})

test('a ledger page may be cached for a day once another page follows it', async () => {
  await grow(150)
  const kept = async (page: string) => (await get(`cppcc/ledger/${page}.json`)).headers.get('cache-control')
  expect(await kept('000001')).toBe('public, max-age=86400')
  const latest = z.object({ page: z.number() }).parse(await (await get('cppcc/ledger/latest.json')).json())
  expect(await kept(String(latest.page).padStart(6, '0'))).toBe('public, max-age=60')
  expect(await kept('latest')).toBe('public, max-age=60')
})

test.each(['', 'cppcc/', 'cppcc/101/', 'cppcc/101/1/', 'cppcc/101/?from=feed'])(
  'the address of a folder gives its page: /%s',
  async (path) => {
    const answer = await get(path)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    const [folder = ''] = path.split('?')
    expect(await answer.text()).toBe(await (await get(`${folder}index.html`)).text())
  },
)

test('the address of a folder without its last slash redirects to the one with it, so that relative links work', async () => {
  const answer = await get('cppcc/101', {}, 'manual')
  expect([answer.status, answer.headers.get('location')]).toEqual([301, '/cppcc/101/'])
})

const JsonPage = z.object({ items: z.array(z.object({ id: z.string() })), next_url: z.optional(z.string()) })
const href = (links: { href?: unknown; rel?: unknown }[] | undefined, rel: string) =>
  links?.find((link) => link.rel === rel)?.href as string | undefined

/** In each format: the ids on a page, and the address of the page with what was before. */
const FORMATS = {
  xml: (text: string) => {
    const { items = [], atom } = parseRssFeed(text)
    return { ids: items.map(({ guid }) => guid?.value ?? ''), before: href(atom?.links, 'prev-archive') }
  },
  atom: (text: string) => {
    const { entries = [], links } = parseAtomFeed(text)
    return { ids: entries.map(({ id }) => id ?? ''), before: href(links, 'prev-archive') }
  },
  json: (text: string) => {
    const { items, next_url: before } = JsonPage.parse(JSON.parse(text))
    return { ids: items.map(({ id }) => id), before }
  },
} as const

describe('a reader that was away for 500 events', () => {
  const known = new Map<string, string[]>()
  beforeAll(async () => {
    for (const [ending, read] of Object.entries(FORMATS))
      known.set(ending, read(await (await get(`cppcc/feed.${ending}`)).text()).ids)
    await grow(MISSED)
  })

  test.each(Object.entries(FORMATS))('finds each of them in the archive of feed.%s', async (ending, read) => {
    const before = new Set(known.get(ending))
    const met: string[] = []
    let address: string | undefined = `cppcc/feed.${ending}`
    for (let pages = 0; address !== undefined && !met.some((id) => before.has(id)); pages++) {
      expect(pages).toBeLessThan(20)
      const answer: Response = await get(address)
      expect(answer.status).toBe(200)
      if (pages > 0) expect(answer.headers.get('cache-control')).toBe('public, max-age=86400')
      const page = read(await answer.text())
      met.push(...page.ids)
      address = page.before
    }
    const sequences = met.map((id) => Number(/:cppcc\/(\d+)\//.exec(id)?.[1]))
    const newest = Math.max(...sequences)
    for (let sequence = newest; sequence > newest - MISSED; sequence--) expect(sequences).toContain(sequence)
  })
})
