import { randomBytes } from 'node:crypto'
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { expect } from 'vitest'
import * as z from 'zod/mini'
import { addEndpoint } from '../../../functions/deliver/register.ts'
import type { Column } from '../../../shared/column.ts'
import type { FunctionName } from '../../../shared/environment.ts'
import { type Receiver, verifiedNow } from '../../functions/deliver/receiver.ts'
import { fictionalLetter } from '../../letters.ts'
import type { LoopbackColumn } from '../../loopback-column.ts'
import { SKINS } from '../../skins.ts'
import type { Deployed } from './deployed.ts'
import { maySend, subscriptionsIn } from './emulated.ts'
import { turn } from './schedules.ts'
import { type Fed, pump } from './sources.ts'
import type { Front } from './front.ts'
import { bodiesIn, subscribeMailbox } from './mailbox.ts'
import { declared, resolve } from './template.ts'

/** Who publishes, who is told, and what shows the record: a made-up authority with one column, the webhook of a newsroom, a front. */
export type World = { site: LoopbackColumn; receiver: Receiver; front: Front }

/**
 * A column from its first crawl to a letter that is withdrawn, through everything that was deployed: started by the schedule, moved by the
 * queues, told by feed, mail and webhook. Throws at the first thing that does not come.
 */
export async function drive(deployed: Deployed, { site, receiver, front }: World): Promise<void> {
  front.show(deployed)
  site.letters.clear()
  site.answers.clear()
  site.listed = []
  receiver.received.length = 0
  receiver.reply = () => ({ status: 204 })
  const mailbox = await subscribeMailbox(deployed, /Mail/)
  const look = (resting?: FunctionName) => lookOnce(deployed, /column/, resting)

  site.publish('10000001', fictionalLetter('lead-reply'))
  site.publish('10000002', fictionalLetter('npc-reply'))
  servePageOf(site, '10000002', 600_000)
  expect(await look()).toMatchObject({ crawls: [{ crawl: { outcome: 'complete', baseline: 2 }, announced: 0 }] })
  expect(await deployed.file('cppcc/10000001/index.html')).toContain(site.letters.get('10000001')?.title)
  expect(await deployed.largeSnapshots()).toEqual([expect.stringMatching(/^sha256\/[0-9a-f]{64}\.zst$/)])

  expect(await turn(deployed, /Checkpoints/)).toMatchObject({ made: true, columns: 1 })
  expect(await turn(deployed, /Checkpoints/)).toMatchObject({ made: false })

  const added = await addEndpoint(await deployed.edges(), { url: receiver.url, allowPrivate: true })
  if (added.outcome !== 'added') throw new Error(JSON.stringify(added))
  const told = () => receiver.received.map((each) => verifiedNow(each, added.secret)).slice(1)

  site.publish('10000003', fictionalLetter('second-reply'))
  await look()
  expect(await deployed.file('cppcc/feed.xml')).toContain('cppcc/10000003')
  expect(await deployed.file('checkpoints/latest.json')).toContain('"signature"')
  expect(told()).toMatchObject([{ type: 'letter.published' }])

  site.edit('10000001', (before) => ({ ...before, body: before.body.map((line) => line.replace('2.18亿元', '2.81亿元')) }))
  await leaveWaiting(deployed, site.column)
  expect(await turn(deployed, /EveryMinute/)).toEqual({ woken: 0, hosts: 1 })
  nothingOf((await pump(deployed)).flatMap(problemsOf))
  expect(await deployed.file('cppcc/feed.atom')).toContain('2.81亿元')
  expect(told().at(-1)).toMatchObject({
    type: 'letter.edited',
    data: { figures: [{ before: '2.18亿元', after: '2.81亿元' }] },
  })

  site.remove('10000003', true)
  await look('deliver')
  expect(await turn(deployed, /EveryMinute/)).toEqual({ woken: 1, hosts: 0 })
  await pump(deployed)
  expect(
    told()
      .map(({ type }) => type)
      .join(),
  ).toBe('letter.published,letter.edited,letter.withdrawn')
  expect(await deployed.file('cppcc/feed.json')).toContain('【撤下】')
  expect(await bodiesIn(deployed, mailbox)).toHaveLength(3)

  expect(await turn(deployed, /Digests/)).toMatchObject({ digests: 0 })
  expect(await turn(deployed, /OverdueCount/)).toEqual({ overdue: [], told: [] })
  expect(await turn(deployed, /CanaryEveryHour/)).toEqual({ ageMinutes: null, late: null })
  expect(await deployed.file('canary/source/index.html')).toContain('/canary/source/content/post_')

  await expectRunbook(deployed, front)
  nothingOf(await waitingIn(deployed, /DeadLetters/))
  await failEverywhere(deployed)
  const metrics = {
    CloudWatchMetrics: expect.arrayContaining([expect.objectContaining({ Namespace: 'letterwatch' })]) as unknown,
  }
  await expectLogged(deployed, 'crawl', {
    EventsAnnounced: 1,
    CompleteCrawls: 1,
    _aws: expect.objectContaining(metrics) as unknown,
  })
  await expectLogged(deployed, 'deliver', { DeliveriesMade: 1 })
  for (const called of ['publish', 'dispatch', 'sweep', 'digest', 'checkpoint', 'overdue'] as const)
    await expectLogged(deployed, called, { function: called })
}

