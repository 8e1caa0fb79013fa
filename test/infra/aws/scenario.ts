import { randomBytes } from 'node:crypto'
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { expect } from 'vitest'
import * as z from 'zod/mini'
import { addEndpoint } from '../../../functions/deliver/register.ts'
import { wallClock } from '../../../functions/ports/clock.ts'
import { openMailSubscriptions } from '../../../functions/ports/aws/mail-subscriptions.ts'
import { addSubscriber, type Asked } from '../../../functions/subscribe.ts'
import { newestEditIn } from '../../../shared/site/canary.ts'
import type { Column } from '../../../shared/column.ts'
import type { FunctionName } from '../../../functions/environment.ts'
import { type Receiver, verifiedNow } from '../../functions/deliver/receiver.ts'
import { fictionalLetter } from '../../letters.ts'
import type { LoopbackColumn } from '../../loopback-column.ts'
import { SKINS } from '../../skins.ts'
import type { Cdn } from './cdn.ts'
import type { Deployed } from './deployed.ts'
import { bodiesIn, maySend, subscribeMailbox, subscriptionsIn } from './emulated.ts'
import { declared, idLike, resolve } from './template.ts'
import { type Batch, drainQueues, runSchedule } from './triggers.ts'

/** Everything outside of the stack: a made-up authority with one column, the webhook of a newsroom, the CDN of the record. */
export type World = { site: LoopbackColumn; receiver: Receiver; cdn: Cdn }

const HOUR_MS = 3_600_000

/**
 * A column from its first crawl to a withdrawn letter, through everything that was deployed: started by schedules, passed on by queues,
 * announced by feed, mail and webhook. Throws at the first thing that is missing.
 */
export async function runMainScenario(deployed: Deployed, { site, receiver, cdn }: World): Promise<void> {
  cdn.serve(deployed)
  site.letters.clear()
  site.answers.clear()
  site.listed = []
  receiver.received.length = 0
  receiver.reply = () => ({ status: 204 })
  const mailbox = await subscribeMailbox(deployed, deployed.template, /Mail/)
  const crawl = (paused?: FunctionName) => runAndDrain(deployed, /column/, paused)

  site.publish('10000001', fictionalLetter('lead-reply'))
  site.publish('10000002', fictionalLetter('npc-reply'))
  serveLargePage(site, '10000002', 600_000)
  expect(await crawl()).toMatchObject({ crawls: [{ crawl: { outcome: 'complete', baseline: 2 }, announced: 0 }] })
  expect(await deployed.file('cppcc/10000001/index.html')).toContain(site.letters.get('10000001')?.title)
  expect(await deployed.largeSnapshots()).toEqual([expect.stringMatching(/^sha256\/[0-9a-f]{64}\.zst$/)])

  expect(await runSchedule(deployed, /Checkpoints/)).toMatchObject({ made: true, columns: 1 })
  expect(await runSchedule(deployed, /Checkpoints/)).toMatchObject({ made: false })

  const added = await addEndpoint(await deployed.deps(), { url: receiver.url, allowPrivate: true })
  if (added.outcome !== 'added') throw new Error(JSON.stringify(added))
  const delivered = () => receiver.received.map((each) => verifiedNow(each, added.secret)).slice(1)

  site.publish('10000003', fictionalLetter('second-reply'))
  await crawl()
  expect(await deployed.file('cppcc/feed.xml')).toContain('cppcc/10000003')
  expect(await deployed.file('checkpoints/latest.json')).toContain('"signature"')
  expect(delivered()).toMatchObject([{ type: 'letter.published' }])

  site.edit('10000001', (before) => ({ ...before, body: before.body.map((line) => line.replace('2.18亿元', '2.81亿元')) }))
  await leaveWaiting(deployed, site.column)
  expect(await runSchedule(deployed, /EveryMinute/)).toEqual({ deliveries: 0, hosts: 1 })
  expectNone((await drainQueues(deployed)).flatMap(problemsOf))
  expect(await deployed.file('cppcc/feed.atom')).toContain('2.81亿元')
  expect(delivered().at(-1)).toMatchObject({
    type: 'letter.edited',
    data: { figures: [{ before: '2.18亿元', after: '2.81亿元' }] },
  })

  site.remove('10000003', true)
  await crawl('deliver')
  expect(await runSchedule(deployed, /EveryMinute/)).toEqual({ deliveries: 1, hosts: 0 })
  await drainQueues(deployed)
  const types = delivered().map(({ type }) => type)
  expect(types.join()).toBe('letter.published,letter.edited,letter.withdrawn')
  expect(await deployed.file('cppcc/feed.json')).toContain('【撤下】')
  expect(await bodiesIn(deployed, mailbox)).toHaveLength(3)

  expect(await runSchedule(deployed, /Digests/)).toMatchObject({ digests: 0 })
  expect(await runSchedule(deployed, /OverdueCount/)).toEqual({ overdue: [], notified: [] })
  expect(await runSchedule(deployed, /CanaryEveryHour/)).toEqual({ ageMinutes: null, late: null })
  expect(await deployed.file('canary/source/index.html')).toContain('/canary/source/content/post_')

  await expectRunbook(deployed, cdn)
  expectNone(await nonEmptyQueues(deployed, /DeadLetters/))
  await failEverywhere(deployed)
  await expectReports(deployed)
}

