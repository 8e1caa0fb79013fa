import type { ColumnSummary } from '../ledger/site-state.ts'
import { columnPath, HOME_PATH, recordAddress } from '../record.ts'
import { markup } from '../render/markup.ts'

/** A feed that people may subscribe to: its title, its path without an ending, and the path of its page. */
export type OfferedFeed = { title: string; path: string; home: string }

type Column = Pick<ColumnSummary, 'column' | 'opened'>

/** Every feed of the record. */
export function allFeeds(columns: Column[], topics: string[]): OfferedFeed[] {
  return [...FEEDS_OF_ALL, ...columns.flatMap(feedsOf), ...topics.map(feedOfTopic)]
}

/** The feeds of one column. */
export function feedsOf({ column, opened }: Column): [main: OfferedFeed, substantive: OfferedFeed] {
  const home = columnPath(column)
  return [
    { title: opened.name, path: `${column}/feed`, home },
    { title: `${opened.name}（仅实质改动）`, path: `${column}/substantive`, home },
  ]
}

/** The feeds of all columns together. */
export const FEEDS_OF_ALL: [main: OfferedFeed, substantive: OfferedFeed] = [
  { title: '全部栏目', path: 'all/feed', home: HOME_PATH },
  { title: '全部栏目（仅实质改动）', path: 'all/substantive', home: HOME_PATH },
]

/** The feed of a topic, over all columns. */
export function feedOfTopic(topic: string): OfferedFeed {
  return { title: `专题：${topic}`, path: `topics/${folderName(topic)}/feed`, home: HOME_PATH }
}

/** `topic` as the name of a folder: letters and digits as they are, every other character as its code. */
function folderName(topic: string): string {
  return topic.replace(/[^\p{L}\p{N}]/gu, (mark) => `-${(mark.codePointAt(0) ?? 0).toString(16)}-`)
}

/** OPML 2.0 of `feeds`, which a feed reader imports at once. */
export function writeOpml(feeds: OfferedFeed[], publicUrl: string): string {
  const outlines = feeds.map(({ title, path, home }) => {
    const address = recordAddress(publicUrl, `${path}.xml`)
    return markup`<outline type="rss" text="${title}" title="${title}" xmlUrl="${address}" htmlUrl="${recordAddress(publicUrl, home)}"/>
`
  })
  return markup`<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0">
<head><title>letterwatch</title></head>
<body>
${outlines}</body>
</opml>
`.text
}
