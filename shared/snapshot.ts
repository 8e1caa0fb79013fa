import { createHash } from 'node:crypto'

/** What was served for one address at one instant: the content of a snapshot. `url` was requested, `finalUrl` answered after redirects. */
export type Served = {
  url: string
  finalUrl: string
  scheme: 'http' | 'https'
  status: number
  headers: Record<string, string>
  body: Uint8Array
  fetchedAt: string
  /** What else was fetched for the letter on this page: its further pages, and the file that it shows. */
  parts?: Served[]
}

/** The name of a snapshot: `sha256:` and the hexadecimal SHA-256 of the bytes served, with content encodings decoded. */
export function snapshotId(body: Uint8Array): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`
}

/** The key of the snapshot `id` in the bucket of large snapshots: `sha256/0123….zst` for `sha256:0123…`, and for `sha256:*` the pattern of all. */
export function snapshotKey(id: string): string {
  return `${id.replace(':', '/')}.zst`
}
