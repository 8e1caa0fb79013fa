import type { Edges } from '../../../functions/publish/edges.ts'
import { openEventReader } from '../../../functions/publish/event-reader.ts'
import { publishColumn, type Published, rebuildColumn } from '../../../functions/publish/publish-column.ts'
import { publishWhole, rebuildWhole } from '../../../functions/publish/publish-whole.ts'
import { sum } from '../../../functions/publish/write-files.ts'

/** Publishes a column, then what is about all of them, as a batch of one message does. */
export async function publish(column: string, edges: Edges): Promise<Published> {
  const events = openEventReader(edges.table)
  const published = await publishColumn(column, edges, { events })
  return { ...published, ...sum(published, await publishWhole(edges, { events })) }
}

/** Makes both anew. */
export async function rebuild(column: string, edges: Edges): Promise<Published> {
  const rebuilt = await rebuildColumn(column, edges)
  return { ...rebuilt, ...sum(rebuilt, await rebuildWhole(edges)) }
}
