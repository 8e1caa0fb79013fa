import type { PublishDeps } from '../../../functions/publish/deps.ts'
import { openEventReader } from '../../../functions/publish/event-reader.ts'
import {
  type Pace,
  publishColumn,
  type Published,
  rebuildColumn,
  DEFAULT_PACE,
} from '../../../functions/publish/publish-column.ts'
import { publishAllColumns, rebuildAllColumns } from '../../../functions/publish/publish-all-columns.ts'
import { sum } from '../../../functions/publish/write-files.ts'

/** Publishes a column, then what is about all of them, as a batch of one message does. */
export async function publish(column: string, deps: PublishDeps, pace = DEFAULT_PACE): Promise<Published> {
  const events = openEventReader(deps.store)
  const published = await publishColumn(column, deps, { events }, pace)
  return { ...published, ...sum(published, await publishAllColumns(deps, { events })) }
}

/** Makes both anew. */
export async function rebuild(column: string, deps: PublishDeps, pace = DEFAULT_PACE): Promise<Published> {
  const rebuilt = await rebuildColumn(column, deps, pace)
  return { ...rebuilt, ...sum(rebuilt, await rebuildAllColumns(deps)) }
}

/** A pace of `entriesAtOnce`, with time for `batches` batches. */
export function hurried(entriesAtOnce: number, batches: number): Pace {
  let left = batches
  return { entriesAtOnce, hasTime: () => --left > 0 }
}
