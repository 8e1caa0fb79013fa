import type { Entry } from '../entry.ts'
import { promisesAfter, promisesIn } from '../findings/recorded-promise.ts'
import { type Fetched, postIdIn, type RecordBook, type Seen, type Standing, type Step, type Turn } from './site-state.ts'

/**
 * Writes the next entry of the ledger into `book`, in place; `isRawPublished`: so is the raw page on which it rests. Returns the post ids
 * of the letters whose history it changed.
 */
export function foldIntoRecordBook(book: RecordBook, entry: Entry, isRawPublished = false): string[] {
  book.sequence = entry.sequence
  book.hash = entry.hash
  switch (entry.type) {
    case 'column.opened':
      book.opened = { name: entry.data.name, authority: entry.data.authority, url: entry.data.url, at: entry.timestamp }
      return []
    case 'column.baselined':
      return []
    case 'column.held':
      show(book, { sequence: entry.sequence, at: entry.timestamp }, true)
      return []
    case 'column.released':
      return decide(book, entry.data, (turn) => take(book, turn, entry.timestamp))
    case 'column.discarded':
      return decide(book, entry.data, ({ postId, step }) => {
        const letter = book.letters[postId]
        if (letter) letter.steps = inOrder(letter.steps, { ...step, discarded: true })
      })
    case 'letter.published':
    case 'letter.edited':
    case 'letter.delisted':
    case 'letter.withdrawn':
    case 'letter.restored':
    case 'letter.moved':
    case 'letter.reread':
      if (entry.data.held) return wait(book, turnOf(entry, isRawPublished))
      take(book, turnOf(entry, isRawPublished), entry.timestamp)
      return [postIdIn(entry.data.letter)]
  }
}

type LetterEntry = Extract<Entry, { type: `letter.${string}` }>

function turnOf(entry: LetterEntry, isRawPublished: boolean): Turn {
  const { data, type, sequence, timestamp: at } = entry
  const { title, url, number, publishedOn, version, topics } = data
  const standing = standingAfter(entry)
  const step: Step = { sequence, at, type, version }
  if ('content' in data && data.content) step.text = true
  if (step.text && version > 1) step.fetched = fetchedOf(data, isRawPublished)
  if ('baseline' in data && data.baseline) step.baseline = true
  if ('significance' in data && data.significance) step.significance = data.significance
  if ('summary' in data && data.summary !== undefined) step.summary = data.summary
  if ('summaryEn' in data && data.summaryEn !== undefined) step.summaryEn = data.summaryEn
  if ('missingSince' in data) step.missingSince = data.missingSince
  if ('movedFrom' in data) step.movedFrom = data.movedFrom
  const content = 'content' in data ? data.content : undefined
  const read = content && { found: promisesIn(content), signedOn: content.signedOn }
  const promises = 'promises' in data ? data.promises : undefined
  return { title, url, number, publishedOn, postId: postIdIn(data.letter), standing, step, topics, promises, ...read }
}

function fetchedOf({ url, evidence }: LetterEntry['data'], isRawPublished: boolean): Fetched {
  return { url, at: evidence.fetchedAt, ...(isRawPublished && { raw: evidence.snapshot }) }
}

/** An edit or another reading leaves a letter where it stood. */
function standingAfter(entry: LetterEntry): Standing | undefined {
  switch (entry.type) {
    case 'letter.published':
    case 'letter.moved':
      return 'listed'
    case 'letter.restored':
      return entry.data.listed ? 'listed' : 'delisted'
    case 'letter.delisted':
      return 'delisted'
    case 'letter.withdrawn':
      return 'withdrawn'
    case 'letter.edited':
    case 'letter.reread':
      return undefined
  }
}

function wait(book: RecordBook, turn: Turn): string[] {
  book.held.push(turn)
  return [turn.postId]
}

/** The turns that a decision is about leave the ones that wait, in order. */
function decide(book: RecordBook, { from, to }: { from: number; to: number }, how: (turn: Turn) => void): string[] {
  const meant = ({ step }: Turn) => from <= step.sequence && step.sequence <= to
  const decided = book.held.filter(meant)
  book.held = book.held.filter((turn) => !meant(turn))
  decided.forEach(how)
  return decided.map(({ postId }) => postId)
}

/** A turn takes effect at the instant `at`. One about a letter of which no text was ever recorded has nothing to show. */
function take(book: RecordBook, turn: Turn, at: string): void {
  const { postId, step, standing, topics, found, promises: changes = [], ...facts } = turn
  const letter = book.letters[postId]
  const steps = inOrder(letter?.steps, step)
  const text = steps.findLast((taken) => taken.text && !taken.discarded)?.sequence
  if (text === undefined) return
  if (letter && steps.at(-1) !== step) Object.assign(letter, { steps, text })
  else {
    const promises = found ? promisesAfter(letter?.promises ?? [], found, changes, step.version) : (letter?.promises ?? [])
    const signedOn = found ? facts.signedOn : letter?.signedOn
    book.letters[postId] = { ...facts, signedOn, standing: standing ?? letter?.standing ?? 'listed', text, steps, promises }
  }
  if (step.type !== 'letter.reread') show(book, { sequence: step.sequence, at }, step.significance !== 'cosmetic', topics)
}

function inOrder(steps: Step[] = [], step: Step): Step[] {
  return [...steps, step].sort((a, b) => a.sequence - b.sequence)
}

function show(book: RecordBook, seen: Seen, substantive: boolean, topics: string[] = []): void {
  book.events.newest.push(seen)
  if (substantive) book.substantive.newest.push(seen)
  for (const topic of topics) (book.topics[topic] ??= []).push(seen)
}
