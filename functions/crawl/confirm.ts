import type { Change } from '../../shared/crawl/detect-changes.ts'
import type { Crawl } from './crawl.ts'
import { type PageVisit, refetchLetter, rememberPage } from './visit-letter.ts'
import { steadyChange } from './volatile.ts'

/**
 * Rule 4: the changes that a second fetch confirms, at least `confirmAfterMs` after the first. Counters and the like that differ between the
 * two fetches are left out; a text that differs is a problem for operators, and is not announced. New letters and delistings need no second
 * fetch. Changes for which there is no time are found again by the next crawl.
 */
export async function confirmChanges(crawl: Crawl, changes: Change[]): Promise<Change[]> {
  const confirmed: Change[] = []
  for (const change of changes) {
    const found = needsRefetch(change) ? await confirm(crawl, change) : change
    if (found) confirmed.push(found)
  }
  return confirmed
}

type Unconfirmed = Extract<Change, { kind: 'edited' | 'restored' | 'withdrawn' }>

/** Whether a change of each kind is announced only after a second fetch: a new kind does not compile until that is decided. */
const NEEDS_REFETCH = {
  published: false,
  edited: true,
  delisted: false,
  withdrawn: true,
  restored: true,
  moved: false,
} satisfies { [K in Change['kind']]: K extends Unconfirmed['kind'] ? true : false }

function needsRefetch(change: Change): change is Unconfirmed {
  return NEEDS_REFETCH[change.kind]
}

/** The change that a second fetch confirms, without the places that differ between the two fetches. */
async function confirm(crawl: Crawl, change: Unconfirmed): Promise<Change | undefined> {
  if (!crawl.hasTime()) return undefined
  const { letter, result } = change
  const elapsed = crawl.clock.now().getTime() - Date.parse(result.evidence.fetchedAt)
  // A clock that was set back since makes the time that has passed negative.
  const wait = crawl.settings.confirmAfterMs - Math.max(0, elapsed)
  if (wait > 0) await crawl.clock.pause(wait)
  const second = await refetchLetter(crawl, letter)
  const found = isSameResult(change, second) ? change : await withoutVolatile(crawl, change, second)
  if (found === undefined)
    crawl.problems.push({ url: letter.url, outcome: second.result.outcome, why: whyUnconfirmed(change, second) })
  else if (change.kind === 'withdrawn' && !(await servesListedLetters(crawl))) {
    crawl.problems.push({ url: letter.url, outcome: 'gone', why: OUTAGE })
    return undefined
  } else rememberPage(letter, second.served, second.region)
  return found === 'none' ? undefined : found
}

/** So many listed letters are tried: the page of one may be gone or unreadable for itself. */
const MAX_CONTROLS = 3
const OUTAGE =
  'its page is gone at two fetches, and listed letters cannot be read at the same time: the site may be out of order; nothing is recorded'

/**
 * Rule 3: an outage proves nothing. Whether the site still serves a letter that is on the list, fetched after the page that is gone: an
 * outage may have begun after the list was read.
 */
async function servesListedLetters(crawl: Crawl): Promise<boolean> {
  const listed = [...crawl.state.letters.values()].filter(({ postId, version }) => version > 0 && crawl.listed.has(postId))
  const lately = listed.toSorted((one, other) => (other.readAt ?? '').localeCompare(one.readAt ?? ''))
  for (const control of lately.slice(0, MAX_CONTROLS))
    if (crawl.hasTime() && (await refetchLetter(crawl, control)).result.outcome === 'read') return true
  return false
}

async function withoutVolatile(crawl: Crawl, change: Unconfirmed, second: PageVisit): Promise<Change | 'none' | undefined> {
  return change.kind === 'withdrawn' ? undefined : steadyChange(crawl, change, second)
}

function isSameResult({ result: first }: Unconfirmed, { result: second }: PageVisit): boolean {
  if (first.outcome === 'read') return second.outcome === 'read' && second.fingerprint === first.fingerprint
  return second.outcome === first.outcome
}

function whyUnconfirmed({ kind }: Unconfirmed, { result }: PageVisit): string {
  const second =
    'why' in result ? `${result.outcome}: ${result.why}` : result.outcome === 'read' ? 'another text' : result.outcome
  return `the first fetch found the letter ${kind}, and the second did not confirm it (${second}); nothing is recorded, and the next crawl fetches the page again`
}
