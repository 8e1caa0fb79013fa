import type { Change } from '../../shared/crawl/detect-changes.ts'
import type { Crawl } from './crawl.ts'
import { refetchLetter, rememberPage, type PageVisit } from './check-letters.ts'

/**
 * Rule 4: the changes whose page says the same when asked a second time, at least `confirmAfterMs` later. A page that says something
 * else the second time is flapping: a problem for operators, told to nobody. New letters and delistings need no second look. What there is no time to confirm, the next crawl finds again.
 */
export async function confirmChanges(crawl: Crawl, suspects: Change[]): Promise<Change[]> {
  const confirmed: Change[] = []
  for (const change of suspects)
    if (!needsSecondLook(change) || (crawl.hasTime() && (await isConfirmed(crawl, change)))) confirmed.push(change)
  return confirmed
}

type Doubtful = Extract<Change, { kind: 'edited' | 'restored' | 'withdrawn' }>

function needsSecondLook(change: Change): change is Doubtful {
  return change.kind === 'edited' || change.kind === 'restored' || change.kind === 'withdrawn'
}

async function isConfirmed(crawl: Crawl, change: Doubtful): Promise<boolean> {
  const { letter, result: look } = change
  const since = crawl.clock.now().getTime() - Date.parse(look.evidence.fetchedAt)
  const wait = crawl.settings.confirmAfterMs - since
  if (wait > 0) await crawl.clock.pause(wait)
  const again = await refetchLetter(crawl, letter)
  if (!saysTheSame(change, again)) {
    crawl.problems.push({ url: letter.url, outcome: again.look.outcome, why: flappingWhy(change, again) })
    return false
  }
  rememberPage(letter, again.served, again.region)
  return true
}

function saysTheSame({ result: first }: Doubtful, { look: second }: PageVisit): boolean {
  if (first.outcome === 'read') return second.outcome === 'read' && second.fingerprint === first.fingerprint
  return second.outcome === first.outcome
}

function flappingWhy({ kind }: Doubtful, { look }: PageVisit): string {
  const second = 'why' in look ? `${look.outcome}: ${look.why}` : look.outcome === 'read' ? 'another text' : look.outcome
  return `the page looked ${kind} and a second look did not confirm it (${second}); nothing was recorded, the next crawl looks again`
}
