import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Scheduler, startScheduler } from '../../functions/schedule/scheduler.ts'
import { deploy, type Deployed } from './deployed.ts'
import { permissionsIn } from './gate.ts'
import { type Assembly, synthesise } from './synthesise.ts'
import { declaredFunction, resolve } from './template.ts'

const COLUMNS = Array.from({ length: 151 }, (_, index) => ({
  ...{ id: `c${index}`, name: `虚构栏目第${index}号`, authority: '虚构委员会' },
  url: `http://127.0.0.1/c${index}/`,
}))
const GROUP = 'letterwatch-Crawling-Schedules-Columns-8368C88E'

let assembly: Assembly
let scheduler: Scheduler
let deployed: Deployed
const said: object[] = []
const cloudFormation = createServer((request, response) => {
  void json(request).then((body) => {
    said.push({ method: request.method, type: request.headers['content-type'], ...(body as object) })
    response.end()
  })
})
beforeAll(async () => {
  scheduler = await startScheduler(GROUP)
  assembly = await synthesise({ columns: COLUMNS, every: '1h' })
  deployed = await deploy(assembly, scheduler.endpoint)
  cloudFormation.listen(0, '127.0.0.1')
  await once(cloudFormation, 'listening')
}, 120_000)
afterAll(async () => {
  await Promise.all([deployed.close(), scheduler.close(), rm(assembly.folder, { recursive: true })])
  cloudFormation.closeAllConnections()
  cloudFormation.close()
})

/** What CloudFormation asks of the function, with the properties of the template as they are deployed, and what it is told. */
async function ask(RequestType: string, properties: object = {}): Promise<object | undefined> {
  const { template, called } = deployed
  const kept = Object.entries(template.Resources).find(([, { Type }]) => Type === 'Custom::LetterwatchSchedules')
  const ResourceProperties = { ...(resolve(kept?.[1].Properties, called) as object), ...properties }
  const ResponseURL = `http://127.0.0.1:${(cloudFormation.address() as AddressInfo).port}/answer?signed=yes`
  const about = { StackId: 'arn:stack', RequestId: 'one', LogicalResourceId: kept?.[0] }
  const { lambda } = await deployed.function('schedule')
  // Where it says that it failed, it fails too: what it says is asked for here.
  await lambda.invoke({ RequestType, ResponseURL, ...about, ResourceProperties }).catch(() => undefined)
  return said.splice(0)[0]
}

test('151 columns: the function makes a schedule for each that starts the crawl, and tells CloudFormation', async () => {
  expect(await ask('Create')).toEqual({
    ...{ method: 'PUT', type: undefined, Status: 'SUCCESS', PhysicalResourceId: 'schedules' },
    ...{
      StackId: 'arn:stack',
      RequestId: 'one',
      LogicalResourceId: expect.stringMatching(/^CrawlingSchedulesKept/) as unknown,
    },
  })
  const inputs = [...scheduler.schedules.values()].map(({ Target }) => JSON.parse(Target.Input) as unknown)
  expect(inputs).toEqual(expect.arrayContaining(COLUMNS.map((column) => ({ column }))))
  expect(inputs).toHaveLength(151)
})

test('what cannot be done is said, and nothing is lost; a stack that goes asks for nothing more', async () => {
  expect(await ask('Update', { columns: 's3://elsewhere/list.json' })).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringContaining('not authorized to perform: s3:GetObject') as unknown,
  })
  expect(await ask('Update', { starter: 'arn:aws:iam::000000000000:role/admin' })).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringContaining('not authorized to perform: iam:PassRole') as unknown,
  })
  expect(await ask('Delete')).toMatchObject({ Status: 'SUCCESS' })
  expect(scheduler.schedules.size).toBe(151)
})

test('every permission of the function was made use of', async () => {
  await ask('Update', { everyMinutes: '30' })
  expect(scheduler.schedules.size).toBe(151)
  const { statements } = declaredFunction(assembly.template, 'schedule', assembly.folder)
  const { used } = (await deployed.function('schedule')).gate
  const unused = permissionsIn(statements, deployed.called).filter(({ name }) => !used.has(name) && !name.startsWith('logs:'))
  expect(unused).toEqual([])
})
