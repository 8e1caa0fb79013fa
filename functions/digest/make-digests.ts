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

/** How many digests were made, how many under an ASCII subject, and for which audiences a digest failed, with the reason. */
export type DigestReport = { digests: number; asciiSubjects: number; problems: string[] }

/** The most periods for which one run makes digests for an audience; after a longer pause the next run makes the others. */
const MAX_PERIODS = 31

/** An entry with a timestamp just before the end of a period may be written to the ledger after it. */
const GRACE_MS = 5 * 60_000

/**
 * Makes every digest that is due: for each audience and each period that has ended since its last one, a mail of the events announced in it;
 * none for a period without events. A period is stored as made once the bus accepted its mail: a crash in between repeats that mail, with
 * the same id.
 */
export async function makeDigests({ store, bus, clock, settings }: DigestPorts): Promise<DigestReport> {
  const report: DigestReport = { digests: 0, asciiSubjects: 0, problems: [] }
  const archive = { ...openLedgers(store), subscribers: openSubscribers(store) }
  const digests = openDigests(store)
  const due = await dueAudiences(archive, digests, new Date(clock.now().getTime() - GRACE_MS))
  if (due.length === 0) return report
  const since = due.map(({ after, audience }) => beginningOf(after ?? firstPeriod(audience))).reduce((a, b) => (a < b ? a : b))
  const announced = await announcedSince(since, archive, settings.publicUrl)
  for (const each of due) {
    await makeFor(each, announced, { bus, digests }, report).catch((error: unknown) => {
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

/** The first period of an audience is the one in which its first subscriber was added; earlier events are not mailed. */
const firstPeriod = ({ digest, since }: Due['audience']) => periodOf(digest, new Date(since))

/** Makes the digests that are due to one audience, the oldest first. */
async function makeFor(
  { audience, after = '', through }: Due,
  announced: AnnouncedEvent[],
  { bus, digests }: { bus: MailTopics; digests: Digests },
  report: DigestReport,
): Promise<void> {
  const { digest, key } = audience
  const from = firstPeriod(audience)
  const wanted = announced.filter(({ event }) => wants(audience, event))
  const periods = Map.groupBy(wanted, ({ announcedAt }) => periodOf(digest, new Date(announcedAt)))
  const ended = [...periods].filter(([period]) => period > after && period >= from && period <= through).sort()
  for (const [period, events] of ended.slice(0, MAX_PERIODS)) {
    const [first, ...others] = events.map(({ event }) => event)
    if (!first) continue
    const accepted = await bus.publishMail('audiences', digestMail([first, ...others], digest, period, key), {
      audience: [key],
    })
    report.digests++
    if (accepted === 'with an ASCII subject') report.asciiSubjects++
    await digests.setMadeThrough(key, period)
  }
  if (ended.length <= MAX_PERIODS) await digests.setMadeThrough(key, through)
}

/** An event, and when it was announced. */
type AnnouncedEvent = { event: Event; announcedAt: string }

/** Timestamps in a ledger may be out of order, because clocks of machines differ; by no more than this. */
const MARGIN_MS = 3_600_000

/** The events of all columns that were announced at or after the instant `since`, in the order in which they were announced. */
async function announcedSince(since: string, archive: Ledgers, publicUrl: string): Promise<AnnouncedEvent[]> {
  const announced: AnnouncedEvent[] = []
  const start = isoInstant(new Date(Date.parse(since) - MARGIN_MS))
  for (const column of await archive.columns()) {
    const ledger = archive.ledger(column)
    const newestFirst: AnnouncedEvent[] = []
    for await (const entry of ledger.backTo(start))
      for (const event of (await announcedBy(entry, (from, to) => ledger.entries(from, to))).toReversed())
        newestFirst.push({ event: eventOf(event, publicUrl), announcedAt: entry.timestamp })
    announced.push(...newestFirst.reverse().filter(({ announcedAt }) => announcedAt >= since))
  }
  return announced.sort((a, b) => (a.announcedAt === b.announcedAt ? 0 : a.announcedAt < b.announcedAt ? -1 : 1))
}
