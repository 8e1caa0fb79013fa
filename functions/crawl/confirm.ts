import type { Change } from '../../shared/crawl/detect-changes.ts'
import type { Crawl } from './crawl.ts'
import { type PageVisit, refetchLetter, rememberPage } from './visit-letter.ts'
import { steadyChange } from './volatile.ts'

/**
 * Rule 4: the changes that a second fetch confirms, at least `confirmAfterMs` after the first. Counters and the like that differ between the
 * two fetches are left out; a text that differs is a problem for operators, and is not announced. New letters and delistings need no second
 * fetch. The next crawl finds the changes again for which there is no time.
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

function needsRefetch(change: Change): change is Unconfirmed {
  return change.kind === 'edited' || change.kind === 'restored' || change.kind === 'withdrawn'
}

/** The change that a second fetch confirms, without the places that differ between the two fetches. */
async function confirm(crawl: Crawl, change: Unconfirmed): Promise<Change | undefined> {
  if (!crawl.hasTime()) return undefined
  const { letter, result } = change
  const elapsed = crawl.clock.now().getTime() - Date.parse(result.evidence.fetchedAt)
  const wait = crawl.settings.confirmAfterMs - elapsed
  if (wait > 0) await crawl.clock.pause(wait)
  const second = await refetchLetter(crawl, letter)
  const found = isSameResult(change, second) ? change : await withoutVolatile(crawl, change, second)
  if (found === undefined)
    crawl.problems.push({ url: letter.url, outcome: second.result.outcome, why: whyUnconfirmed(change, second) })
  else rememberPage(letter, second.served, second.region)
  return found === 'none' ? undefined : found
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
