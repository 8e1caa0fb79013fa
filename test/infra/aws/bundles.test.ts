import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import type { SQSEvent } from 'aws-lambda'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { addEndpoint } from '../../../functions/deliver/register.ts'
import { drain } from '../../../infra/one-machine/pump.ts'
import { ENVIRONMENTS, readEnvironment } from '../../../shared/environment.ts'
import { startReceiver, verifiedNow } from '../../functions/deliver/receiver.ts'
import { fictionalLetter } from '../../letters.ts'
import { startColumn } from '../../loopback-column.ts'
import { type Assembly, deploy, type Deployed, synthesise } from './deployed.ts'
import { type Lambda, startLambda } from './lambda.ts'
import { type Declared, declaredFunction, FUNCTION_NAMES, resolve } from './template.ts'

let assembly: Assembly
let deployed: Deployed
beforeAll(async () => {
  assembly = await synthesise()
  deployed = await deploy(assembly)
}, 120_000)
afterAll(async () => {
  await deployed.close()
  await rm(assembly.folder, { recursive: true })
})

const Report = z.looseObject({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) })

/** Gives `lambda` what waits in `queue`, and returns what it reported of each batch. */
async function feed(lambda: Lambda, queue: 'PUBLISH_QUEUE' | 'DISPATCH_QUEUE' | 'DELIVERIES_QUEUE') {
  const reports: unknown[] = []
  await drain(deployed.sqs, deployed.variables[queue], async (event: SQSEvent) => {
    const answer = await lambda.invoke(event)
    reports.push(answer)
    return Report.parse(answer)
  })
  return reports
}

test('a changed figure goes through all five bundles, each with its own environment and permissions', async () => {
  const site = await startColumn()
  const receiver = await startReceiver()
  const crawl = await deployed.start('crawl')
  const publish = await deployed.start('publish')
  const letter = fictionalLetter('lead-reply')
  site.publish('10000001', letter)

  expect(await crawl.invoke({ column: site.column })).toMatchObject({
    crawl: { outcome: 'complete', baseline: 1 },
    announced: 0,
  })
  expect(await feed(publish, 'PUBLISH_QUEUE')).toMatchObject([{ published: [{ column: 'cppcc' }] }])
  expect(await deployed.file('cppcc/10000001/index.html')).toContain(letter.title)

  const added = await addEndpoint(await deployed.edges(), { url: receiver.url, allowPrivate: true })
  if (added.outcome !== 'added') throw new Error(JSON.stringify(added))
  site.edit('10000001', (before) => ({ ...before, body: before.body.map((line) => line.replace('2.18亿元', '2.81亿元')) }))
  expect(await crawl.invoke({ column: site.column })).toMatchObject({
    crawl: { events: [{ type: 'letter.edited', significance: 'substantive' }] },
    announced: 1,
  })
  expect(await feed(publish, 'PUBLISH_QUEUE')).toMatchObject([{ published: [{ column: 'cppcc' }], problems: [] }])
  expect(await deployed.file('cppcc/feed.xml')).toContain('2.81亿元')

  const dispatch = await deployed.start('dispatch')
  expect(await feed(dispatch, 'DISPATCH_QUEUE')).toMatchObject([{ events: 1, deliveries: 1, problems: [] }])
  const sweep = await deployed.start('sweep')
  expect(await sweep.invoke({})).toEqual({ woken: 1 })
  const deliver = await deployed.start('deliver')
  expect(await feed(deliver, 'DELIVERIES_QUEUE')).toMatchObject([{ delivered: 1, skipped: 1, problems: [] }])
  const told = receiver.received.map((each) => verifiedNow(each, added.secret)).at(-1)
  expect(told).toMatchObject({ type: 'letter.edited', data: { figures: [{ before: '2.18亿元', after: '2.81亿元' }] } })

  expect(await mailed()).toContain('2.81亿元')
  expect(JSON.parse(crawl.log().trim().split('\n').at(-1) ?? '')).toMatchObject({ function: 'crawl', announced: 1 })
  await Promise.all([site.close(), receiver.close()])
})

/** What lies in the mailbox that is subscribed to the topic of mail. */
async function mailed(): Promise<string> {
  const { Messages = [] } = await deployed.sqs.send(new ReceiveMessageCommand({ QueueUrl: deployed.variables.MAIL_QUEUE }))
  return Messages.map(({ Body = '' }) => Body).join()
}

test.each(FUNCTION_NAMES)(
  '%s has every variable that it reads and no other, and without them says which are missing',
  async (name) => {
    const { asset, handler, variables } = declaredFunction(assembly.template, name, assembly.folder)
    const names = Object.keys(ENVIRONMENTS[name].shape)
    expect(Object.keys(variables).sort()).toEqual(names.toSorted())
    expect(() => readEnvironment(name, resolved(variables))).not.toThrow()
    const bare = await startLambda(asset, handler, {})
    await expect(bare.invoke({ Records: [] })).rejects.toThrow(
      `Cannot start ${name}: missing or wrong in its environment: ${names.join(', ')}`,
    )
    await bare.close()
  },
)

/** The variables of a template as text, where whatever is known only once it is deployed is called by its name. */
function resolved(variables: Declared['variables']): Record<string, string> {
  const called = new Proxy({}, { get: (_, id) => String(id) })
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, resolve(value, called)]))
}

test('a function whose role lacks a permission fails here as it would on AWS', async () => {
  const sweep = await deployed.start('sweep', [])
  await expect(sweep.invoke({})).rejects.toThrow('not authorized to perform: dynamodb:Query on letterwatch/index/due')
})

/** Bytes of one bundle. The largest holds undici, cheerio and three AWS clients. */
const LARGEST = 2_000_000

test('no bundle is so large that a cold start would be slow', async () => {
  const sizes = FUNCTION_NAMES.map(async (name) => {
    const { asset } = declaredFunction(assembly.template, name, assembly.folder)
    return [name, (await stat(join(asset, 'index.mjs'))).size] as const
  })
  const bundles = await Promise.all(sizes)
  console.log(bundles.map(([name, bytes]) => `${name.padEnd(8)} ${(bytes / 1000).toFixed(0).padStart(5)} kB`).join('\n'))
  for (const [, bytes] of bundles) expect(bytes).toBeLessThan(LARGEST)
})
