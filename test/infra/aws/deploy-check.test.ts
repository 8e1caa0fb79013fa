import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deployCheck } from '../../../infra/aws/deploy-check.ts'
import { column, columns } from './stack-template.ts'

const PUBLIC = { ...column('one'), url: 'https://office.example/letters/' }

async function fileWith(configuration: object): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'letterwatch-check-')), 'letterwatch.json')
  await writeFile(file, JSON.stringify({ columns: [column('one')], ...configuration }))
  return file
}

test('it lists what is watched, what stays, what is public, what runs on a schedule, and what each function may do', () => {
  const report = deployCheck([])
  expect(report).toContain('Nothing has been created.')
  expect(report).toMatch(/Watches every 15 minutes:\n {2}cppcc: /)
  expect(report).toContain(
    'Stays when the stack is removed:\n  Archive/Table\n  Archive/Snapshots\n  Record/Bucket\n  Signing/Key\n',
  )
  expect(report).toContain('Public:\n  the record, through CloudFront; nothing else\n')
  expect(report).toContain('  Crawling/column-cppcc: rate(15 minutes), Asia/Shanghai\n')
  expect(report).toContain('  write rows: Archive/Table, only deliveries#*, endpoints\n')
  expect(report).toContain('  read the secret: Signing/Key\n')
  expect(report).toContain('  read files, write files: Record/Bucket/canary/source/*\n')
  expect(report).toContain('  list rows: Archive/Table/index/due\n')
  expect(report).not.toMatch(/^ {2}[a-z]+:[A-Z]/m)
})

test('it asks for a contact while the placeholder is configured', async () => {
  const asked = 'Before deploying, set "contact" to an address of your own'
  expect(deployCheck(['--configuration', await fileWith({ columns: [PUBLIC] })])).toContain(asked)
  expect(
    deployCheck(['--configuration', await fileWith({ columns: [PUBLIC], contact: 'desk@newsroom.example' })]),
  ).not.toContain(asked)
})

test('with more columns than a template holds, it reports the schedules that a function creates', async () => {
  const report = deployCheck(['--configuration', await fileWith({ columns: columns(151) })])
  expect(report).toContain('  c19: ')
  expect(report).toContain('\n  and 131 others\n')
  expect(report).toContain('  Crawling/Schedules/CustomResource: every column, every 15 minutes\n')
  expect(report).toMatch(/ {2}create schedules, delete schedules: \S*letterwatch-Crawling-Schedules-Columns-\w+\/\*\n/)
  expect(report).toContain('  pass the role to schedules: Crawling/crawl/SchedulerRole\n')
})

test.each([
  ['an unknown stage', () => Promise.resolve(['--stage', 'prod']), 'Cannot deploy the stage "prod"'],
  ['a missing address', () => Promise.resolve(['--stage', 'china']), 'Cannot deploy: "publicUrl" is missing'],
  ['an unknown setting', async () => ['--configuration', await fileWith({ evry: '1h' })], 'unknown setting "evry"'],
  [
    'a period in seconds',
    async () => ['--configuration', await fileWith({ every: '90s' })],
    'Cannot schedule a crawl every 90 seconds',
  ],
])('%s is refused in one line', async (_, options, message) => {
  const args = await options()
  const refused = () => deployCheck(args)
  expect(refused).toThrow(message)
  expect(refused).not.toThrow('\n')
})

test.each([
  [[], { code: 0, stdout: /^letterwatch: what deploying the stage production/, stderr: /^$/ }],
  [['--stage', 'prod'], { code: 2, stdout: /^$/, stderr: /^letterwatch: Cannot deploy the stage "prod": .*\n$/ }],
])('the program with %j prints the report, or one line and no report', async (args, { code, stdout, stderr }) => {
  const ended = await new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, ['infra/aws/deploy-check.ts', ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
  expect(ended).toEqual({
    code,
    stdout: expect.stringMatching(stdout) as string,
    stderr: expect.stringMatching(stderr) as string,
  })
})
