import { markup } from '../render/markup.ts'
import { recordAddress } from '../record.ts'

/** A feed that people may subscribe to: its title, its path without an ending, and the path of its page. */
export type OfferedFeed = { title: string; path: string; home: string }

/** OPML 2.0 of `feeds`, for readers that take many subscriptions at once. */
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