/** Every alarm leads to an article that the record shows, at the address at which it is read. */
async function expectRunbook({ template, called }: Deployed, { url }: Front): Promise<void> {
  const address = `${url}/runbook.html`
  const page = await (await fetch(address)).text()
  for (const [id, alarm] of declared(template, 'AWS::CloudWatch::Alarm', z.looseObject({ AlarmDescription: z.unknown() }))) {
    const [, anchor] = String(resolve(alarm.AlarmDescription, called)).split(`${address}#`)
    expect(page, id).toContain(`<h2 id="${anchor?.split(' ')[0] ?? 'nowhere'}">`)
  }
}

/** The column waits for its host, which a run was asking that died. */
async function leaveWaiting(deployed: Deployed, column: Column): Promise<void> {
  const { host } = new URL(column.url)
  const { hosts } = deployed.archive()
  await hosts.lease(host, 'died', '2026-01-01T00:00:00+08:00', '2026-01-01T00:02:00+08:00')
  expect(await hosts.wait(host, column, '2026-01-01T00:00:01+08:00')).toBe(true)
}

/** One turn of the schedule that is like this, and all that follows from it. */
export async function lookOnce(deployed: Deployed, like: RegExp, resting?: FunctionName): Promise<unknown> {
  const answer = await turn(deployed, like)
  const fed = await pump(deployed, resting)
  nothingOf(fed.flatMap(problemsOf))
  return answer
}

/** Throws what is there and should not be. */
function nothingOf(wrong: string[]): void {
  if (wrong.length > 0) throw new Error(wrong.join('; '))
}

/** What a batch came to that it should not have. */
function problemsOf({ called, error, answer }: Fed): string[] {
  const { problems } = z
    ._default(z.looseObject({ problems: z._default(z.array(z.string()), []) }), { problems: [] })
    .parse(answer)
  return [...(error === undefined ? [] : [error]), ...problems].map((problem) => `${called}: ${problem}`)
}

/** An office's page that no compression makes small enough for a row. */
export function servePageOf(site: LoopbackColumn, postId: string, bytes: number): void {
  const letter = site.letters.get(postId)
  const page = letter ? SKINS[site.skin](letter) : ''
  site.answers.set(site.path(postId), {
    body: page.replace('</body>', `<!-- ${randomBytes(bytes).toString('base64')} --></body>`),
  })
}

/** The queues like this in which something waits. */
async function waitingIn({ template, called, sqs }: Deployed, like: RegExp): Promise<string[]> {
  const waiting: string[] = []
  for (const [id] of declared(template, 'AWS::SQS::Queue', z.unknown()).filter(([each]) => like.test(each))) {
    const asked = new GetQueueAttributesCommand({ QueueUrl: called(id), AttributeNames: ['ApproximateNumberOfMessages'] })
    const { Attributes } = await sqs.send(asked)
    if (Attributes?.ApproximateNumberOfMessages !== '0') waiting.push(id)
  }
  return waiting
}

/** What no function can read lies in the dead letters of its queue, once for each queue, and what SNS cannot pass on in those of its subscription. */
export async function failEverywhere(deployed: Deployed): Promise<void> {
  const { template, called, sqs } = deployed
  const sources = declared(template, 'AWS::Lambda::EventSourceMapping', z.looseObject({ EventSourceArn: z.unknown() }))
  for (const [id] of declared(template, 'AWS::SQS::Queue', z.looseObject({ RedrivePolicy: z.optional(z.unknown()) })))
    if (!/DeadLetters/.test(id)) await sqs.send(new SendMessageCommand({ QueueUrl: called(id), MessageBody: 'unreadable' }))
  await pump(deployed)
  expect(await waitingIn(deployed, /DeadLetters/)).toHaveLength(sources.length)

  for (const subscription of subscriptionsIn(template, called)) {
    const kept = maySend(template, called, ({ RedrivePolicy }) => RedrivePolicy?.deadLetterTargetArn)(subscription)
    expect(kept, `what SNS cannot pass on to ${subscription.Endpoint} is kept`).toBe(true)
  }
}

/** One of the lines that a function logged is a report that says this much, its metrics among it, and all lines are JSON. */
async function expectLogged(deployed: Deployed, called: FunctionName, said: object): Promise<void> {
  const { lambda } = await deployed.function(called)
  const lines = lambda.log().trim().split('\n')
  expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(expect.objectContaining(said))
}
