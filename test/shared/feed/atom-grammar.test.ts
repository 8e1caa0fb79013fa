import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RelaxNGValidator, XmlDocument } from 'libxml2-wasm'
import { expect, test } from 'vitest'
import { writeAtom } from '../../../shared/feed/atom.ts'
import { edited, holding, moved, opened, published, restored, withdrawn } from '../ledger/made-up-entries.ts'
import { feedOf } from './feed-of.ts'

const grammar = RelaxNGValidator.fromDoc(XmlDocument.fromBuffer(readFileSync(join(import.meta.dirname, 'atom.rng'))))

/** Throws what the grammar has against `feed`. */
function validate(feed: string): void {
  using document = XmlDocument.fromString(feed)
  grammar.validate(document)
}

const HOSTILE = 'A]]><script>alert(1)</script>&amp;\u0008\u202E\uD800\uFFFE"\''
const FACTS = [
  opened(HOSTILE),
  published('101', HOSTILE, true),
  published('102'),
  edited('101'),
  withdrawn('102'),
  restored('102', true),
  moved('103', '102'),
  holding(40),
]

test.each([
  ['a feed of every kind of event', feedOf(FACTS)],
  ['a feed without events', feedOf([opened()])],
  ['an archive page', feedOf(FACTS, { archivePage: 2, previousPage: 1 })],
  ['a feed with titles of no characters that XML has', feedOf(FACTS, { title: HOSTILE, subtitle: HOSTILE })],
])('%s is Atom by its grammar', (_, feed) => {
  expect(() => validate(writeAtom(feed))).not.toThrow()
})

test('each entry has its own id and time of update, and the feed has that of its newest entry', () => {
  const feed = writeAtom(feedOf(FACTS))
  const ids = [...feed.matchAll(/<entry>\n<id>(.*?)<\/id>/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(7)
  const [own, newest] = [...feed.matchAll(/<updated>(.*?)<\/updated>/g)].map(([, at]) => at)
  expect(own).toBe(newest)
})

test.each([
  ['no id', (feed: string) => feed.replace(/<id>.*?<\/id>/, '')],
  ['an id that is no address', (feed: string) => feed.replace(/<id>.*?<\/id>/, '<id>42</id>')],
  ['no author', (feed: string) => feed.replace(/<author>.*?<\/author>/, '')],
  ['an instant without offset', (feed: string) => feed.replace(/\+08:00<\/updated>/, '</updated>')],
  ['a category without a term', (feed: string) => feed.replace('category term=', 'category label=')],
  ['an unknown element', (feed: string) => feed.replace('<entry>', '<entry><guid>1</guid>')],
  ['two titles', (feed: string) => feed.replace('<title>', '<title>x</title><title>')],
])('the grammar refuses a feed with %s', (_, spoil) => {
  const feed = writeAtom(feedOf(FACTS))
  expect(spoil(feed)).not.toBe(feed)
  expect(() => validate(spoil(feed))).toThrow()
})
