import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Scheduler, startScheduler } from '../../functions/schedule/scheduler.ts'
import { deploy, type Deployed } from './deployed.ts'
import { permissionsIn } from './permission-proxy.ts'
import { type Assembly, declaredFunction, resolve, synthesize } from './template.ts'

const COLUMNS = Array.from({ length: 151 }, (_, index) => ({
  ...{ id: `c${index}`, name: `虚构栏目第${index}号`, authority: '虚构委员会' },
  url: `http://127.0.0.1/c${index}/`,
}))
const GROUP = 'letterwatch-Crawling-Schedules-Columns-8368C88E'

let assembly: Assembly
let scheduler: Scheduler
let deployed: Deployed
const answers: object[] = []
const cloudFormation = createServer((request, response) => {
  void json(request).then((body) => {
    answers.push({ method: request.method, type: request.headers['content-type'], ...(body as object) })
    response.end()
  })
})
beforeAll(async () => {
  scheduler = await startScheduler(GROUP)
  // `rules.test.ts` validates this template.
  assembly = await synthesize({ columns: COLUMNS, every: '1h' }, { CDK_VALIDATION: 'false' })
  deployed = await deploy(assembly, scheduler.endpoint)
  cloudFormation.listen(0, '127.0.0.1')
  await once(cloudFormation, 'listening')
}, 300_000)
afterAll(async () => {
  await Promise.all([deployed.close(), scheduler.close(), rm(assembly.folder, { recursive: true })])
  cloudFormation.closeAllConnections()
  cloudFormation.close()
})

/** Sends the function the request of CloudFormation, with the deployed properties of the template. Returns its answer to CloudFormation. */
async function request(RequestType: string, properties: object = {}): Promise<object | undefined> {
  const { template, nameOf } = deployed
  const resource = Object.entries(template.Resources).find(([, { Type }]) => Type === 'Custom::LetterwatchSchedules')
  const ResourceProperties = { ...(resolve(resource?.[1].Properties, nameOf) as object), ...properties }
  const ResponseURL = `http://127.0.0.1:${(cloudFormation.address() as AddressInfo).port}/answer?signed=yes`
  const about = { StackId: 'arn:stack', RequestId: 'one', LogicalResourceId: resource?.[0] }
  const { lambda } = await deployed.function('schedule')
  // It also throws when it answers that it failed; the test is about the answer.
  await lambda.invoke({ RequestType, ResponseURL, ...about, ResourceProperties }).catch(() => undefined)
  return answers.splice(0)[0]
}

test('for 151 columns the function creates a schedule for each that starts its crawl, and answers CloudFormation', async () => {
  expect(await request('Create')).toEqual({
    ...{ method: 'PUT', type: undefined, Status: 'SUCCESS', PhysicalResourceId: 'schedules' },
    ...{
      StackId: 'arn:stack',
      RequestId: 'one',
      LogicalResourceId: expect.stringMatching(/^CrawlingSchedulesCustomResource/) as unknown,
    },
  })
  const inputs = [...scheduler.schedules.values()].map(({ Target }) => JSON.parse(Target.Input) as unknown)
  expect(inputs).toEqual(expect.arrayContaining(COLUMNS.map((column) => ({ column }))))
  expect(inputs).toHaveLength(151)
})

test('a failure is reported and loses nothing, and removing the stack leaves the schedules to their group', async () => {
  expect(await request('Update', { columns: 's3://elsewhere/list.json' })).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringContaining('not authorized to perform: s3:GetObject') as unknown,
  })
  expect(await request('Update', { starter: 'arn:aws:iam::000000000000:role/admin' })).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringContaining('not authorized to perform: iam:PassRole') as unknown,
  })
  expect(await request('Delete')).toMatchObject({ Status: 'SUCCESS' })
  expect(scheduler.schedules.size).toBe(151)
})

test('every permission of the function was used', async () => {
  await request('Update', { everyMinutes: '30' })
  expect(scheduler.schedules.size).toBe(151)
  const { statements } = declaredFunction(assembly, 'schedule')
  const { used } = (await deployed.function('schedule')).proxy
  const unused = permissionsIn(statements, deployed.nameOf).filter(({ name }) => !used.has(name) && !name.startsWith('logs:'))
  expect(unused).toEqual([])
})
