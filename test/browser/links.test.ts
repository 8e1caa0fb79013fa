import { readdir, readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HOME_PATH } from '../../shared/record.ts'
import { LEDGERS, type MadeUpRecord, openRecord } from './made-up-record.ts'

let record: MadeUpRecord
beforeAll(async () => {
  record = await openRecord(LEDGERS)
}, 60_000)
afterAll(() => record.close())

test('every page of the record can be reached by links from the home page, and no link leads to a page that is missing', async () => {
  const written = (await readdir(record.folder, { recursive: true })).filter((path) => path.endsWith('.html'))
  const existing = new Set(written)
  const reached = new Set([HOME_PATH])
  const missing: string[] = []
  for (const path of reached)
    for (const target of pagesLinkedFrom(path, await readFile(join(record.folder, path), 'utf8')))
      if (existing.has(target)) reached.add(target)
      else missing.push(`${path} → ${target}`)
  expect(missing).toEqual([])
  expect(written.filter((path) => !reached.has(path))).toEqual([])
  expect(reached.size).toBeGreaterThan(20)
})

/** The pages of the record that `html`, the page at `path`, links to. A link to a folder leads to its `index.html`. */
function pagesLinkedFrom(path: string, html: string): string[] {
  const base = `http://record.test/${path}`
  return Array.from(
    html.matchAll(/<a\b[^>]*? href="([^"]+)"/g),
    ([, href = '']) => new URL(href.replaceAll('&amp;', '&'), base),
  )
    .filter(({ host }) => host === 'record.test')
    .map(({ pathname }) => decodeURIComponent(pathname).slice(1))
    .map((target) => (target === '' || target.endsWith('/') ? posix.join(target, 'index.html') : target))
    .filter((target) => target.endsWith('.html'))
}
