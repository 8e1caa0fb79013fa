import { readFile, stat } from 'node:fs/promises'
import PostalMime from 'postal-mime'
import { type Claims, readClaims } from '../../../shared/ledger/claims.ts'
import { UsageError } from '../../errors.ts'

const TIMEOUT_MS = 30_000
/** Enough for the ledger of ten thousand letters. */
const MAX_BYTES = 128 * 1024 * 1024
const TOO_LONG = `it is longer than ${MAX_BYTES} bytes`

/** The hashes of ledger entries in the file or at the address `from`. Throws a UsageError when it cannot be read or has none. */
export async function loadKept(from: string): Promise<Claims> {
  const bytes = await load(from)
  const kept = readClaims(await textOf(bytes))
  if (kept.claims.length > 0) return kept
  throw new UsageError(
    `Cannot verify against ${from}: it has no hash of a ledger entry. It must be a checkpoint, a feed, a mail or the body of a webhook`,
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
  // Loaded on demand: most saved copies are files.
  const { isOk, openHttp } = await import('../../../functions/ports/http/http.ts')
  const { follow, refuseOtherScheme } = await import('../../../functions/ports/http/redirect.ts')
  const http = openHttp()
  const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES }
  const result = await follow(new URL(address), (url) => http.request({ url, limits }), refuseOtherScheme)
  if (result.kind === 'failure') throw new Error(result.reason === 'too-large' ? TOO_LONG : result.why)
  if (!isOk(result)) throw new Error(`it answers ${result.status}`)
  return result.body
}

async function readFileAtMost(path: string): Promise<Buffer> {
  const { size } = await stat(path)
  if (size > MAX_BYTES) throw new Error(TOO_LONG)
  return readFile(path)
}

/** The text of a saved copy; a mail is decoded first. */
async function textOf(bytes: Buffer): Promise<string> {
  const text = bytes.toString()
  if (!/^[\w-]+:[^\n]*\r?\n/.test(text) || !/^(mime-version|content-transfer-encoding|message-id):/im.test(text)) return text
  const { text: plain = '', html = '' } = await PostalMime.parse(bytes)
  return `${plain}\n${html}`
}
