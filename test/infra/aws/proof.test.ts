import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ENVIRONMENTS, readEnvironment } from '../../../shared/environment.ts'
import { startAuthority } from '../../functions/checkpoint/authority.ts'
import { startReceiver } from '../../functions/deliver/receiver.ts'
import { startColumn } from '../../loopback-column.ts'
import { AT_ONCE } from '../../watching.ts'
import { deploy, type Deployed } from './deployed.ts'
import { drive, failEverywhere, type World } from './drive.ts'
import { driveRarely } from './drive-rarely.ts'
import { startFront } from './front.ts'
import { permissionsIn } from './gate.ts'
import { startLambda } from './lambda.ts'
import { forbidden, forgotten, mistaken, mutated, type Mutation } from './mutate.ts'
import { type Assembly, synthesise } from './synthesise.ts'
import { declaredFunction, FUNCTION_NAMES, resolve } from './template.ts'

let assembly: Assembly
let world: World
let authority: Awaited<ReturnType<typeof startAuthority>>
let proven: Deployed
beforeAll(async () => {
  world = { site: await startColumn(), receiver: await startReceiver(), front: await startFront() }
  authority = await startAuthority(await mkdtemp(join(tmpdir(), 'letterwatch-authority-')))
  const own = { publicUrl: world.front.url, timestampAuthority: authority.url }
  const settings = { ...AT_ONCE, hold: { share: 1, count: 100 }, ...own }
  assembly = await synthesise({ columns: [world.site.column], every: '15m', ...settings })
  proven = await deploy(assembly)
}, 120_000)
afterAll(async () => {
  await Promise.all([proven.close(), ...[world.site, world.receiver, world.front, authority].map((each) => each.close())])
  await rm(assembly.folder, { recursive: true })
})

test('what the template declares, and nothing else, takes a column from its first crawl to a withdrawn letter', async () => {
  await drive(proven, world)
})

test('nor is anything lacking where mail is chosen, a receiver is gone, a page is lost, or the canary looks', async () => {
  await driveRarely(proven, world)
})

/** What Lambda itself needs of a role, and what the drive has no occasion for. */
const UNDRIVEN = [
  // Lambda writes logs, and asks of a queue that it polls more than we ask here.
  /^\w+ logs:/,
  /^\w+ sqs:(ChangeMessageVisibility|GetQueueUrl) /,
]

test('every permission that a role has was made use of: whoever takes one away stops something', () => {
  const unused = FUNCTION_NAMES.flatMap((name) => {
    const { statements } = declaredFunction(assembly.template, name, assembly.folder)
    const used = proven.running.get(name)?.gate.used
    const unused = permissionsIn(statements, proven.called).filter((permission) => !used?.has(permission.name))
    return unused.map((permission) => `${name} ${permission.name}`)
  })
  expect(unused.filter((permission) => !UNDRIVEN.some((like) => like.test(permission)))).toEqual([])
})

const without = (names: string[]) => (value: unknown) => (value as string[]).filter((each) => !names.includes(each))

test.each<[string, Mutation, string | RegExp]>([
  [
    'a variable',
    forgotten('AWS::Lambda::Function', /crawl/, 'Environment.Variables.EVENTS_TOPIC'),
    'Cannot start crawl: missing or wrong in its environment: EVENTS_TOPIC',
  ],
  [
    'the bucket in a variable',
    mistaken('AWS::Lambda::Function', /publish/, 'Environment.Variables.RECORD', () => 's3://elsewhere'),
    'publish: cppcc: ',
  ],
  [
    'the permission to append to a ledger',
    forbidden(/crawlrole/, 'dynamodb:PutItem'),
    'not authorized to perform: dynamodb:PutItem',
  ],
  ['the permission to tell events', forbidden(/crawlrole/, 'sns:Publish'), 'not authorized to perform: sns:Publish'],
  [
    'the permission to read the key',
    forbidden(/deliverrole/, 'secretsmanager:GetSecretValue'),
    'secretsmanager:GetSecretValue',
  ],
  ['the permission to take from a queue', forbidden(/publishrole/, 'sqs:ReceiveMessage'), 'sqs:ReceiveMessage'],
  [
    'the permission to start a crawl',
    forgotten('AWS::IAM::Role', /crawlStarter/, 'Policies'),
    'lambda:InvokeFunction on crawl',
  ],
  [
    'the permission to crawl who waits',
    forbidden(/sweeprole/, 'lambda:InvokeFunction'),
    'not authorized to perform: lambda:InvokeFunction',
  ],
  ['what a schedule says', forgotten('AWS::Scheduler::Schedule', /^Crawlingcolumn/, 'Target.Input'), /Invalid (URL|input)/],
  [
    'that a schedule is on',
    mistaken('AWS::Scheduler::Schedule', /^Crawlingcolumn/, 'State', () => 'DISABLED'),
    'The schedule Crawlingcolumn',
  ],
  ['what is called in a bundle', mistaken('AWS::Lambda::Function', /crawl/, 'Handler', () => 'index.run'), 'Cannot call run'],
  [
    'which function a queue feeds',
    mistaken('AWS::Lambda::EventSourceMapping', /^Webhooksdispatch/, 'FunctionName', () => 'nobody'),
    'Cannot feed nobody',
  ],
  ['a subscription', forgotten('AWS::SNS::Subscription', /^Publishing/), 'The specified key does not exist'],
  [
    'the word of a queue that a topic may send to it',
    forgotten('AWS::SQS::QueuePolicy', /PublishQueuePolicy/),
    'The specified key does not exist',
  ],
  ['a filter policy', forgotten('AWS::SNS::Subscription', /^WebhooksDispatch/, 'FilterPolicy'), 'dispatch: '],
  [
    'an event in a filter policy',
    mistaken('AWS::SNS::Subscription', /^WebhooksDispatch/, 'FilterPolicy.type', without(['letter.withdrawn'])),
    'expected { woken: +0, hosts: +0 } to deeply equal { woken: 1, hosts: +0 }',
  ],
  [
    'the index of what is due',
    forgotten('AWS::DynamoDB::GlobalTable', /./, 'GlobalSecondaryIndexes'),
    /index|ValidationException/i,
  ],
  ['what feeds a function', forgotten('AWS::Lambda::EventSourceMapping', /^Webhooksdeliver/), 'letter.published'],
])('whoever forgets %s is told', async (_, mutation, says) => {
  await expect(prove({ ...assembly, template: mutated(assembly.template, mutation) })).rejects.toThrow(says)
})

