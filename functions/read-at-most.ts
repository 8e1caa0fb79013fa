import { Readable } from 'node:stream'

/** The body of an answer, when it has at most `most` bytes. Throws when it is longer, having read no more than that, or breaks off. */
export async function readAtMost(answer: Response, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  const body: AsyncIterable<Uint8Array> = answer.body ?? Readable.from([])
  for await (const chunk of body) {
    length += chunk.length
    if (length > most) throw new Error(`it is longer than ${most} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
