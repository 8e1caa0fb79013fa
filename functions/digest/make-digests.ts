import { type Event, eventOf } from '../../shared/event.ts'
import { announcedBy } from '../../shared/ledger/announced.ts'
import { type Audience, audiencesOf } from '../../shared/mail/audience.ts'
import { digestMail } from '../../shared/mail/mail.ts'
import { beginningOf, type Digest, lastEnded, periodOf } from '../../shared/mail/period.ts'
import { isoInstant } from '../../shared/text/instant.ts'
import { wants } from '../../shared/webhooks/filters.ts'
import { type Digests, openDigests } from '../archive/digests.ts'
import { type Ledgers, openLedgers } from '../archive/ledger.ts'
import { openSubscribers, type Subscribers } from '../archive/subscribers.ts'
import type { MailTopics, Ports } from '../ports/ports.ts'

export type DigestPorts = Pick<Ports, 'store' | 'clock' | 'settings'> & { bus: MailTopics }

/** How many digests were made, how many under an ASCII subject, and of which audiences not all that is due was made, with the reason. */
export type DigestReport = { digests: number; asciiSubjects: number; problems: string[] }

/** Of an audience, the digests of so many periods are made at once; a machine that slept longer makes the others the next time. */
const MOST_PERIODS = 31

/** An entry recorded in the last moment of a period may still be on its way into the ledger when the period has ended. */
const GRACE_MS = 5 * 60_000

/**
 * Makes every digest that is due: for each audience and period that has ended since its last one, a mail of the events told
 * in it, and none where there were none. A period is noted once SNS accepted its mail: a crash between repeats that one under its id.
 */
export async function makeDigests({ store, bus, clock, settings }: DigestPorts): Promise<DigestReport> {
  const report: DigestReport = { digests: 0, asciiSubjects: 0, problems: [] }
  const archive = { ...openLedgers(store), subscribers: openSubscribers(store) }
  const digests = openDigests(store)
  const due = await dueAudiences(archive, digests, new Date(clock.now().getTime() - GRACE_MS))
  if (due.length === 0) return report
  const since = due.map(({ after, audience }) => beginningOf(after ?? firstPeriod(audience))).reduce((a, b) => (a < b ? a : b))
  const told = await announcedSince(since, archive, settings.publicUrl)
  for (const each of due) {
    await makeFor(each, told, { bus, digests }, report).catch((error: unknown) => {
      report.problems.push(`${each.audience.key}: ${String(error)}`)
    })
  }
  return report
}

/** An audience with a digest, its last period made (if any), and the last one that has ended. */
type Due = { audience: Audience & { digest: Digest }; after: string | undefined; through: string }

async function dueAudiences(archive: Ledgers & { subscribers: Subscribers }, digests: Digests, now: Date): Promise<Due[]> {
  const audiences = audiencesOf(await archive.subscribers.list())
  if (audiences.every(({ digest }) => digest === undefined)) return []
  const made = await digests.madeThrough()
  return audiences.flatMap(({ digest, ...audience }) => {
    if (digest === undefined) return []
    const due = { audience: { ...audience, digest }, after: made.get(audience.key), through: lastEnded(digest, now) }
    return (due.after ?? '') < due.through && firstPeriod(due.audience) <= due.through ? [due] : []
  })
}

/** The period in which the first of an audience was added is its first: nobody is told of what was before. */
const firstPeriod = ({ digest, since }: Due['audience']) => periodOf(digest, new Date(since))

/** Makes the digests that are due to one audience, the oldest first. */
async function makeFor(
  { audience, after = '', through }: Due,
  told: AnnouncedEvent[],
  { bus, digests }: { bus: MailTopics; digests: Digests },
  report: DigestReport,
): Promise<void> {
  const { digest, key } = audience
  const from = firstPeriod(audience)
  const wanted = told.filter(({ event }) => wants(audience, event))
  const periods = Map.groupBy(wanted, ({ toldAt }) => periodOf(digest, new Date(toldAt)))
  const ended = [...periods].filter(([period]) => period > after && period >= from && period <= through).sort()
  for (const [period, events] of ended.slice(0, MOST_PERIODS)) {
    const [first, ...others] = events.map(({ event }) => event)
    if (!first) continue
    const accepted = await bus.publishMail('audiences', digestMail([first, ...others], digest, period, key), {
      audience: [key],
    })
    report.digests++
    if (accepted === 'with an ASCII subject') report.asciiSubjects++
    await digests.setMadeThrough(key, period)
  }
  if (ended.length <= MOST_PERIODS) await digests.setMadeThrough(key, through)
}

/** An event, and the instant from which people were told of it. */
type AnnouncedEvent = { event: Event; toldAt: string }

/** The clocks of machines differ: behind an entry recorded so long before an instant none is looked for that was recorded after it. */
const MARGIN_MS = 3_600_000

/** The events of all columns that people were told of at or after the instant `since`, in the order of telling. */
async function announcedSince(since: string, archive: Ledgers, publicUrl: string): Promise<AnnouncedEvent[]> {
  const told: AnnouncedEvent[] = []
  const start = isoInstant(new Date(Date.parse(since) - MARGIN_MS))
  for (const column of await archive.columns()) {
    const ledger = archive.ledger(column)
    const newestFirst: AnnouncedEvent[] = []
    for await (const entry of ledger.backTo(start))
      for (const event of (await announcedBy(entry, (from, to) => ledger.entries(from, to))).toReversed())
        newestFirst.push({ event: eventOf(event, publicUrl), toldAt: entry.timestamp })
    told.push(...newestFirst.reverse().filter(({ toldAt }) => toldAt >= since))
  }
  return told.sort((a, b) => (a.toldAt === b.toldAt ? 0 : a.toldAt < b.toldAt ? -1 : 1))
}
