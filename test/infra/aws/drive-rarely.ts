import { expect } from 'vitest'
import { openMailSubscriptions } from '../../../functions/mail-subscriptions.ts'
import { addSubscriber, type Asked } from '../../../functions/subscribe.ts'
import { newestEditIn } from '../../../shared/site/canary.ts'
import { fictionalLetter } from '../../letters.ts'
import { type Deployed, idLike } from './deployed.ts'
import { lookOnce, servePageOf, type World } from './drive.ts'
import { bodiesIn, subscribeMailbox } from './mailbox.ts'
import { turn } from './schedules.ts'
import { pump } from './sources.ts'

const HOUR_MS = 3_600_000

/**
 * What happens rarely, to a column that was driven: mail for those who chose, and a digest; a receiver that is gone for good; large
 * snapshots that are read again, and lost; a column that nobody crawled for a day; the canary.
 */
export async function driveRarely(deployed: Deployed, world: World): Promise<void> {
  await tellThoseWhoChose(deployed, world)
  await readAgain(deployed, world)
  await missTheColumn(deployed)
  await watchTheCanary(deployed)
}

/** Two counts a day later, when nobody has crawled meanwhile. */
async function missTheColumn(deployed: Deployed): Promise<void> {
  const count = () => turn(deployed, /OverdueCount/, 25 * HOUR_MS)
  expect(await count()).toEqual({ overdue: [], told: [] })
  expect(await count()).toEqual({ overdue: ['cppcc'], told: ['cppcc'] })
}

/** Mail at once and in a digest, while the only webhook answers that it is gone. */
async function tellThoseWhoChose(deployed: Deployed, { site, receiver }: World): Promise<void> {
  const { sns, called, template } = deployed
  const subscriptions = openMailSubscriptions(called(idLike(template, 'AWS::SNS::Topic', /Audiences/)), sns)
  const edges = { subscribers: deployed.archive().subscribers, subscriptions, clock: () => new Date() }
  const asked = { types: undefined, significance: undefined, columns: undefined, topics: undefined, digest: undefined }
  const added: Asked[] = [
    { ...asked, address: 'at-once@example.org' },
    { ...asked, address: 'daily@example.org', digest: 'daily' },
  ]
  for (const each of added) expect(await addSubscriber(each, edges)).toMatchObject({ outcome: 'added' })
  const [audiences, operators] = [await subscribeMailbox(deployed, /Audiences/), await subscribeMailbox(deployed, /Operators/)]

  receiver.reply = () => ({ status: 410 })
  site.publish('10000004', fictionalLetter('co-handler'))
  await lookOnce(deployed, /column/)
  expect(await bodiesIn(deployed, operators)).toEqual([expect.stringContaining('410 Gone')])
  expect(await bodiesIn(deployed, audiences)).toHaveLength(1)
  expect(await turn(deployed, /Digests/, 25 * HOUR_MS)).toMatchObject({ digests: 1, problems: [] })
  expect(await bodiesIn(deployed, audiences)).toHaveLength(1)
}

/** Another reader reads what is kept before it compares; a page that is lost is withheld from the record, and stops whoever must read it. */
async function readAgain(deployed: Deployed, { site }: World): Promise<void> {
  const readByAnother = async () => {
    const { book, save } = await deployed.archive().checkBook(site.column.id)
    for (const check of book.checks.values()) check.reader = 0
    await save()
  }
  await readByAnother()
  expect(await lookOnce(deployed, /column/)).toMatchObject({
    crawls: [{ crawl: { outcome: 'complete', reread: 0, events: [] } }],
  })

  site.edit('10000002', (letter) => ({ ...letter, body: [...letter.body, '另安排资金2亿元。'] }))
  servePageOf(site, '10000002', 600_000)
  await turn(deployed, /column/)
  for (const key of await deployed.largeSnapshots()) await deployed.lose(key)
  await pump(deployed)
  expect(await deployed.file('cppcc/10000002/2/index.html')).toContain('另安排资金2亿元')
  await readByAnother()
  await expect(turn(deployed, /column/)).rejects.toThrow(/Cannot read snapshot sha256:\w+ again: it was never kept/)
}

/** An edit of our own, crawled where readers read it, comes out of its feed. */
async function watchTheCanary(deployed: Deployed): Promise<void> {
  const edit = (hours: number) => turn(deployed, /CanaryEveryHour/, hours * HOUR_MS)
  expect(await lookOnce(deployed, /CanaryCrawl/)).toMatchObject({ crawls: [{ crawl: { outcome: 'complete', baseline: 1 } }] })
  expect(await edit(1)).toMatchObject({ late: null })
  expect(await lookOnce(deployed, /CanaryCrawl/)).toMatchObject({ crawls: [{ announced: 1 }] })
  const editedAt = newestEditIn(await deployed.file('canary/feed.json'))?.getTime() ?? 0
  expect(editedAt - Date.now()).toBeGreaterThan(HOUR_MS / 2)
  await expect(edit(4)).rejects.toThrow('The canary is late: the newest edit in its feed is')
}