/** What no function can read goes to the dead letters of its queue, and what SNS cannot deliver to those of its subscription. */
export async function failEverywhere(deployed: Deployed): Promise<void> {
  const { template, nameOf, sqs } = deployed
  const sources = declared(template, 'AWS::Lambda::EventSourceMapping', z.looseObject({ EventSourceArn: z.unknown() }))
  for (const [id] of declared(template, 'AWS::SQS::Queue', z.looseObject({ RedrivePolicy: z.optional(z.unknown()) })))
    if (!/DeadLetters/.test(id)) await sqs.send(new SendMessageCommand({ QueueUrl: nameOf(id), MessageBody: 'unreadable' }))
  await drainQueues(deployed)
  expect(await nonEmptyQueues(deployed, /DeadLetters/)).toHaveLength(sources.length)

  for (const subscription of subscriptionsIn(template, nameOf)) {
    const isKept = maySend(template, nameOf, ({ RedrivePolicy }) => RedrivePolicy?.deadLetterTargetArn)(subscription)
    expect(isKept, `a message that SNS cannot deliver to ${subscription.Endpoint} is kept`).toBe(true)
  }
}

/**
 * What happens rarely, to the column of the main scenario: mail to subscribers and a digest; a receiver that is gone for good; large
 * snapshots that are parsed again, and lost; a column without a crawl for a day; the canary.
 */
export async function runRareCases(deployed: Deployed, world: World): Promise<void> {
  await mailSubscribers(deployed, world)
  await reparseSnapshots(deployed, world)
  await missCrawls(deployed)
  await watchCanary(deployed)
}

/** Mail at once and in a digest, while the only webhook answers that it is gone. */
async function mailSubscribers(deployed: Deployed, { site, receiver }: World): Promise<void> {
  const { sns, nameOf, template } = deployed
  const subscriptions = openMailSubscriptions(nameOf(idLike(template, 'AWS::SNS::Topic', /Audiences/)), sns)
  const edges = { subscribers: deployed.archive().subscribers, subscriptions, clock: wallClock }
  const choice = { types: undefined, significance: undefined, columns: undefined, topics: undefined, digest: undefined }
  const choices: Asked[] = [
    { ...choice, address: 'at-once@example.org' },
    { ...choice, address: 'daily@example.org', digest: 'daily' },
  ]
  for (const each of choices) expect(await addSubscriber(each, edges)).toMatchObject({ outcome: 'added' })
  const audiences = await subscribeMailbox(deployed, template, /Audiences/)
  const operators = await subscribeMailbox(deployed, template, /Operators/)

  receiver.reply = () => ({ status: 410 })
  site.publish('10000004', fictionalLetter('co-handler'))
  await runAndDrain(deployed, /column/)
  expect(await bodiesIn(deployed, operators)).toEqual([expect.stringContaining('410 Gone')])
  expect(await bodiesIn(deployed, audiences)).toHaveLength(1)
  expect(await runSchedule(deployed, /Digests/, 25 * HOUR_MS)).toMatchObject({ digests: 1, problems: [] })
  expect(await bodiesIn(deployed, audiences)).toHaveLength(1)
}

/** Another reader parses the stored pages before it compares. A lost page is left out of the record, and fails the crawl that needs it. */
async function reparseSnapshots(deployed: Deployed, { site }: World): Promise<void> {
  const setOlderReader = async () => {
    const { state, save } = await deployed.archive().crawlState(site.column.id)
    for (const check of state.letters.values()) check.reader = 0
    await save()
  }
  await setOlderReader()
  expect(await runAndDrain(deployed, /column/)).toMatchObject({
    crawls: [{ crawl: { outcome: 'complete', reread: 0, events: [] } }],
  })

  site.edit('10000002', (letter) => ({ ...letter, body: [...letter.body, '另安排资金2亿元。'] }))
  serveLargePage(site, '10000002', 600_000)
  await runSchedule(deployed, /column/)
  for (const key of await deployed.largeSnapshots()) await deployed.deleteSnapshot(key)
  await drainQueues(deployed)
  expect(await deployed.file('cppcc/10000002/2/index.html')).toContain('另安排资金2亿元')
  await setOlderReader()
  await expect(runSchedule(deployed, /column/)).rejects.toThrow(/Cannot read snapshot sha256:\w+ again: it is not kept/)
}

/** Two counts of overdue columns a day later, without a crawl in between. */
async function missCrawls(deployed: Deployed): Promise<void> {
  const count = () => runSchedule(deployed, /OverdueCount/, 25 * HOUR_MS)
  expect(await count()).toEqual({ overdue: [], notified: [] })
  expect(await count()).toEqual({ overdue: ['cppcc'], notified: ['cppcc'] })
}

