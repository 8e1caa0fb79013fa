import type { RecordFile } from '../../../shared/record.ts'

/** Whether a write changed anything: a file that has the same bytes already is not written again. */
export type Written = 'written' | 'unchanged'

/** Where the public record is stored. A reader finds a file as it was before a write or after it, never a part of it. */
export type Files = {
  /** Where these files are. Two that differ in it do not hold the same files. */
  address: string
  write: (file: RecordFile) => Promise<Written>
  /** Whether there is a file at `path`. */
  holds: (path: string) => Promise<boolean>
  /** The text of the file at `path`, or undefined when there is none. */
  read: (path: string) => Promise<string | undefined>
  /** How many writes should run at the same time. */
  concurrency: number
}
