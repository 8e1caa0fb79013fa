import { createHash } from 'node:crypto'
import { hostOf } from '../../shared/extract/address.ts'
import type { FileState, LetterState } from '../../shared/ledger/crawl-state.ts'
import type { Attachment, Reading } from '../../shared/letter.ts'
import type { Served } from '../../shared/snapshot.ts'
import { isWithin } from '../../shared/text/instant.ts'
import type { Crawl } from './crawl.ts'

/** A file is fetched once a day at most. */
const CHECK_AFTER_MS = 24 * 3_600_000
/** The letter's other fetches go before. */
const FETCH_AND_CONFIRM = 2

/** Whether a file of the letter is to be fetched, for which its page must be read. */
export function hasDueFile(crawl: Crawl, { files = {} }: LetterState): boolean {
  return crawl.filesLeft > 0 && Object.values(files).some((file) => isDue(crawl, file))
}

/**
 * Compares the bytes of the letter's attached files with those known of them. Where some differ, returns the reading with the hashes of the
 * new bytes, which makes it an edit that a second visit confirms; else undefined. A file that cannot be fetched, or that differs in every answer, says nothing.
 */
export async function compareFiles(crawl: Crawl, letter: LetterState, reading: Reading): Promise<Reading | undefined> {
  const { attachments } = reading.letter
  const own = attachments.filter(({ url }) => hostOf(url) === hostOf(letter.url))
  const known = letter.files ?? {}
  letter.files = Object.fromEntries(own.map(({ url }) => [url, known[url] ?? {}]))
  const hashes = new Map<string, string>()
  for (const { url } of letter.version === 0 ? [] : own) {
    const hash = await otherHash(crawl, letter, url)
    if (hash !== undefined) hashes.set(url, hash)
  }
  if (hashes.size === 0) return undefined
  const replaced = attachments.map((file): Attachment => {
    const sha256 = hashes.get(file.url)
    return sha256 === undefined ? file : { ...file, sha256 }
  })
  return { ...reading, letter: { ...reading.letter, attachments: replaced } }
}

function isDue({ clock }: Crawl, { checkedAt, isUnsteady }: FileState): boolean {
  return isUnsteady !== true && !isWithin(checkedAt, CHECK_AFTER_MS, clock.now())
}

/** The hash of a file's bytes if it is due and they are others than those known; what is learned of it is noted in the letter state. */
async function otherHash(crawl: Crawl, letter: LetterState, url: string): Promise<string | undefined> {
  const file = letter.files?.[url] ?? {}
  if (crawl.filesLeft <= 0 || !isDue(crawl, file) || !crawl.hasTime(FETCH_AND_CONFIRM)) return undefined
  const note = (state: FileState) => Object.assign((letter.files ??= {}), { [url]: state })
  const fetched = await crawl.site.fetch(url, { etag: file.etag, lastModified: file.lastModified })
  crawl.filesLeft--
  const checkedAt = crawl.lookedAt
  if (fetched.outcome !== 'served' || !isFile(fetched.served)) {
    note({ ...file, checkedAt })
    return undefined
  }
  const { served } = fetched
  const sha256 = createHash('sha256').update(served.body).digest('hex')
  const before = letter.hashes?.[url] ?? file.sha256
  if (before === undefined || before === sha256) {
    if (before === undefined) await crawl.keep(served)
    note({ sha256, checkedAt, ...validatorsOf(served) })
    return undefined
  }
  // It stays due: a second visit, or the next crawl, fetches it again.
  if (file.candidate !== undefined && file.candidate !== sha256) {
    note({ isUnsteady: true })
    return undefined
  }
  await crawl.keep(served)
  note({ sha256: before, candidate: sha256 })
  return sha256
}

/** Whether an answer is a file, and not a page with the reason why the file cannot be served. */
function isFile({ status, headers, body }: Served): boolean {
  const isText = /^(?:text\/html|application\/(?:xhtml|json|xml)|text\/xml)/i.test(headers['content-type'] ?? '')
  return (
    status === 200 && body.length > 0 && !isText && !/^\s{0,20}[<{]/.test(Buffer.from(body.subarray(0, 40)).toString('latin1'))
  )
}

function validatorsOf({ headers: { etag, 'last-modified': lastModified } }: Served): FileState {
  return { ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }) }
}
