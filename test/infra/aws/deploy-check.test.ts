import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const COLUMN = { id: 'one', name: '虚构栏目', authority: '虚构委员会', url: 'http://127.0.0.1/' }

/** What `npm run deploy:check` prints, and how it ends. */
function check(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((ended) => {
    execFile(process.execPath, ['infra/aws/deploy-check.ts', ...args], (error, stdout, stderr) => {
      ended({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

test('it says what is watched, what stays, what is public, what starts by itself, and what each function may do', async () => {
  const { code, stdout, stderr } = await check()
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('Nothing has been created.')
  expect(stdout).toMatch(/Watches every 15 minutes:\n {2}cppcc: /)
  expect(stdout).toContain(
    'Stays when the stack is removed:\n  Archive/Table\n  Archive/Snapshots\n  Record/Bucket\n  Signing/Key\n',
  )
  expect(stdout).toContain('Can be read by everybody:\n  the public record, through CloudFront; nothing else\n')
  expect(stdout).toContain('  Crawling/column-cppcc: rate(15 minutes), Asia/Shanghai\n')
  expect(stdout).toContain('  write rows: Archive/Table, only deliveries#*, endpoints\n')
  expect(stdout).toContain('  read the secret: Signing/Key\n')
  expect(stdout).toContain('  read files, write files: Record/Bucket/canary/source/*\n')
  expect(stdout).toContain('  list rows: Archive/Table/index/due\n')
  expect(stdout).not.toMatch(/^ {2}[a-z]+:[A-Z]/m)
})

test('more columns than a template holds have schedules that are made when it is deployed', async () => {
  const columns = Array.from({ length: 151 }, (_, index) => ({ ...COLUMN, id: `c${index}` }))
  const { stdout } = await check('--configuration', await fileWith({ columns }))
  expect(stdout).toContain('  c19: ')
  expect(stdout).toContain('\n  and 131 others\n')
  expect(stdout).toContain('  Crawling/Schedules/Kept: every column, every 15 minutes\n')
  expect(stdout).toMatch(/ {2}make schedules, delete schedules: \S*letterwatch-Crawling-Schedules-Columns-\w+\/\*\n/)
  expect(stdout).toContain('  give the role to schedules: Crawling/crawl/Starter')
})

test.each([
  ['no such stage', () => Promise.resolve(['--stage', 'prod']), 'Cannot deploy the stage "prod"'],
  ['an address that is missing', () => Promise.resolve(['--stage', 'china']), 'Cannot deploy: "publicUrl" is missing'],
  ['a field nobody knows', async () => ['--configuration', await fileWith({ evry: '1h' })], 'unknown field "evry"'],
  [
    'a period of seconds',
    async () => ['--configuration', await fileWith({ every: '90s' })],
    'Cannot schedule a crawl every 90 seconds',
  ],
])('%s is one clear line, and no report', async (_, args, says) => {
  const { code, stdout, stderr } = await check(...(await args()))
  expect(stderr).toContain(says)
  expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, stdout: '', lines: 1 })
})

async function fileWith(configuration: object): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'letterwatch-check-')), 'letterwatch.json')
  await writeFile(file, JSON.stringify({ columns: [COLUMN], ...configuration }))
  return file
}
