import * as z from 'zod/mini'
import { feedFiles, type Part, partsSince } from '../../shared/feed/feed.ts'
import { itemOf } from '../../shared/feed/item.ts'
import { feedsOf, type OfferedFeed } from '../../shared/feed/offered-feeds.ts'
import type { SiteState } from '../../shared/ledger/site-state.ts'
import { fetchTimesPath, type RecordFile } from '../../shared/record.ts'
import { columnPages } from '../../shared/site/column-page.ts'
import { promisePages } from '../../shared/site/promise-pages.ts'
import { readFetchTimes } from '../archive/crawl-state.ts'
import type { PublishDeps } from './deps.ts'
import type { EventReader } from './event-reader.ts'
import type { Dirty } from './changes.ts'

/** The files about all letters of a column that `dirty` may change. */
export async function* columnFiles(
  state: SiteState,
  dirty: Dirty,
  { publicUrl }: PublishDeps,
  events: EventReader,
): AsyncGenerator<RecordFile> {
  const [complete, substantive] = feedsOf(state)
  yield* columnPages(state, publicUrl)
  yield* promisePages(state, dirty.periods, publicUrl)
  yield* filesOfFeed(complete, partsSince(state.events, dirty.events), state, publicUrl, events)
  yield* filesOfFeed(substantive, partsSince(state.substantive, dirty.substantive), state, publicUrl, events)
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

const FetchTimes = z.object({ looks: z.array(z.object({ letters: z.array(z.string()) })) })

/**
 * `looks.json`: when each letter of a column was last checked and last fetched completely, after the crawl that began at `since`. Letters
 * with the same times form one group; the order is that of the crawl state. The existing file lists the letters, so that while they are the
 * same only the times are read from the crawl state.
 */
export async function* fetchTimesFile(
  column: string,
  { store, record }: PublishDeps,
  since?: string,
): AsyncGenerator<RecordFile> {
  const path = fetchTimesPath(column)
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

/** The letters that the file lists; none when it is missing or has another form. */
function lettersIn(text = '{}'): string[] {
  try {
    return (FetchTimes.safeParse(JSON.parse(text)).data?.looks ?? []).flatMap(({ letters }) => letters)
  } catch {
    return []
  }
}
