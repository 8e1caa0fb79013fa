import { readFile, stat } from 'node:fs/promises'
import PostalMime from 'postal-mime'
import { readAtMost } from '../../../functions/read-at-most.ts'
import { type Claims, readClaims } from '../../../shared/ledger/claims.ts'
import { UsageError } from '../../usage-error.ts'

const TIMEOUT_MS = 30_000
/** The lines of a ledger of ten thousand letters fit. */
const MOST_BYTES = 128 * 1024 * 1024

/** What the file or address `from` says of ledgers. Throws a UsageError when it cannot be read, or says nothing of any. */
export async function loadKept(from: string): Promise<Claims> {
  const bytes = await load(from)
  const kept = readClaims(await textOf(bytes))
  if (kept.claims.length > 0) return kept
  throw new UsageError(
    `Cannot verify against ${from}: no entry of a ledger stands in it. It may be a checkpoint, a feed, a mail or the body of a webhook`,
  )
}

/** The bytes of a file or an address. */
export async function load(from: string): Promise<Buffer> {
  try {
    return /^https?:/.test(from) ? await download(from) : await readFileAtMost(from)
  } catch (cause) {
    throw new UsageError(`Cannot read ${from}: ${(cause as Error).message}`, { cause })
  }
}

async function download(address: string): Promise<Buffer> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) })
  if (!answer.ok) throw new Error(`it answers ${answer.status}`)
  return readAtMost(answer, MOST_BYTES)
}

async function readFileAtMost(path: string): Promise<Buffer> {
  const { size } = await stat(path)
  if (size > MOST_BYTES) throw new Error(`it is longer than ${MOST_BYTES} bytes`)
  return readFile(path)
}

/** The text of a mail lies in it encoded. */
async function textOf(bytes: Buffer): Promise<string> {
  const text = bytes.toString()
  if (!/^[\w-]+:[^\n]*\r?\n/.test(text) || !/^(mime-version|content-transfer-encoding|message-id):/im.test(text)) return text
  const { text: plain = '', html = '' } = await PostalMime.parse(bytes)
  return `${plain}\n${html}`
}
