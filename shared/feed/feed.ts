import type { RecordFile } from '../record.ts'
import { writeAtom } from './atom.ts'
import { type FeedDocument, feedPath } from './document.ts'
import { writeJsonFeed } from './json-feed.ts'
import { writeRss } from './rss.ts'

/** `document` in the three formats. An archive page is settled: it never changes. */
export function feedFiles(document: FeedDocument): RecordFile[] {
  const { path, archivePage } = document
  const bodies = { xml: writeRss(document), atom: writeAtom(document), json: writeJsonFeed(document) }
  return Object.entries(bodies).map(([ending, body]) => ({
    path: `${feedPath(path, archivePage)}.${ending}`,
    body,
    ...(archivePage !== undefined && { settled: true }),
  }))
}
