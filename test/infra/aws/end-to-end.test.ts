import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ENVIRONMENTS, readEnvironment } from '../../../functions/environment.ts'
import { startAuthority } from '../../functions/checkpoint/authority.ts'
import { startReceiver } from '../../functions/deliver/receiver.ts'
import { startColumn } from '../../loopback-column.ts'
import { AT_ONCE } from '../../watching.ts'
import { startCdn } from './cdn.ts'
import { deploy, type Deployed } from './deployed.ts'
import { startLambda } from './lambda.ts'
import { permissionsIn } from './permission-proxy.ts'
import { failEverywhere, runMainScenario, runRareCases, type World } from './scenario.ts'
import {
  type Assembly,
  declaredFunction,
  forbidden,
  FUNCTION_NAMES,
  mutated,
  type Mutation,
  removed,
  replaced,
  resolve,
  synthesize,
} from './template.ts'

let assembly: Assembly
let world: World
let authority: Awaited<ReturnType<typeof startAuthority>>
let deployed: Deployed
beforeAll(async () => {
  world = { site: await startColumn(), receiver: await startReceiver(), cdn: await startCdn() }
  authority = await startAuthority(await mkdtemp(join(tmpdir(), 'letterwatch-authority-')))
  const own = { publicUrl: world.cdn.url, timestampAuthority: authority.url }
  const settings = { ...AT_ONCE, hold: { share: 1, count: 100 }, ...own }
  assembly = await synthesize({ columns: [world.site.column], every: '15m', ...settings })
  deployed = await deploy(assembly)
}, 300_000)
afterAll(async () => {
  await Promise.all([deployed.close(), ...[world.site, world.receiver, world.cdn, authority].map((each) => each.close())])
  await rm(assembly.folder, { recursive: true })
})

test('the template alone takes a column from its first crawl to a withdrawn letter', async () => {
  await runMainScenario(deployed, world)
})

test('it also sends chosen mail and digests, and handles a receiver that is gone, a lost page and the canary', async () => {
  await runRareCases(deployed, world)
})

/** Permissions that Lambda itself needs and the tests do not use. */
const UNTESTED = [
  // Lambda writes the logs, and polls queues with more calls than the tests make.
  /^\w+ logs:/,
  /^\w+ sqs:(ChangeMessageVisibility|GetQueueUrl) /,
]

test('every permission of every role was used', () => {
  const unused = FUNCTION_NAMES.flatMap((name) => {
    const { statements } = declaredFunction(assembly, name)
    const used = deployed.running.get(name)?.proxy.used
    const unused = permissionsIn(statements, deployed.nameOf).filter((permission) => !used?.has(permission.name))
    return unused.map((permission) => `${name} ${permission.name}`)
  })
  expect(unused.filter((permission) => !UNTESTED.some((like) => like.test(permission)))).toEqual([])
})

const without = (names: string[]) => (value: unknown) => (value as string[]).filter((each) => !names.includes(each))

test.each<[string, Mutation, string | RegExp]>([
  [
    'a variable',
    removed('AWS::Lambda::Function', /crawl/, 'Environment.Variables.EVENTS_TOPIC'),
    'Cannot start crawl: missing or wrong in its environment: EVENTS_TOPIC',
  ],
  [
    'the bucket in a variable',
    replaced('AWS::Lambda::Function', /publish/, 'Environment.Variables.RECORD_BUCKET', () => 'elsewhere'),
    'publish: cppcc: ',
  ],
  [
    'the permission to append to a ledger',
    forbidden(/crawlrole/, 'dynamodb:PutItem'),
    'not authorized to perform: dynamodb:PutItem',
  ],
  ['the permission to announce events', forbidden(/crawlrole/, 'sns:Publish'), 'not authorized to perform: sns:Publish'],
  [
    'the permission to read the key',
    forbidden(/deliverrole/, 'secretsmanager:GetSecretValue'),
    'secretsmanager:GetSecretValue',
  ],
  ['the permission to receive from a queue', forbidden(/publishrole/, 'sqs:ReceiveMessage'), 'sqs:ReceiveMessage'],
  [
    'the permission to start a crawl',
    removed('AWS::IAM::Role', /crawlSchedulerRole/, 'Policies'),
    'lambda:InvokeFunction on crawl',
  ],
  [
    'the permission to crawl waiting columns',
    forbidden(/sweeprole/, 'lambda:InvokeFunction'),
    'not authorized to perform: lambda:InvokeFunction',
  ],
  ['the input of a schedule', removed('AWS::Scheduler::Schedule', /^Crawlingcolumn/, 'Target.Input'), /Invalid (URL|input)/],
  [
    'the state of a schedule',
    replaced('AWS::Scheduler::Schedule', /^Crawlingcolumn/, 'State', () => 'DISABLED'),
    'The schedule Crawlingcolumn',
  ],
  ['the handler of a bundle', replaced('AWS::Lambda::Function', /crawl/, 'Handler', () => 'index.run'), 'Cannot call run'],
  [
    'the function that a queue feeds',
    replaced('AWS::Lambda::EventSourceMapping', /^Webhooksdispatch/, 'FunctionName', () => 'nobody'),
    'Cannot feed nobody',
  ],
  ['a subscription', removed('AWS::SNS::Subscription', /^Publishing/), 'The specified key does not exist'],
  [
    'the policy of a queue that lets a topic send to it',
    removed('AWS::SQS::QueuePolicy', /PublishQueuePolicy/),
    'The specified key does not exist',
  ],
  ['a filter policy', removed('AWS::SNS::Subscription', /^WebhooksDispatch/, 'FilterPolicy'), 'dispatch: '],
  [
    'an event in a filter policy',
    replaced('AWS::SNS::Subscription', /^WebhooksDispatch/, 'FilterPolicy.type', without(['letter.withdrawn'])),
    'expected { deliveries: +0, hosts: +0 } to deeply equal { deliveries: 1, hosts: +0 }',
  ],
  [
    'the index of what is due',
    removed('AWS::DynamoDB::GlobalTable', /./, 'GlobalSecondaryIndexes'),
    /index|ValidationException/i,
  ],
  ['the event source of a function', removed('AWS::Lambda::EventSourceMapping', /^Webhooksdeliver/), 'letter.published'],
])('a mistake in %s makes the main scenario fail', async (_, mutation, message) => {
  await expect(deployAndRun(mutation, runMainScenario)).rejects.toThrow(message)
})

