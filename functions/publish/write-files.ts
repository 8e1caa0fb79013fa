import type { RecordFile } from '../../shared/record.ts'
import type { Files, Written } from '../ports/files/files.ts'

/** How many files were written, and how many had the same bytes already. */
export type Tally = Record<Written, number>
export const NOTHING: Tally = { written: 0, unchanged: 0 }

/** Writes all `files` into `record`, several at once, and holds no more of them in memory than that. */
export async function writeFiles(record: Files, files: RecordFiles): Promise<Tally> {
  const tally: Tally = { ...NOTHING }
  const source = oneByOne(files)
  const writeSome = async () => {
    for await (const file of source) tally[await record.write(file)]++
  }
  await Promise.all(Array.from({ length: record.concurrency }, writeSome))
  return tally
}

type RecordFiles = AsyncIterable<RecordFile> | Iterable<RecordFile>

async function* oneByOne(files: RecordFiles): AsyncGenerator<RecordFile> {
  yield* files
}

export function sum(a: Tally, b: Tally): Tally {
  return { written: a.written + b.written, unchanged: a.unchanged + b.unchanged }
}
