import { createReadStream } from 'node:fs'
import { WARCParser } from 'warcio'
import { snapshotId } from '../../../../shared/snapshot.ts'

export type ReadRecord = {
  type: string
  address: string
  date: string
  header: (name: string) => string | null | undefined
  status: string
  http: [name: string, value: string][]
  payload: Uint8Array
}

/** The records of a WARC file as an independent reader finds them; throws when a payload does not have the digest that its record says. */
export async function readWarc(path: string): Promise<ReadRecord[]> {
  const records: ReadRecord[] = []
  for await (const record of new WARCParser(createReadStream(path))) {
    const payload = await record.readFully(false)
    const digest = record.warcPayloadDigest
    if (record.warcType === 'response' && snapshotId(payload) !== digest)
      throw new Error(`Cannot trust ${record.warcTargetURI ?? ''}: its payload is not ${digest ?? 'named'}`)
    records.push({
      type: record.warcType,
      address: record.warcTargetURI ?? '',
      date: record.warcDate ?? '',
      header: (name) => record.warcHeader(name),
      status: record.httpHeaders?.statusline ?? '',
      http: [...(record.httpHeaders?.headers ?? [])] as [string, string][],
      payload,
    })
  }
  return records
}
