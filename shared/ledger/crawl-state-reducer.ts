import { type Check, type CheckBook, nextVersion, Standing, type State, titleKey, unread } from './crawl-state.ts'
import type { Entry } from '../entry.ts'
import type { Letter } from '../letter.ts'
import { postIdOf } from '../extract/address.ts'

/** Brings `book` up to date with the next entry of its ledger. Folding an entry twice changes nothing. */
export function foldIntoCheckBook(book: CheckBook, entry: Entry): void {
  book.sequence = entry.sequence
  book.hash = entry.hash
  switch (entry.type) {
    case 'column.opened':
      return
    case 'column.baselined':
      book.baselined = true
      book.pending = new Set(entry.data.pending)
      return
    case 'column.held':
      book.hold = { sequence: entry.sequence, events: entry.data.events, appended: 0 }
      return
    case 'column.released':
      endHold(book, () => undefined)
      return
    case 'column.discarded':
      endHold(book, discard)
      return
    case 'letter.published':
    case 'letter.edited':
    case 'letter.delisted':
    case 'letter.withdrawn':
    case 'letter.restored':
    case 'letter.moved':
    case 'letter.reread':
      foldLetter(book, entry)
  }
}

/** Does what was decided to every letter that waited for it. */
function endHold(book: CheckBook, decide: (check: Check) => void): void {
  book.hold = undefined
  for (const check of book.checks.values()) {
    if (check.heldSince === undefined) continue
    decide(check)
    delete check.heldSince
    delete check.told
  }
}

/** What a person found to be a fault was never said: the letter stands as it was told, and what was remembered of the page was the fault's. */
function discard(check: Check): void {
  const { told } = check
  if (!told) return
  const [discarded, numbered] = [Standing.parse(check), nextVersion(check) - 1]
  Object.assign(check, NOT_SAID, told, { discarded, numbered })
}

/** What a letter that stands as before may not have. */
const NOT_SAID = {
  earlier: undefined,
  key: undefined,
  number: undefined,
  publishedOn: undefined,
  etag: undefined,
  lastModified: undefined,
  region: undefined,
} satisfies Partial<Record<keyof Check, undefined>>

type OfLetter = Extract<Entry, { type: `letter.${string}` }>

function foldLetter(book: CheckBook, entry: OfLetter): void {
  const { data, sequence } = entry
  const check = checkOf(book, data.letter, data.url)
  if (entry.type !== 'letter.reread') delete check.discarded
  if (data.held) {
    check.told ??= Standing.parse(check)
    check.heldSince ??= sequence
    if (book.hold) book.hold.appended++
  }
  if ('content' in data && data.content) {
    const { content, version, fingerprint = '', reader = 0 } = data
    foldVersion(check, { content, version, fingerprint, reader }, sequence)
    book.pending.delete(check.postId)
  }
  if (entry.type === 'letter.moved') moveCheck(check, data.url)
  check.state = stateAfter(entry, check.state)
}

type OfVersion = { content: Letter; version: number; fingerprint: string; reader: number }

function foldVersion(check: Check, { content, version, fingerprint, reader }: OfVersion, sequence: number): void {
  if (check.version > 0 && check.version < version)
    check.earlier = [...(check.earlier ?? []), { version: check.version, fingerprint: check.fingerprint }]
  Object.assign(check, { version, fingerprint, reader, sequence, key: titleKey(content) })
  if (content.number !== undefined) check.number = content.number
  if (content.publishedOn !== undefined) check.publishedOn = content.publishedOn
}

function checkOf(book: CheckBook, letter: string, url: string): Check {
  const postId = letter.slice(letter.indexOf('/') + 1)
  const known = book.checks.get(postId)
  if (known) return known
  const check = { ...unread(postIdOf(url) ?? postId, url), letter: postId }
  book.checks.set(postId, check)
  return check
}

function moveCheck(check: Check, url: string): void {
  const postId = postIdOf(url)
  if (postId === undefined || postId === check.postId) return
  check.former = [...(check.former ?? []), check.postId]
  Object.assign(check, { postId, url })
}

function stateAfter(entry: OfLetter, before: State): State {
  switch (entry.type) {
    case 'letter.delisted':
      return 'delisted'
    case 'letter.withdrawn':
      return 'withdrawn'
    case 'letter.restored':
      return entry.data.listed ? 'listed' : 'delisted'
    case 'letter.moved':
    case 'letter.published':
      return 'listed'
    case 'letter.edited':
    case 'letter.reread':
      return before
  }
}
