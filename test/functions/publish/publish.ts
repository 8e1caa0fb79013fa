import type { PublishDeps } from '../../../functions/publish/deps.ts'
import { openEventReader } from '../../../functions/publish/event-reader.ts'
import {
  type Pace,
  publishColumn,
  type Published,
  rebuildColumn,
  UNHURRIED,
} from '../../../functions/publish/publish-column.ts'
import { publishWhole, rebuildWhole } from '../../../functions/publish/publish-all-columns.ts'
import { sum } from '../../../functions/publish/write-files.ts'

/** Publishes a column, then what is about all of them, as a batch of one message does. */
export async function publish(column: string, deps: PublishDeps, pace = UNHURRIED): Promise<Published> {
  const events = openEventReader(deps.store)
  const published = await publishColumn(column, deps, { events }, pace)
  return { ...published, ...sum(published, await publishWhole(deps, { events })) }
}

/** Makes both anew. */
export async function rebuild(column: string, deps: PublishDeps, pace = UNHURRIED): Promise<Published> {
  const rebuilt = await rebuildColumn(column, deps, pace)
  return { ...rebuilt, ...sum(rebuilt, await rebuildWhole(deps)) }
}

/** So many entries at a time, and time for so many portions. */
export function hurried(entriesAtOnce: number, portions: number): Pace {
  let left = portions
  return { entriesAtOnce, hasTime: () => --left > 0 }
}
