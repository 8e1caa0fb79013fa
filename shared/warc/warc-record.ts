import { createHash } from 'node:crypto'

/** One record of a WARC 1.1 file (ISO 28500:2017): its named fields in order, and its block. Fields without a value are left out. */
export type WarcRecord = { fields: [name: string, value: string | undefined][]; block: Buffer }

/** `record` as it is written, before it is compressed. */
export function warcBytes({ fields, block }: WarcRecord): Buffer {
  const lines = fields.flatMap(([name, value]) => (value === undefined ? [] : `${name}: ${value}\r\n`))
  const head = `WARC/1.1\r\n${lines.join('')}WARC-Block-Digest: ${digestOf(block)}\r\nContent-Length: ${block.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), block, Buffer.from('\r\n\r\n')])
}

/** An instant as WARC writes it: in UTC. */
export function warcDate(at: string): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}

/** The id of the record that `name` tells apart from all others: the same name, the same id, so that an export can be repeated. */
export function warcId(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)]
  return `<urn:uuid:${parts.join('-')}>`
}

function digestOf(block: Buffer): string {
  return `sha256:${createHash('sha256').update(block).digest('hex')}`
}
