import { recordAddress } from '../record.ts'
import { type Content, markup, type Markup } from '../render/markup.ts'
import {
  AUTHOR,
  currentAddress,
  type FeedDocument,
  headElements,
  NAMESPACE,
  previousAddress,
  selfAddress,
  STYLESHEET,
  updatedAt,
} from './document.ts'
import type { Item } from './item.ts'

const NAMESPACES = {
  atom: 'http://www.w3.org/2005/Atom',
  content: 'http://purl.org/rss/1.0/modules/content/',
  dc: 'http://purl.org/dc/elements/1.1/',
  fh: 'http://purl.org/syndication/history/1.0',
  lw: NAMESPACE,
}

/** `document` as RSS 2.0 with the content module; its archive follows RFC 5005. */
export function writeRss(document: FeedDocument): string {
  const { publicUrl, title, subtitle, home, archivePage, items } = document
  const previous = previousAddress(document, 'xml')
  const namespaces = Object.entries(NAMESPACES).map(([prefix, name]) => markup` xmlns:${prefix}="${name}"`)
  return markup`<?xml version="1.0" encoding="utf-8"?>
<?xml-stylesheet type="text/css" href="${recordAddress(publicUrl, STYLESHEET)}"?>
<rss version="2.0" xml:lang="zh-CN"${namespaces}>
<channel>
<title>${title}</title>
<link>${recordAddress(publicUrl, home)}</link>
<description>${subtitle}</description>
<language>zh-CN</language>
<lastBuildDate>${rssDate(updatedAt(document))}</lastBuildDate>
${link('self', selfAddress(document, 'xml'))}${archivePage !== undefined && archiveLinks(document)}${previous && link('prev-archive', previous)}${headElements(document)}${items.map(itemElement)}</channel>
</rss>
`.text
}

function archiveLinks(document: FeedDocument): Content {
  return [markup`<fh:archive/>\n`, link('current', currentAddress(document, 'xml'))]
}

function link(rel: string, href: string): Markup {
  return markup`<atom:link rel="${rel}" type="application/rss+xml" href="${href}"/>
`
}

/** `description` is plain text and comes before `content:encoded`, because some readers show whichever comes last. */
function itemElement({ id, title, recordUrl, summary, content, at, categories }: Item): Markup {
  return markup`<item>
<title>${title}</title>
<link>${recordUrl}</link>
<guid isPermaLink="false">${id}</guid>
<pubDate>${rssDate(at)}</pubDate>
<dc:creator>${AUTHOR}</dc:creator>
${categories.map((category) => markup`<category>${category}</category>\n`)}<description>${summary}</description>
<content:encoded>${content}</content:encoded>
</item>
`
}

/** An instant in the form of RFC 822, with a year of four digits. */
function rssDate(at: string): string {
  return new Date(at).toUTCString()
}
