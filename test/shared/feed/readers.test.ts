import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { writeAtom } from '../../../shared/feed/atom.ts'
import { writeRss } from '../../../shared/feed/rss.ts'
import { edited, opened, published } from '../ledger/made-up-entries.ts'
import { feedOf } from './feed-of.ts'

const READ = `
import feedparser, json, sys
feed = feedparser.parse(sys.stdin.buffer.read())
print(json.dumps([bool(feed.bozo), feed.feed.title, [[entry.id, entry.title, entry.link] for entry in feed.entries]]))
`
/** Debian's python3-feedparser is for Debian's Python. */
const python = ['/usr/bin/python3', 'python3'].find((name) => spawnSync(name, ['-c', 'import feedparser']).status === 0)

test.skipIf(python === undefined).each([
  ['RSS', writeRss],
  ['Atom', writeAtom],
])('Universal Feed Parser, where it is installed, reads our %s as well-formed', (_, write) => {
  const feed = feedOf([opened(), published('101', 'A]]>\u0008<b>&'), edited('101')])
  const { stdout } = spawnSync(python ?? '', ['-c', READ], { input: write(feed), encoding: 'utf8' })
  expect(JSON.parse(stdout)).toEqual([false, feed.title, feed.items.map(({ id, title, recordUrl }) => [id, title, recordUrl])])
})
