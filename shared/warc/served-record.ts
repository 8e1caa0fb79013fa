import type { Evidence } from '../ledger.ts'
import type { Served } from '../served.ts'
import { warcDate, warcId, type WarcRecord } from './warc-record.ts'

const IDENTICAL_PAYLOAD = 'http://netpreserve.org/warc/1.1/revisit/identical-payload-digest'

/** When and from which address bytes were served: the address that answered, in the scheme in which it did. */
export type Serving = { address: string; fetchedAt: string }

/** A snapshot with its name, as the archive keeps it. */
type Snapshot = Served & { id: string }

/** What begins a file of records: who wrote it, when, and what is to be known of its contents. */
export function infoRecord(filename: string, writtenAt: string): WarcRecord {
  const said = {
    software: 'letterwatch',
    format: 'WARC File Format 1.1',
    conformsTo: 'https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/',
    description:
      'Bodies are kept with their transfer and content encoding undone: the headers that spoke of them are called x-archive-orig-*. Reason phrases are not kept.',
  }
  const lines = Object.entries(said).map(([name, value]) => `${name}: ${value}\r\n`)
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

/** The answer that a snapshot was first kept of. */
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

/** The same bytes served another time, or from another address. Of that answer we keep the status, and no headers. */
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

/** These spoke of the body as it came over the wire, and are not true of the bytes that are kept. */
const OF_THE_WIRE = new Set(['content-encoding', 'transfer-encoding', 'content-length'])

function keptHeaders(headers: Served['headers']): [name: string, value: string][] {
  return Object.entries(headers).map(([name, value]) => [OF_THE_WIRE.has(name) ? `x-archive-orig-${name}` : name, value])
}

/** Header values are bytes, read as Latin-1 when they came. */
function httpHead(status: number, headers: [name: string, value: string][]): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`HTTP/1.1 ${status} \r\n${lines.join('')}\r\n`, 'latin1')
}
