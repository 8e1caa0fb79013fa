import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { writeAtom } from '../../../shared/feed/atom.ts'
import { writeJsonFeed } from '../../../shared/feed/json-feed.ts'
import { writeRss } from '../../../shared/feed/rss.ts'
import { edited, opened, published } from '../ledger/made-up-entries.ts'
import { feedOf } from './feed-of.ts'

/** A change here is a change of what every subscriber receives: raise LAYOUT in shared/record.ts with it. */
test.each([
  ['rss', writeRss],
  ['atom', writeAtom],
  ['json-feed', writeJsonFeed],
])('the %s feed of one letter and its edit is the same to the byte', async (name, write) => {
  const feed = feedOf([opened(), published('101'), edited('101')], { archivePage: 2, previousPage: 1 })
  await expect(write(feed)).toMatchFileSnapshot(`./golden/${name}.txt`)
})

const Author = z.strictObject({ name: z.string(), url: z.optional(z.url()), avatar: z.optional(z.url()) })
const Item = z.strictObject({
  id: z.string(),
  url: z.url(),
  external_url: z.optional(z.url()),
  title: z.string(),
  content_html: z.string(),
  summary: z.string(),
  date_published: z.iso.datetime({ offset: true }),
  tags: z.array(z.string()),
  _letterwatch: z.record(z.string(), z.unknown()),
})
/** What https://www.jsonfeed.org/version/1.1/ allows, and nothing else. */
const JsonFeed = z.strictObject({
  version: z.literal('https://jsonfeed.org/version/1.1'),
  title: z.string(),
  home_page_url: z.url(),
  feed_url: z.url(),
  description: z.string(),
  next_url: z.optional(z.url()),
  authors: z.array(Author),
  language: z.literal('zh-CN'),
  _letterwatch: z.optional(z.strictObject({ heads: z.array(z.unknown()) })),
  items: z.array(Item),
})

test('a JSON feed has the fields of version 1.1 and no others, and no id twice', () => {
  const feed = JsonFeed.parse(JSON.parse(writeJsonFeed(feedOf([opened(), published('101'), edited('101')]))))
  expect(new Set(feed.items.map(({ id }) => id)).size).toBe(2)
})
