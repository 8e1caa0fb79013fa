import { createHash } from 'node:crypto'
import type { Evidence } from '../entry.ts'
import type { Served } from '../snapshot.ts'

const IDENTICAL_PAYLOAD = 'http://netpreserve.org/warc/1.1/revisit/identical-payload-digest'

/** When bytes were served, and by which address: the one that answered, after redirects. */
export type Serving = { address: string; fetchedAt: string }

/** A snapshot with its name, as the archive keeps it. */
type Snapshot = Served & { id: string }

/** The first record of a file: the software, the time of writing, and notes on the contents. */
export function infoRecord(filename: string, writtenAt: string): WarcRecord {
  const notes = {
    software: 'letterwatch',
    format: 'WARC File Format 1.1',
    conformsTo: 'https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/',
    description:
      'Bodies are kept with their transfer and content encoding undone: the headers that spoke of them are called x-archive-orig-*. Reason phrases are not kept.',
  }
  const lines = Object.entries(notes).map(([name, value]) => `${name}: ${value}\r\n`)
  return {
    fields: [
      ['WARC-Type', 'warcinfo'],
      ['WARC-Record-ID', warcId(`warcinfo ${filename} ${writtenAt}`)],
      ['WARC-Date', warcDate(writtenAt)],
      ['WARC-Filename', filename],
      ['Content-Type', 'application/warc-fields'],
    ],
    block: Buffer.from(lines.join('')),
  }
}

/** The response of which a snapshot was first stored. */
export function responseRecord(snapshot: Snapshot): WarcRecord {
  const serving = servingOf(snapshot)
  return {
    fields: [
      ['WARC-Type', 'response'],
      ...aboutServing(snapshot.id, serving),
      ['Content-Type', 'application/http;msgtype=response'],
    ],
    block: Buffer.concat([httpHead(snapshot.status, keptHeaders(snapshot.headers)), snapshot.body]),
  }
}

/** The same bytes served at another time or by another address. Of that response only the status is stored, and no headers. */
export function revisitRecord({ snapshot, status, ...evidence }: Evidence, first: Serving): WarcRecord {
  return {
    fields: [
      ['WARC-Type', 'revisit'],
      ...aboutServing(snapshot, servingOf(evidence)),
      ['WARC-Profile', IDENTICAL_PAYLOAD],
      ['WARC-Refers-To', recordId(snapshot, first)],
      ['WARC-Refers-To-Target-URI', first.address],
      ['WARC-Refers-To-Date', warcDate(first.fetchedAt)],
      ['Content-Type', 'application/http;msgtype=response'],
    ],
    block: httpHead(status, []),
  }
}

export function servingOf({ url, finalUrl = url, fetchedAt }: Pick<Evidence, 'url' | 'finalUrl' | 'fetchedAt'>): Serving {
  return { address: finalUrl, fetchedAt }
}

function aboutServing(snapshot: string, serving: Serving): WarcRecord['fields'] {
  return [
    ['WARC-Record-ID', recordId(snapshot, serving)],
    ['WARC-Date', warcDate(serving.fetchedAt)],
    ['WARC-Target-URI', serving.address],
    ['WARC-Payload-Digest', snapshot],
  ]
}

const recordId = (snapshot: string, { address, fetchedAt }: Serving) => warcId(`${snapshot} ${address} ${fetchedAt}`)

/** Headers about the body as transferred, which are not true of the stored bytes. */
const TRANSFER_HEADERS = new Set(['content-encoding', 'transfer-encoding', 'content-length'])

function keptHeaders(headers: Served['headers']): [name: string, value: string][] {
  return Object.entries(headers).map(([name, value]) => [TRANSFER_HEADERS.has(name) ? `x-archive-orig-${name}` : name, value])
}

/** Header values are bytes that were decoded as Latin-1. */
function httpHead(status: number, headers: [name: string, value: string][]): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`HTTP/1.1 ${status} \r\n${lines.join('')}\r\n`, 'latin1')
}

/** A record of a WARC 1.1 file (ISO 28500:2017): its named fields in order, and its block. Fields without a value are omitted. */
export type WarcRecord = { fields: [name: string, value: string | undefined][]; block: Buffer }

/** The bytes of a record, uncompressed. */
export function warcBytes({ fields, block }: WarcRecord): Buffer {
  const lines = fields.flatMap(([name, value]) => (value === undefined ? [] : `${name}: ${value}\r\n`))
  const head = `WARC/1.1\r\n${lines.join('')}WARC-Block-Digest: ${digestOf(block)}\r\nContent-Length: ${block.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), block, Buffer.from('\r\n\r\n')])
}

/** An instant in the form of WARC, in UTC. */
function warcDate(at: string): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}

/** The id of the record with this unique `name`. The same name gives the same id, so that an export can be repeated. */
function warcId(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)]
  return `<urn:uuid:${parts.join('-')}>`
}

function digestOf(block: Buffer): string {
  return `sha256:${createHash('sha256').update(block).digest('hex')}`
}
