import * as z from 'zod/mini'
import { letterLooksPath, type RecordFile } from '../../shared/record.ts'
import { readFetchTimes } from '../archive/crawl-state.ts'
import type { PublishDeps } from './deps.ts'

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
