import type { Change } from '../../shared/crawl/detect-changes.ts'
import type { Crawl } from './crawl.ts'
import { refetchLetter, rememberPage, type PageVisit } from './check-letters.ts'

/**
 * Rule 4: the changes that a second fetch confirms, at least `confirmAfterMs` after the first. A page that differs between the two fetches
 * is a problem for operators, and is not announced. New letters and delistings need no second fetch. The next crawl finds the changes again
 * for which there is no time.
 */
export async function confirmChanges(crawl: Crawl, changes: Change[]): Promise<Change[]> {
  const confirmed: Change[] = []
  for (const change of changes)
    if (!needsRefetch(change) || (crawl.hasTime() && (await isConfirmed(crawl, change)))) confirmed.push(change)
  return confirmed
}

type Unconfirmed = Extract<Change, { kind: 'edited' | 'restored' | 'withdrawn' }>

function needsRefetch(change: Change): change is Unconfirmed {
  return change.kind === 'edited' || change.kind === 'restored' || change.kind === 'withdrawn'
}

async function isConfirmed(crawl: Crawl, change: Unconfirmed): Promise<boolean> {
  const { letter, result } = change
  const elapsed = crawl.clock.now().getTime() - Date.parse(result.evidence.fetchedAt)
  const wait = crawl.settings.confirmAfterMs - elapsed
  if (wait > 0) await crawl.clock.pause(wait)
  const second = await refetchLetter(crawl, letter)
  if (!isSameResult(change, second)) {
    crawl.problems.push({ url: letter.url, outcome: second.result.outcome, why: whyUnconfirmed(change, second) })
    return false
  }
  rememberPage(letter, second.served, second.region)
  return true
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
