import type { Check } from '../ledger/crawl-state.ts'
import type { Settings } from '../settings.ts'
import type { Evidence } from '../entry.ts'

/** Where a look at a letter's page rests: the snapshot kept of it, the address asked, when, over which scheme, with which status. */
export type Ground = Omit<Evidence, 'listing'>

/** What looking at one letter's page came to; the fingerprint of what it said when it was read. */
export type Look =
  | { outcome: 'read'; fingerprint: string; key: string; number?: string | undefined; ground: Ground; silent: boolean }
  | { outcome: 'gone'; ground: Ground; why: string }
  | { outcome: 'unchanged' }
  | { outcome: 'blocked' | 'unreachable' | 'unreadable'; why: string }

/** `listed`: on the list in this crawl, or not, or unknown because the listing could not be read whole. */
export type Sight = { listed: boolean | undefined; look: Look }

type ReadLook = Extract<Look, { outcome: 'read' }>
type GoneLook = Extract<Look, { outcome: 'gone' }>

/** A change found in one crawl, before it is confirmed and recorded. */
export type Change =
  | { kind: 'published'; check: Check; look: ReadLook; follows?: string }
  | { kind: 'edited'; check: Check; look: ReadLook }
  | { kind: 'delisted'; check: Check; look: Look }
  | { kind: 'withdrawn'; check: Check; look: GoneLook }
  | { kind: 'restored'; check: Check; look: ReadLook; listed: boolean }
  | { kind: 'moved'; check: Check; look: ReadLook; to: Check }

/**
 * The changes that `sight` of a letter at the instant `now` comes to, in the order of telling: rules 1 to 5 of the design. What a person
 * discarded is none while it looks the same.
 */
export function compare(check: Check, sight: Sight, settings: Settings, now: Date): Change[] {
  return changesIn(check, sight, settings, now).filter((change) => !isDiscarded(change))
}

function changesIn(check: Check, { listed, look }: Sight, settings: Settings, now: Date): Change[] {
  const delisted = (): Change[] => (isDelisted(check, listed, settings, now) ? [{ kind: 'delisted', check, look }] : [])
  switch (look.outcome) {
    case 'read':
      if (check.version === 0) return [{ kind: 'published', check, look }]
      if (check.state === 'withdrawn' || (check.state === 'delisted' && listed))
        return [{ kind: 'restored', check, look, listed: listed === true }]
      return look.fingerprint === check.fingerprint ? delisted() : [{ kind: 'edited', check, look }, ...delisted()]
    case 'unchanged':
      return delisted()
    case 'gone':
      return isWithdrawn(check, listed, settings, now) ? [{ kind: 'withdrawn', check, look }] : []
    case 'blocked':
    case 'unreachable':
    case 'unreadable':
      return []
  }
}

function isDiscarded(change: Change): boolean {
  const { discarded } = change.check
  if (!discarded) return false
  if (change.kind === 'delisted' || change.kind === 'withdrawn') return discarded.state === change.kind
  return change.look.fingerprint === discarded.fingerprint && discarded.state !== 'withdrawn'
}

/** Whether a letter is seen to stand as it was told: then what was discarded has gone, and would be new if it came again. */
export function standsAsTold({ state, fingerprint }: Check, { listed, look }: Sight): boolean {
  if (look.outcome === 'gone') return state === 'withdrawn'
  return look.outcome === 'read' && state !== 'withdrawn' && look.fingerprint === fingerprint && listed === (state === 'listed')
}

function isWithdrawn(check: Check, listed: boolean | undefined, settings: Settings, now: Date): boolean {
  return check.version > 0 && check.state !== 'withdrawn' && isMissing(check, listed, settings, now)
}

function isDelisted(check: Check, listed: boolean | undefined, settings: Settings, now: Date): boolean {
  return check.state === 'listed' && !check.rolledOff && isMissing(check, listed, settings, now)
}

/** Missing from enough complete listings over a long enough time, the present listing among them. */
function isMissing(check: Check, listed: boolean | undefined, { withdrawal }: Settings, now: Date): boolean {
  if (listed !== false || check.missingSince === undefined) return false
  const hours = (now.getTime() - Date.parse(check.missingSince)) / 3_600_000
  return check.misses >= withdrawal.misses && hours >= withdrawal.hours
}

/** Counts what a complete listing says of `check` into it, at the instant `at`. `rolledOff`: newer letters pushed it off a full list. */
export function countListing(check: Check, listed: boolean, rolledOff: boolean, at: string): void {
  if (listed) {
    check.misses = 0
    delete check.missingSince
    delete check.rolledOff
    return
  }
  check.misses++
  if (check.missingSince === undefined && rolledOff) check.rolledOff = true
  check.missingSince ??= at
}

/**
 * Whether `changes` at once are too many to be told without a person having looked: more than the count, and more than the share of
 * the letters that were `looked` at.
 */
export function isTooMany(changes: number, looked: number, { hold }: Settings): boolean {
  return changes > hold.count && changes > hold.share * looked
}
