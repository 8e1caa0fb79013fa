import { fileURLToPath } from 'node:url'
import { openBucket } from '#record-bucket'
import type { RecordFile } from '../shared/record.ts'
import { openFolder } from './record-folder.ts'

/** Whether a write changed anything: a file whose bytes are there already is left as it is. */
export type Written = 'written' | 'unchanged'

/** Where the public record lies. A reader finds a file as it was before a write or after it, never half of it. */
export type RecordStore = {
  write: (file: RecordFile) => Promise<Written>
  /** Whether there is a file at `path`. */
  holds: (path: string) => Promise<boolean>
  /** The text of the file at `path`, or undefined when there is none. */
  read: (path: string) => Promise<string | undefined>
  /** How many writes it is worth making at once. */
  atOnce: number
}

/** The store at `address`: `file:///folder` or `s3://bucket`. */
export async function openRecordStore(address: string): Promise<RecordStore> {
  const url = URL.parse(address)
  if (url?.protocol === 'file:') return openFolder(fileURLToPath(url))
  if (url?.protocol !== 's3:') throw new Error(`Cannot open the record: its address is neither file: nor s3:, but ${address}`)
  return openBucket(url.hostname)
}
