import type { RecordFile } from '../../../shared/record.ts'

/** Whether a write changed anything: a file that already has the same bytes is not written. */
export type Written = 'written' | 'unchanged'

/** Where the public record is stored. Writes are atomic: a reader gets the file from before or from after a write, never a part. */
export type Files = {
  /** Identifies the place of these files; a different address means different files. */
  address: string
  write: (file: RecordFile) => Promise<Written>
  /** Whether there is a file at `path`. */
  holds: (path: string) => Promise<boolean>
  /** The text of the file at `path`, or undefined when there is none. */
  read: (path: string) => Promise<string | undefined>
  /** How many writes should run at the same time. */
  concurrency: number
}
