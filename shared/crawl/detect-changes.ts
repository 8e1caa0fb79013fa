import type { Evidence } from '../entry.ts'
import type { LetterState } from '../ledger/crawl-state.ts'
import type { Reading } from '../letter.ts'
import type { Settings } from '../settings.ts'

/** The evidence that one fetch of a letter's page gives: its snapshot, the address, when, over which scheme, with which status. */
export type PageEvidence = Omit<Evidence, 'listing'>

/** A page that shows the letter. `silent`: it was served with the same Last-Modified as before. */
type ShownLetter = {
  outcome: 'read'
  fingerprint: string
  titleKey: string
  number?: string | undefined
  evidence: PageEvidence
  silent: boolean
}

/** A page that was parsed. The reading goes with the change, so that the page is not parsed again when the change is recorded. */
export type ParsedResult = ShownLetter & { reading: Reading }
/** A page that still contains the region of the recorded letter: it was not parsed, and it shows the recorded version. */
type SameRegionResult = ShownLetter & { reading?: undefined }

/** The result of fetching and reading one letter's page. */
export type FetchResult =
  | ParsedResult
  | SameRegionResult
  | { outcome: 'gone'; evidence: PageEvidence; why: string }
  | { outcome: 'unchanged' }
  | { outcome: 'blocked' | 'unreachable' | 'unreadable'; why: string }

/** `listed`: whether the letter is on the list in this crawl; undefined when the listing is incomplete. */
export type Observation = { listed: boolean | undefined; result: FetchResult }

type GoneResult = Extract<FetchResult, { outcome: 'gone' }>

/**
 * A change found in one crawl, before it is confirmed and recorded. Only changes whose record contains the letter keep its reading: in a
 * crawl these are at most as many as `maxRequests`. `evidence` of a delisting is undefined when the page was not served.
 */
export type Change =
  | { kind: 'published'; letter: LetterState; result: ParsedResult; follows?: string }
  | { kind: 'edited'; letter: LetterState; result: ParsedResult }
  | { kind: 'delisted'; letter: LetterState; evidence: PageEvidence | undefined }
  | { kind: 'withdrawn'; letter: LetterState; result: GoneResult }
  | { kind: 'restored'; letter: LetterState; result: ParsedResult; listed: boolean }
  | { kind: 'moved'; letter: LetterState; result: ParsedResult; to: LetterState }

/**
 * The changes of `letter` that an observation at the instant `now` shows, in the order in which they are announced: rules 1 to 5 in
 * docs/architecture.md. A change that an operator discarded is not found again while the page shows the same.
 */
export function detectChanges(letter: LetterState, observation: Observation, settings: Settings, now: Date): Change[] {
  return changesOf(letter, observation, settings, now).filter((change) => !isDiscarded(change))
}

function changesOf(letter: LetterState, { listed, result }: Observation, settings: Settings, now: Date): Change[] {
  const evidence = 'evidence' in result ? result.evidence : undefined
  const delisted = (): Change[] => (isDelisted(letter, listed, settings, now) ? [{ kind: 'delisted', letter, evidence }] : [])
  switch (result.outcome) {
    case 'read':
      if (!result.reading) return delisted()
      if (letter.version === 0) return [{ kind: 'published', letter, result }]
      if (letter.presence === 'withdrawn' || (letter.presence === 'delisted' && listed))
        return [{ kind: 'restored', letter, result, listed: listed === true }]
      return result.fingerprint === letter.fingerprint ? delisted() : [{ kind: 'edited', letter, result }, ...delisted()]
    case 'unchanged':
      return delisted()
    case 'gone':
      return isWithdrawn(letter, listed, settings, now) ? [{ kind: 'withdrawn', letter, result }] : []
    case 'blocked':
    case 'unreachable':
    case 'unreadable':
      return []
  }
}

function isDiscarded(change: Change): boolean {
  const { discarded } = change.letter
  if (!discarded) return false
  if (change.kind === 'delisted' || change.kind === 'withdrawn') return discarded.presence === change.kind
  return change.result.fingerprint === discarded.fingerprint && discarded.presence !== 'withdrawn'
}

/** Whether a letter is observed as it was last announced. What was discarded is then over, and is a new change if it comes again. */
export function isAsAnnounced({ presence, fingerprint }: LetterState, { listed, result }: Observation): boolean {
  if (result.outcome === 'gone') return presence === 'withdrawn'
  const isListedAsBefore = listed === (presence === 'listed')
  return result.outcome === 'read' && presence !== 'withdrawn' && result.fingerprint === fingerprint && isListedAsBefore
}

function isWithdrawn(letter: LetterState, listed: boolean | undefined, settings: Settings, now: Date): boolean {
  return letter.version > 0 && letter.presence !== 'withdrawn' && isMissing(letter, listed, settings, now)
}

function isDelisted(letter: LetterState, listed: boolean | undefined, settings: Settings, now: Date): boolean {
  return letter.presence === 'listed' && !letter.rolledOff && isMissing(letter, listed, settings, now)
}

/** Missing from enough complete listings over a long enough time, this listing among them. */
function isMissing(letter: LetterState, listed: boolean | undefined, { withdrawal }: Settings, now: Date): boolean {
  if (listed !== false || letter.missingSince === undefined) return false
  const hours = (now.getTime() - Date.parse(letter.missingSince)) / 3_600_000
  return letter.misses >= withdrawal.misses && hours >= withdrawal.hours
}

/** Notes in `letter` whether it is on a complete listing of the instant `at`. `rolledOff`: newer letters pushed it off a full list. */
export function countMiss(letter: LetterState, listed: boolean, rolledOff: boolean, at: string): void {
  if (listed) {
    letter.misses = 0
    delete letter.missingSince
    delete letter.rolledOff
    return
  }
  letter.misses++
  if (letter.missingSince === undefined && rolledOff) letter.rolledOff = true
  letter.missingSince ??= at
}

/** Rule 9: whether so many changes in one crawl wait for an operator: more than the count, and more than the share of the letters `fetched`. */
export function exceedsHoldLimit(changes: number, fetched: number, { hold }: Settings): boolean {
  return changes > hold.count && changes > hold.share * fetched
}
