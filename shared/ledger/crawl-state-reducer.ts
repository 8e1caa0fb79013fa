import { type Entry, type LetterEntry, presenceAfter } from '../entry.ts'
import type { Letter } from '../letter.ts'
import { distinctIdOf, letterIdOf, postIdOf } from '../extract/address.ts'
import { type CrawlState, type LetterState, nextVersion, titleKeyOf, unreadLetter, VersionState } from './crawl-state.ts'

/** Applies the next entry of the ledger to `state`, in place. Applying an entry twice changes nothing. */
export function applyToCrawlState(state: CrawlState, entry: Entry): void {
  state.sequence = entry.sequence
  state.hash = entry.hash
  switch (entry.type) {
    case 'column.opened':
      return
    case 'column.baselined':
      state.baselined = true
      state.pending = new Set(entry.data.pending)
      return
    case 'column.template': {
      const { template, pins } = entry.data
      state.template = { sequence: entry.sequence, template, ...(pins && { pins }) }
      return
    }
    case 'column.held':
      state.hold = { sequence: entry.sequence, events: entry.data.events, appended: 0 }
      return
    case 'column.released':
      endHold(state, () => undefined)
      return
    case 'column.discarded':
      endHold(state, discard)
      return
    case 'letter.published':
    case 'letter.edited':
    case 'letter.delisted':
    case 'letter.withdrawn':
    case 'letter.restored':
    case 'letter.moved':
    case 'letter.reread':
      applyLetterEntry(state, entry)
      return
    default:
      entry satisfies never
  }
}

/** Applies a decision to every letter with held changes. */
function endHold(state: CrawlState, decide: (letter: LetterState) => void): void {
  state.hold = undefined
  for (const letter of state.letters.values()) {
    if (letter.heldSince === undefined) continue
    decide(letter)
    delete letter.heldSince
    delete letter.announced
  }
}

/** Takes a letter back to the version state before the hold. What is remembered of its page belongs to the discarded version, and goes. */
function discard(letter: LetterState): void {
  const { announced } = letter
  if (!announced) return
  const [discarded, highestVersion] = [VersionState.parse(letter), nextVersion(letter) - 1]
  Object.assign(letter, OF_THE_DISCARDED, announced, { discarded, highestVersion })
}

/** The fields that a discarded version may have set and that the version state before it may lack. */
const OF_THE_DISCARDED = {
  earlier: undefined,
  template: undefined,
  volatile: undefined,
  hashes: undefined,
  titleKey: undefined,
  number: undefined,
  publishedOn: undefined,
  etag: undefined,
  lastModified: undefined,
  region: undefined,
} satisfies Partial<Record<keyof LetterState, undefined>>

function applyLetterEntry(state: CrawlState, entry: LetterEntry): void {
  const { data, sequence } = entry
  const letter = letterOf(state, data.letter, data.url)
  if (entry.type !== 'letter.reread') delete letter.discarded
  if (data.held) {
    letter.announced ??= VersionState.parse(letter)
    letter.heldSince ??= sequence
    if (state.hold) state.hold.appended++
  }
  if ('content' in data && data.content) {
    const { content, version, fingerprint = '', reader = 0, template, volatile } = data
    applyVersion(letter, { content, version, fingerprint, reader, template, volatile }, sequence)
    state.pending.delete(letter.postId)
  }
  if (entry.type === 'letter.moved') move(letter, data.url)
  letter.presence = presenceAfter(entry) ?? letter.presence
}

type Version = Pick<LetterState, 'version' | 'fingerprint' | 'reader' | 'template' | 'volatile'> & { content: Letter }

function applyVersion(letter: LetterState, { content, ...made }: Version, sequence: number): void {
  if (letter.version > 0 && letter.version < made.version) {
    const { version, fingerprint, sequence: recordedIn } = letter
    letter.earlier = [...(letter.earlier ?? []), { version, fingerprint, sequence: recordedIn }]
  }
  Object.assign(letter, {
    ...made,
    sequence,
    titleKey: titleKeyOf(content),
    hashes: hashesIn(content),
  } satisfies Partial<LetterState>)
  if (content.number !== undefined) letter.number = content.number
  if (content.publishedOn !== undefined) letter.publishedOn = content.publishedOn
}

/** The hashes of the attached files whose bytes are a part of a version, by their addresses. */
function hashesIn({ attachments }: Letter): LetterState['hashes'] {
  const hashes = attachments.flatMap(({ url, sha256 }) => (sha256 === undefined ? [] : [[url, sha256] as const]))
  return hashes.length === 0 ? undefined : Object.fromEntries(hashes)
}

function letterOf(state: CrawlState, name: string, url: string): LetterState {
  const id = name.slice(name.indexOf('/') + 1)
  const known = state.letters.get(id)
  if (known) return known
  const letter = { ...unreadLetter(id === distinctIdOf(url) ? id : (postIdOf(url) ?? id), url), id }
  state.letters.set(id, letter)
  return letter
}

function move(letter: LetterState, url: string): void {
  const postId = letterIdOf(url)
  if (postId === letter.postId) return
  letter.formerPostIds = [...(letter.formerPostIds ?? []), letter.postId]
  Object.assign(letter, { postId, url } satisfies Partial<LetterState>)
}
