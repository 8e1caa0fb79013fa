import { itemOf } from '../../shared/feed/item.ts'
import { feedsOf, type OfferedFeed } from '../../shared/feed/offered-feeds.ts'
import { feedFiles, type Part, partsSince } from '../../shared/feed/feed.ts'
import { columnPages } from '../../shared/site/column-page.ts'
import { promisePages } from '../../shared/site/promise-pages.ts'
import type { SiteState } from '../../shared/ledger/site-state.ts'
import type { RecordFile } from '../../shared/record.ts'
import type { PublishDeps } from './deps.ts'
import type { EventReader } from './event-reader.ts'
import type { Touched } from './fold-since.ts'

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
