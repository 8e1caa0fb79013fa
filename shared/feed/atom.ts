import { recordAddress } from '../record.ts'
import { type Content, httpAddress, markup, type Markup } from '../render/markup.ts'
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
import { feedTag, type Item } from './item.ts'

/** `document` as Atom 1.0 (RFC 4287); its archive follows RFC 5005. */
export function writeAtom(document: FeedDocument): string {
  const { publicUrl, path, title, subtitle, home, archivePage, items } = document
  const previous = previousAddress(document, 'atom')
  return markup`<?xml version="1.0" encoding="utf-8"?>
<?xml-stylesheet type="text/css" href="${recordAddress(publicUrl, STYLESHEET)}"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0" xmlns:lw="${NAMESPACE}" xml:lang="zh-CN">
<id>${feedTag(path)}</id>
<title>${title}</title>
<subtitle>${subtitle}</subtitle>
<updated>${updatedAt(document)}</updated>
<author><name>${AUTHOR}</name></author>
<link rel="alternate" type="text/html" href="${recordAddress(publicUrl, home)}"/>
${link('self', selfAddress(document, 'atom'))}${archivePage !== undefined && archiveLinks(document)}${previous && link('prev-archive', previous)}${headElements(document)}${items.map(entryElement)}</feed>
`.text
}

function archiveLinks(document: FeedDocument): Content {
  return [markup`<fh:archive/>\n`, link('current', currentAddress(document, 'atom'))]
}

function link(rel: string, href: string): Markup {
  return markup`<link rel="${rel}" type="application/atom+xml" href="${href}"/>
`
}

function entryElement({ id, title, recordUrl, originalUrl, summary, content, at, categories }: Item): Markup {
  const original = originalUrl === undefined ? undefined : httpAddress(originalUrl)
  return markup`<entry>
<id>${id}</id>
<title>${title}</title>
<published>${at}</published>
<updated>${at}</updated>
<link rel="alternate" type="text/html" href="${recordUrl}"/>
${original && markup`<link rel="related" type="text/html" href="${original}"/>\n`}${categories.map((category) => markup`<category term="${category}"/>\n`)}<summary>${summary}</summary>
<content type="html">${content}</content>
</entry>
`
}
