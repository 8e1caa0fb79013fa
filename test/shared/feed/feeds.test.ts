import { parseAtomFeed, parseJsonFeed, parseOpml, parseRssFeed } from 'feedsmith'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { writeAtom } from '../../../shared/feed/atom.ts'
import { writeJsonFeed } from '../../../shared/feed/json-feed.ts'
import { writeOpml } from '../../../shared/feed/offered-feeds.ts'
import { writeRss } from '../../../shared/feed/rss.ts'
import { edited, holding, opened, published, withdrawn } from '../ledger/made-up-entries.ts'
import { feedOf } from './feed-of.ts'

const Carried = z.object({ items: z.array(z.object({ _letterwatch: z.record(z.string(), z.unknown()) })) })

const HOSTILE = 'A]]><script>alert(1)</script>&amp;\u0008\u202E\uD800\uFFFE"\''

const FACTS = [opened(), published('101', undefined, true), published('102'), edited('101'), withdrawn('102'), holding(40)]
const TITLES = [
  '【待核实】虚构提案答复函',
  '【撤下】关于第102号提案答复的函',
  '【修改】关于第101号提案答复的函',
  '【新公开】关于第102号提案答复的函',
  '【首次收录】关于第101号提案答复的函',
]

describe('the feeds, as an independent parser reads them', () => {
  const feed = feedOf(FACTS)
  const rss = parseRssFeed(writeRss(feed))
  const atom = parseAtomFeed(writeAtom(feed))
  const json = parseJsonFeed(writeJsonFeed(feed))

  test('every format has the same events, newest first, with what happened and the title', () => {
    expect(rss.items?.map(({ title }) => title)).toEqual(TITLES)
    expect(atom.entries?.map(({ title }) => (typeof title === 'string' ? title : title?.value))).toEqual(TITLES)
    expect(json.items?.map(({ title }) => title)).toEqual(TITLES)
  })

  test('an event has the same id in all formats, made of its id in the ledger and its hash', () => {
    const ids = json.items?.map(({ id }) => id)
    expect(ids?.[2]).toMatch(/^tag:letterwatch\.invalid,2026:cppcc\/4\/[0-9a-f]{16}$/)
    expect(atom.entries?.map(({ id }) => id)).toEqual(ids)
    expect(rss.items?.map(({ guid }) => guid?.value)).toEqual(ids)
  })

  test('an edit links to its change page and contains its figures and its diff in words', () => {
    const entry = rss.items?.[2]
    expect(entry?.link).toBe('https://record.example/cppcc/101/2/')
    expect(entry?.description).toBe('数字变动：23.74亿元 → 24.74亿元')
    expect(entry?.content?.encoded).toContain('<li>资金：23.74亿元 → 24.74亿元</li>')
    expect(entry?.content?.encoded).toContain('<del>〔删除：23.74亿元〕</del><ins>〔新增：24.74亿元〕</ins>')
  })

  test('a JSON item contains the data that webhooks send', () => {
    const { items } = Carried.parse(JSON.parse(writeJsonFeed(feed)))
    expect(items[2]?._letterwatch).toMatchObject({ id: 'cppcc/4', sequence: 4, figures: [{ before: '23.74亿元' }] })
  })

  test('a feed states its address, its language, and the instant of its newest event in the form of its format', () => {
    expect(writeRss(feed)).toContain('<lastBuildDate>Sun, 01 Nov 2026 00:05:00 GMT</lastBuildDate>')
    expect(atom.updated).toBe('2026-11-01T08:05:00+08:00')
    expect(rss.language).toBe('zh-CN')
    expect(writeAtom(feed)).toContain(
      '<link rel="self" type="application/atom+xml" href="https://record.example/cppcc/feed.atom"/>',
    )
    expect(json.feed_url).toBe('https://record.example/cppcc/feed.json')
  })

  test('a feed without events is as old as its column', () => {
    expect(writeRss(feedOf([opened()]))).toContain('<lastBuildDate>Sun, 01 Nov 2026 00:00:00 GMT</lastBuildDate>')
  })
})

test('a hostile title is text in every format, with controls made visible', () => {
  const feed = feedOf([opened(), published('101', HOSTILE)])
  const readable = '【新公开】A]]><script>alert(1)</script>&amp;⟦U+0008⟧⟦U+202E⟧⟦U+D800⟧⟦U+FFFE⟧"\''
  expect(parseRssFeed(writeRss(feed)).items?.[0]?.title).toBe(readable)
  expect(parseJsonFeed(writeJsonFeed(feed)).items?.[0]?.title).toBe(readable)
  expect(writeAtom(feed)).toContain(
    '<title>【新公开】A]]&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;⟦U+0008⟧⟦U+202E⟧⟦U+D800⟧⟦U+FFFE⟧&quot;&#39;</title>',
  )
  expect(writeRss(feed) + writeAtom(feed)).not.toMatch(/<script|[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF\uD800-\uDFFF]/)
  expect(parseJsonFeed(writeJsonFeed(feed)).items?.[0]?.content_html).not.toContain('<script')
})

test('an archive page is marked as one, and links to its feed and to older events', () => {
  const page = feedOf(FACTS, { archivePage: 2, previousPage: 1 })
  expect(writeAtom(page)).toContain(`<fh:archive/>
<link rel="current" type="application/atom+xml" href="https://record.example/cppcc/feed.atom"/>
<link rel="prev-archive" type="application/atom+xml" href="https://record.example/cppcc/feed/000001.atom"/>`)
  expect(writeRss(page)).toContain('<fh:archive/>\n<atom:link rel="current"')
  expect(parseJsonFeed(writeJsonFeed(page)).next_url).toBe('https://record.example/cppcc/feed/000001.json')
  expect(parseAtomFeed(writeAtom(page)).id).toBe(parseAtomFeed(writeAtom(feedOf(FACTS))).id)
})

test('OPML lists each feed under its title', () => {
  const opml = writeOpml([{ title: 'A & <B>', path: 'cppcc/feed', home: 'cppcc/index.html' }], 'https://record.example')
  expect(parseOpml(opml).body?.outlines).toEqual([
    {
      type: 'rss',
      text: 'A & <B>',
      title: 'A & <B>',
      xmlUrl: 'https://record.example/cppcc/feed.xml',
      htmlUrl: 'https://record.example/cppcc/index.html',
    },
  ])
})