test.each<[string, Mutation, string | RegExp]>([
  [
    'the dead letters of a queue',
    removed('AWS::SQS::Queue', /DispatchQueue/, 'RedrivePolicy'),
    'A message returns to dispatch after 30 failed batches',
  ],
  ['the dead letters of a subscription', removed('AWS::SNS::Subscription', /^Publishing/, 'RedrivePolicy'), 'is kept'],
  [
    'the policy of dead letters that lets a topic send to them',
    removed('AWS::SQS::QueuePolicy', /DispatchDeadLettersPolicy/),
    'is kept',
  ],
  [
    'the response type with which a function names failed messages',
    removed('AWS::Lambda::EventSourceMapping', /^Webhooksdeliver/, 'FunctionResponseTypes'),
    'to have a length of 3 but got 2',
  ],
])('a mistake in %s makes the handling of failures fail', async (_, mutation, message) => {
  await expect(deployAndRun(mutation, failEverywhere)).rejects.toThrow(message)
})

/** Deploys the template with one mistake in it, and runs a scenario. */
async function deployAndRun(mutation: Mutation, run: (mistaken: Deployed, world: World) => Promise<void>): Promise<void> {
  const mistaken = await deploy({ ...assembly, template: mutated(assembly.template, mutation) })
  await run(mistaken, world).finally(() => mistaken.close())
}

test.each(FUNCTION_NAMES)(
  '%s has exactly the variables that it reads, and without them names those that are missing',
  async (name) => {
    const { asset, handler, variables } = declaredFunction(assembly, name)
    const names = Object.keys(ENVIRONMENTS[name].shape)
    expect(Object.keys(variables).sort()).toEqual(names.toSorted())
    expect(() => readEnvironment(name, resolve(variables, deployed.nameOf) as Record<string, string>)).not.toThrow()
    const bare = await startLambda(asset, handler, {})
    await expect(bare.invoke({ Records: [] })).rejects.toThrow(
      `Cannot start ${name}: missing or wrong in its environment: ${names.join(', ')}`,
    )
    await bare.close()
  },
)

/** The largest bundle in bytes: a cold start reads all of it. The crawl also parses pages. */
const MAX_BYTES = 900_000
const MAX_CRAWL_BYTES = 2_000_000

test('no bundle is larger than its budget', async () => {
  const sizes = FUNCTION_NAMES.map(async (name) => {
    const { asset } = declaredFunction(assembly, name)
    return [name, (await stat(join(asset, 'index.js'))).size] as const
  })
  const bundles = await Promise.all(sizes)
  console.log(bundles.map(([name, bytes]) => `${name.padEnd(10)} ${(bytes / 1000).toFixed(0).padStart(5)} kB`).join('\n'))
  for (const [name, bytes] of bundles) expect(bytes, name).toBeLessThan(name === 'crawl' ? MAX_CRAWL_BYTES : MAX_BYTES)
})

const READ_PDF = "import('unpdf/pdfjs').then(({ getDocument }) => console.log(typeof getDocument))"

test('the bundle of the crawl has the reader of PDFs beside it, which it loads with the first PDF', async () => {
  const { asset } = declaredFunction(assembly, 'crawl')
  expect(await readFile(join(asset, 'index.js'), 'utf8')).toContain('import("unpdf/pdfjs")')
  await stat(join(asset, 'node_modules/unpdf/dist/pdfjs.mjs'))
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', READ_PDF], { cwd: asset, encoding: 'utf8' })
  expect({ stdout, stderr }).toEqual({ stdout: 'function\n', stderr: '' })
})

const LOADED = 'require(process.argv[1]); console.log(process.moduleLoadList.join())'

test.each(FUNCTION_NAMES)(
  '%s starts without the undici of Node, which Node loads for an ES module that imports node:http',
  (name) => {
    const { asset } = declaredFunction(assembly, name)
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', LOADED, join(asset, 'index.js')], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout).toContain('NativeModule https')
    expect(stdout).not.toContain('undici')
  },
)
