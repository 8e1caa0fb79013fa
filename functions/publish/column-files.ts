import * as z from 'zod/mini'
import { feedFiles, type Part, partsSince } from '../../shared/feed/feed.ts'
import { itemOf } from '../../shared/feed/item.ts'
import { feedsOf, type OfferedFeed } from '../../shared/feed/offered-feeds.ts'
import type { SiteState } from '../../shared/ledger/site-state.ts'
import { letterLooksPath, type RecordFile } from '../../shared/record.ts'
import { columnPages } from '../../shared/site/column-page.ts'
import { promisePages } from '../../shared/site/promise-pages.ts'
import { readFetchTimes } from '../archive/crawl-state.ts'
import type { PublishDeps } from './deps.ts'
import type { EventReader } from './event-reader.ts'
import type { Touched } from './changes.ts'

/** The files about all letters of a column that may have to be written, for `state` after what was `touched`. */
export async function* columnFiles(
  state: SiteState,
  touched: Touched,
  { publicUrl }: PublishDeps,
  events: EventReader,
): AsyncGenerator<RecordFile> {
  const [main, substantive] = feedsOf(state)
  yield* columnPages(state, publicUrl)
  yield* promisePages(state, touched.periods, publicUrl)
  yield* filesOfFeed(main, partsSince(state.events, touched.events), state, publicUrl, events)
  yield* filesOfFeed(substantive, partsSince(state.substantive, touched.substantive), state, publicUrl, events)
}

async function* filesOfFeed(
  { title, path, home }: OfferedFeed,
  parts: Part[],
  { column, opened, sequence, hash }: SiteState,
  publicUrl: string,
  events: EventReader,
): AsyncGenerator<RecordFile> {
  const about = { path, home, title: `${opened.authority} ${title}`, subtitle: SUBTITLE, updatedAt: opened.at, publicUrl }
  for (const { events: seen, ...place } of parts) {
    const shown = await events(column, seen)
    const isArchive = place.archivePage !== undefined
    const heads = isArchive ? undefined : [{ column, sequence, hash }]
    yield* feedFiles({
      ...about,
      ...place,
      ...(heads && { heads }),
      items: shown.map(({ entry, at }) => itemOf(entry, at, opened.name, publicUrl)),
    })
  }
}

const SUBTITLE = '公开答复函的新增、修改、移出列表与撤下，附改动前后对照。'

const LooksFile = z.object({ looks: z.array(z.object({ letters: z.array(z.string()) })) })

/**
 * When each letter of a column was last looked at and last read whole, as the crawl left it that began at the instant `since`: letters that
 * share both stand together, all of them in the order of the crawl state. The file as it is remembers which letters there are, so that the
 * times of the crawl state are read alone while they are the same.
 */
export async function* letterLooksFile(
  column: string,
  { store, record }: PublishDeps,
  since?: string,
): AsyncGenerator<RecordFile> {
  const path = letterLooksPath(column)
  const times = await readFetchTimes(store, column, lettersIn(await record.read(path)), since)
  if (!times || times.ids.length === 0) return
  let at = 0
  const looks = times.runs.map(([length, checkedAt, readAt]) => ({
    checkedAt: checkedAt || null,
    readAt: readAt || null,
    letters: times.ids.slice(at, (at += length)),
  }))
  yield { path, body: `${JSON.stringify({ column, looks })}\n` }
}

/** The letters that the file lists; none when it is not there, or says something else. */
function lettersIn(text = '{}'): string[] {
  try {
    return (LooksFile.safeParse(JSON.parse(text)).data?.looks ?? []).flatMap(({ letters }) => letters)
  } catch {
    return []
  }
}