/** An edit of the canary, crawled at the public address of the record, appears in its feed. */
async function watchCanary(deployed: Deployed): Promise<void> {
  const edit = (hours: number) => runSchedule(deployed, /CanaryEveryHour/, hours * HOUR_MS)
  const crawl = () => runAndDrain(deployed, /CanaryCrawl/)
  expect(await crawl()).toMatchObject({ crawls: [{ crawl: { outcome: 'complete', baseline: 1 } }] })
  expect(await edit(1)).toMatchObject({ late: null })
  expect(await crawl()).toMatchObject({ crawls: [{ announced: 1 }] })
  const editedAt = newestEditIn(await deployed.file('canary/feed.json'))?.getTime() ?? 0
  expect(editedAt - Date.now()).toBeGreaterThan(HOUR_MS / 2)
  await expect(edit(4)).rejects.toThrow('The canary is late: the newest edit in its feed is')
}

/** One run of the schedule that matches `like`, and everything that follows from it. */
async function runAndDrain(deployed: Deployed, like: RegExp, paused?: FunctionName): Promise<unknown> {
  const answer = await runSchedule(deployed, like)
  const batches = await drainQueues(deployed, paused)
  expectNone(batches.flatMap(problemsOf))
  return answer
}

/** The column waits for its host, whose lease is held by a run that died. */
async function leaveWaiting(deployed: Deployed, column: Column): Promise<void> {
  const { host } = new URL(column.url)
  const { hosts } = deployed.archive()
  await hosts.acquire(host, 'died', '2026-01-01T00:00:00+08:00', '2026-01-01T00:02:00+08:00')
  expect(await hosts.waitFor(host, column, '2026-01-01T00:00:01+08:00')).toBe(true)
}

/** Serves a page that is too large for a row of the table however it is compressed. */
function serveLargePage(site: LoopbackColumn, postId: string, bytes: number): void {
  const letter = site.letters.get(postId)
  const page = letter ? SKINS[site.skin](letter) : ''
  site.answers.set(site.path(postId), {
    body: page.replace('</body>', `<!-- ${randomBytes(bytes).toString('base64')} --></body>`),
  })
}

function expectNone(problems: string[]): void {
  if (problems.length > 0) throw new Error(problems.join('; '))
}

/** The error of a batch, and the problems that its answer reports. */
function problemsOf({ fn, error, answer }: Batch): string[] {
  const Report = z._default(z.looseObject({ problems: z._default(z.array(z.string()), []) }), { problems: [] })
  const { problems } = Report.parse(answer)
  return [...(error === undefined ? [] : [error]), ...problems].map((problem) => `${fn}: ${problem}`)
}

/** The queues that match `like` and hold messages. */
async function nonEmptyQueues({ template, nameOf, sqs }: Deployed, like: RegExp): Promise<string[]> {
  const found: string[] = []
  for (const [id] of declared(template, 'AWS::SQS::Queue', z.unknown()).filter(([each]) => like.test(each))) {
    const question = new GetQueueAttributesCommand({ QueueUrl: nameOf(id), AttributeNames: ['ApproximateNumberOfMessages'] })
    const { Attributes } = await sqs.send(question)
    if (Attributes?.ApproximateNumberOfMessages !== '0') found.push(id)
  }
  return found
}

/** Every alarm links to an article that the record serves at its public address. */
async function expectRunbook({ template, nameOf }: Deployed, { url }: Cdn): Promise<void> {
  const address = `${url}/runbook.html`
  const page = await (await fetch(address)).text()
  for (const [id, alarm] of declared(template, 'AWS::CloudWatch::Alarm', z.looseObject({ AlarmDescription: z.unknown() }))) {
    const [, anchor] = String(resolve(alarm.AlarmDescription, nameOf)).split(`${address}#`)
    expect(page, id).toContain(`<h2 id="${anchor?.split(' ')[0] ?? 'missing'}">`)
  }
}

/** Every function logs its report as JSON, with its metrics. */
async function expectReports(deployed: Deployed): Promise<void> {
  const metrics = expect.arrayContaining([expect.objectContaining({ Namespace: 'letterwatch' })]) as unknown
  await expectLogged(deployed, 'crawl', {
    EventsAnnounced: 1,
    CompleteCrawls: 1,
    _aws: expect.objectContaining({ CloudWatchMetrics: metrics }) as unknown,
  })
  await expectLogged(deployed, 'deliver', { DeliveriesMade: 1 })
  for (const name of ['publish', 'dispatch', 'sweep', 'digest', 'checkpoint', 'overdue'] as const)
    await expectLogged(deployed, name, { function: name })
}

/** All lines that the function logged are JSON, and one of them contains `report`. */
async function expectLogged(deployed: Deployed, name: FunctionName, report: object): Promise<void> {
  const { lambda } = await deployed.function(name)
  const lines = lambda.log().trim().split('\n')
  expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(expect.objectContaining(report))
}
