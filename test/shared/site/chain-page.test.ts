import { createHash } from 'node:crypto'
import { load } from 'cheerio'
import { expect, test } from 'vitest'
import { chainPage } from '../../../shared/site/chain-page.ts'

const NOTHING = `sha256:${'0'.repeat(64)}`

test('the example on the page is right: its hashes follow by hand, and each entry names the one before', () => {
  const $ = load(chainPage().body)
  const texts = $('code.canonical')
    .map((_, code) => $(code).text())
    .get()
  const hashes = $('#example ~ p code.hash')
    .map((_, code) => $(code).text())
    .get()
  expect(texts).toHaveLength(2)
  expect(texts.map((text) => `sha256:${createHash('sha256').update(text).digest('hex')}`)).toEqual(hashes)
  const entries = texts.map((text) => JSON.parse(text) as { previous: string; sequence: number })
  expect(entries.map(({ previous }) => previous)).toEqual([NOTHING, hashes[0]])
  for (const [index, text] of texts.entries()) {
    const names = Object.keys(entries[index] ?? {})
    expect(names).toEqual(names.toSorted())
    expect(text).not.toMatch(/\s(?=["{[])/)
  }
})