test.each<[string, Mutation, string | RegExp]>([
  ['the dead letters of a queue', forgotten('AWS::SQS::Queue', /DispatchQueue/, 'RedrivePolicy'), 'comes to dispatch for ever'],
  ['the dead letters of a subscription', forgotten('AWS::SNS::Subscription', /^Publishing/, 'RedrivePolicy'), 'is kept'],
  [
    'the word of dead letters that a topic may send to them',
    forgotten('AWS::SQS::QueuePolicy', /DispatchDeadLettersPolicy/),
    'is kept',
  ],
  [
    'that a function names the messages which failed',
    forgotten('AWS::Lambda::EventSourceMapping', /^Webhooksdeliver/, 'FunctionResponseTypes'),
    'to have a length of 3 but got 2',
  ],
])('whoever forgets %s is told by messages that nobody can read', async (_, mutation, says) => {
  await expect(prove({ ...assembly, template: mutated(assembly.template, mutation) }, failEverywhere)).rejects.toThrow(says)
})

/** Deploys what was synthesised, and drives it. */
async function prove(of: Assembly, by: (deployed: Deployed, world: World) => Promise<void> = drive): Promise<void> {
  const deployed = await deploy(of)
  await by(deployed, world).finally(() => deployed.close())
}

test.each(FUNCTION_NAMES)(
  '%s has every variable that it reads and no other, and without them says which are missing',
  async (name) => {
    const { asset, handler, variables } = declaredFunction(assembly.template, name, assembly.folder)
    const names = Object.keys(ENVIRONMENTS[name].shape)
    expect(Object.keys(variables).sort()).toEqual(names.toSorted())
    expect(() => readEnvironment(name, resolve(variables, proven.called) as Record<string, string>)).not.toThrow()
    const bare = await startLambda(asset, handler, {})
    await expect(bare.invoke({ Records: [] })).rejects.toThrow(
      `Cannot start ${name}: missing or wrong in its environment: ${names.join(', ')}`,
    )
    await bare.close()
  },
)

/** Bytes that a bundle may have: DynamoDB's client alone is 180,000; a crawl parses pages, publishing writes to S3 and compares versions, who counts columns reads their list from S3. */
const MOST: Record<string, number> = { crawl: 720_000, publish: 650_000, overdue: 470_000 }
const MOST_OTHERS = 370_000

test('no bundle is so large that a cold start would be slow', async () => {
  const sizes = FUNCTION_NAMES.map(async (name) => {
    const { asset } = declaredFunction(assembly.template, name, assembly.folder)
    return [name, (await stat(join(asset, 'index.js'))).size] as const
  })
  const bundles = await Promise.all(sizes)
  console.log(bundles.map(([name, bytes]) => `${name.padEnd(8)} ${(bytes / 1000).toFixed(0).padStart(5)} kB`).join('\n'))
  for (const [name, bytes] of bundles) expect(bytes, name).toBeLessThan(MOST[name] ?? MOST_OTHERS)
})

const LOADED = 'require(process.argv[1]); console.log(process.moduleLoadList.join())'

test.each(FUNCTION_NAMES)('%s starts without undici, which Node loads for an ES module that imports node:http', (name) => {
  const { asset } = declaredFunction(assembly.template, name, assembly.folder)
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', LOADED, join(asset, 'index.js')], { encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(stdout).toContain('NativeModule https')
  expect(stdout).not.toContain('undici')
})
