import { type Entry, type LetterEntry, presenceAfter } from '../entry.ts'
import { promisesAfter, promisesIn } from '../findings/recorded-promise.ts'
import { type HistoryStep, type LetterUpdate, postIdIn, type SiteState, type VisibleEvent } from './site-state.ts'

/**
 * Applies the next entry of the ledger to `state`, in place. `isRawPublished`: the snapshot of the entry is published. Returns
 * the post ids of the letters whose pages change.
 */
export function applyToSiteState(state: SiteState, entry: Entry, isRawPublished = false): string[] {
  state.sequence = entry.sequence
  state.hash = entry.hash
  switch (entry.type) {
    case 'column.opened':
      state.opened = { name: entry.data.name, authority: entry.data.authority, url: entry.data.url, at: entry.timestamp }
      return []
    case 'column.baselined':
      return []
    case 'column.template':
      state.template = { sequence: entry.sequence, at: entry.timestamp, template: entry.data.template }
      return []
    case 'column.held':
      addEvent(state, { sequence: entry.sequence, at: entry.timestamp }, true)
      return []
    case 'column.released':
      return decide(state, entry.data, (update) => applyUpdate(state, update, entry.timestamp))
    case 'column.discarded':
      return decide(state, entry.data, ({ postId, step }) => {
        const letter = state.letters[postId]
        if (letter) letter.history = inOrder(letter.history, { ...step, discarded: true })
      })
    case 'letter.published':
    case 'letter.edited':
    case 'letter.delisted':
    case 'letter.withdrawn':
    case 'letter.restored':
    case 'letter.moved':
    case 'letter.reread': {
      const update = updateOf(entry, isRawPublished)
      if (entry.data.held) state.held.push(update)
      else applyUpdate(state, update, entry.timestamp)
      return [update.postId]
    }
    default:
      return entry satisfies never
  }
}

function updateOf(entry: LetterEntry, isRawPublished: boolean): LetterUpdate {
  const { data } = entry
  const { title, url, number, publishedOn, topics } = data
  const content = 'content' in data ? data.content : undefined
  return {
    ...{ title, url, number, publishedOn, topics },
    postId: postIdIn(data.letter),
    presence: presenceAfter(entry),
    step: stepOf(entry, isRawPublished),
    promises: 'promises' in data ? data.promises : undefined,
    ...(content && { found: promisesIn(content), signedOn: content.signedOn }),
  }
}

function stepOf({ data, type, sequence, timestamp }: LetterEntry, isRawPublished: boolean): HistoryStep {
  const { version, url, evidence } = data
  const step: HistoryStep = { sequence, at: timestamp, type, version }
  if ('content' in data && data.content) step.text = true
  if (step.text && version > 1)
    step.fetched = { url, at: evidence.fetchedAt, ...(isRawPublished && { raw: evidence.snapshot }) }
  if ('baseline' in data && data.baseline) step.baseline = true
  if ('significance' in data && data.significance) step.significance = data.significance
  if ('summary' in data && data.summary !== undefined) step.summary = data.summary
  if ('summaryEn' in data && data.summaryEn !== undefined) step.summaryEn = data.summaryEn
  if ('missingSince' in data) step.missingSince = data.missingSince
  if ('movedFrom' in data) step.movedFrom = data.movedFrom
  return step
}

/** Takes the updates that a decision is about out of `held`, in order, and applies the decision to each. */
function decide(state: SiteState, { from, to }: { from: number; to: number }, apply: (update: LetterUpdate) => void): string[] {
  const isDecided = ({ step }: LetterUpdate) => from <= step.sequence && step.sequence <= to
  const decided = state.held.filter(isDecided)
  state.held = state.held.filter((update) => !isDecided(update))
  decided.forEach(apply)
  return decided.map(({ postId }) => postId)
}

/** Applies an update, visible from the instant `at`. An update of a letter of which no text was recorded shows nothing. */
function applyUpdate(state: SiteState, update: LetterUpdate, at: string): void {
  const { postId, step, presence, topics, found, promises: changes = [], ...about } = update
  const letter = state.letters[postId]
  const history = inOrder(letter?.history, step)
  const textSequence = history.findLast(({ text, discarded }) => text && !discarded)?.sequence
  if (textSequence === undefined) return
  // A step that is released after a later one leaves what the later one says.
  if (letter && history.at(-1) !== step) state.letters[postId] = { ...letter, history, textSequence }
  else {
    const promises = found ? promisesAfter(letter?.promises ?? [], found, changes, step.version) : (letter?.promises ?? [])
    const signedOn = found ? about.signedOn : letter?.signedOn
    const latest = { ...about, signedOn, presence: presence ?? letter?.presence ?? 'listed' }
    state.letters[postId] = { ...latest, textSequence, history, promises }
  }
  if (step.type !== 'letter.reread') addEvent(state, { sequence: step.sequence, at }, step.significance !== 'cosmetic', topics)
}

function inOrder(history: HistoryStep[] = [], step: HistoryStep): HistoryStep[] {
  return [...history, step].sort((a, b) => a.sequence - b.sequence)
}

function addEvent(state: SiteState, event: VisibleEvent, isSubstantive: boolean, topics: string[] = []): void {
  state.events.newest.push(event)
  if (isSubstantive) state.substantive.newest.push(event)
  for (const topic of topics) (state.topics[topic] ??= []).push(event)
}
