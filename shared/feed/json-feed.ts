import { recordAddress } from '../record.ts'
import { httpAddress } from '../render/markup.ts'
import { visible } from '../text/escape.ts'
import { AUTHOR, type FeedDocument, previousAddress, selfAddress } from './document.ts'
import type { Item } from './item.ts'

/** `document` as JSON Feed 1.1. `next_url` is the page with the older events; `_letterwatch` of an item is the event's data as webhooks send it. */
export function writeJsonFeed(document: FeedDocument): string {
  const { publicUrl, title, subtitle, home, heads, items } = document
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title: visible(title),
    home_page_url: recordAddress(publicUrl, home),
    feed_url: selfAddress(document, 'json'),
    description: visible(subtitle),
    next_url: previousAddress(document, 'json'),
    authors: [{ name: AUTHOR }],
    language: 'zh-CN',
    _letterwatch: heads && { heads },
    items: items.map(jsonItem),
  }
  return `${JSON.stringify(feed, null, 1)}\n`
}

function jsonItem({ id, title, recordUrl, originalUrl, summary, content, at, categories, event }: Item) {
  return {
    id,
    url: recordUrl,
    external_url: originalUrl === undefined ? undefined : httpAddress(originalUrl),
    title,
    content_html: content,
    summary,
    date_published: at,
    tags: categories,
    _letterwatch: event.data,
  }
}
