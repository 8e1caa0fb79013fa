import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import * as z from 'zod/mini'
import type { Row } from '../../../functions/ports/store/store.ts'

const Bytes = z.strictObject({ base64: z.string() })
const StoredRow = z.looseObject({ pk: z.string(), sk: z.string() })
const Seal = z.strictObject({ rows: z.number(), sha256: z.string() })

/** `rows` as gzipped lines of JSON. The last line has their number and SHA-256, so that a truncated or altered file is detected. */
export function linesOf(rows: AsyncIterable<Row>): AsyncIterable<Buffer> {
  const compressed = createGzip()
  pipeline(Readable.from(sealed(rows)), compressed, ignoreError)
  return compressed
}

async function* sealed(rows: AsyncIterable<Row>): AsyncGenerator<string> {
  const hash = createHash('sha256')
  let count = 0
  for await (const row of rows) {
    const line = lineOf(row)
    hash.update(line)
    count++
    yield line
  }
  yield `${JSON.stringify({ rows: count, sha256: hash.digest('hex') })}\n`
}

/** The rows in `file`. Throws at its end when it is truncated or altered. */
export async function* rowsIn(file: string): AsyncGenerator<Row> {
  const hash = createHash('sha256')
  let count = 0
  for await (const line of textLines(file)) {
    const read: unknown = JSON.parse(line)
    const seal = Seal.safeParse(read).data
    if (seal) {
      checkSeal(seal, count, hash)
      return
    }
    hash.update(`${line}\n`)
    count++
    yield rowOf(StoredRow.parse(read))
  }
  throw new Error('it ends before its last line')
}

function checkSeal({ rows, sha256 }: z.infer<typeof Seal>, count: number, hash: Hash): void {
  if (rows !== count || sha256 !== hash.digest('hex')) throw new Error('its rows are not those that were backed up')
}

function lineOf(row: Row): string {
  const fields = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value,
  ])
  return `${JSON.stringify(Object.fromEntries(fields))}\n`
}

function rowOf(kept: z.infer<typeof StoredRow>): Row {
  const fields = Object.entries(kept).map(([name, value]) => {
    const bytes = Bytes.safeParse(value).data
    return [name, bytes ? new Uint8Array(Buffer.from(bytes.base64, 'base64')) : value]
  })
  return { ...(Object.fromEntries(fields) as Record<string, unknown>), pk: kept.pk, sk: kept.sk }
}

async function* textLines(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  const plain = createGunzip()
  pipeline(createReadStream(file), plain, ignoreError)
  for await (const chunk of plain as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

/** Errors of a pipeline are thrown to the reader of its last stream; the callback has nothing to do. */
const ignoreError = () => undefined
