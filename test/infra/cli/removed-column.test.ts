import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandLine } from '../../command-line.ts'
import { fictionalLetter } from '../../letters.ts'
import { type LoopbackColumn, startColumn } from '../../loopback-column.ts'

let site: LoopbackColumn
let runHere: Awaited<ReturnType<typeof commandLine>>['runHere']
let folder: string
beforeAll(async () => {
  site = await startColumn()
  site.publish('10001', fictionalLetter('lead-reply'))
  ;({ folder, runHere } = await commandLine([site.column]))
  await runHere(['crawl'])
  site.edit('10001', (letter) => ({ ...letter, body: [...letter.body, '另安排资金2亿元。'] }))
  await runHere(['crawl'])
  const other = { ...site.column, id: 'npc', url: site.column.url.replace('127.0.0.1', 'localhost') }
  const file = join(folder, 'letterwatch.json')
  const configuration = JSON.parse(await readFile(file, 'utf8')) as object
  await writeFile(file, JSON.stringify({ ...configuration, columns: [other] }))
})
afterAll(() => site.close())

test('the ledger of a column that left the configuration is verified, and marked', async () => {
  const all = await runHere(['verify'])
  expect(all.code).toBe(0)
  expect(all.stdout).toMatch(/^npc: whole\. 0 entries, 0 snapshots; head none\n/)
  expect(all.stdout).toMatch(
    /\ncppcc \(not in the configuration\): whole\. 4 entries, \d+ snapshots?; head sha256:[0-9a-f]{64}\n$/,
  )
  const one = await runHere(['verify', 'cppcc', '--json'])
  expect([one.code, JSON.parse(one.stdout)]).toMatchObject([0, [{ column: 'cppcc', entries: 4, watched: false }]])
})

test('its ledger can be exported, its record rebuilt, and its letters and events shown', async () => {
  expect(await runHere(['export', '--out', 'all.jsonl'])).toMatchObject({ code: 0 })
  expect((await readFile(join(folder, 'all.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(4)
  expect((await runHere(['rebuild', 'cppcc'])).stdout).toContain('cppcc: 0 files written')
  expect((await runHere(['history', 'cppcc/10001'])).stdout).toContain('letter.published baseline  首次收录：')
  expect((await runHere(['show', 'cppcc/2'])).stdout).toMatch(/\n首次收录：.+\nFirst recorded: /)
})

test('its events are delivered again by a replay', async () => {
  expect(await runHere(['delivery', 'replay', '--since', '2020-01-01'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('1 event, made due for webhooks: 0') as string,
  })
})

test('a column that neither the configuration nor the store has is refused with those that exist', async () => {
  for (const words of ['verify none', 'rebuild none', 'export none --out e.jsonl'])
    expect(await runHere(words.split(' ')), words).toMatchObject({
      code: 2,
      stderr: 'letterwatch: Cannot find the column "none": the configuration and the store have npc, cppcc\n',
    })
})

test('the id of a letter and the number of an event are each sent to the command that takes it', async () => {
  expect((await runHere(['show', 'cppcc/10001'])).stderr).toContain('it is a letter; use: letterwatch history cppcc/10001')
  expect((await runHere(['history', 'cppcc/2'])).stderr).toContain('it is an event; use: letterwatch show cppcc/2')
  expect((await runHere(['show', '2'])).stderr).toContain('write the column and the sequence, as in cppcc/7')
  expect((await runHere(['history', '10001'])).stderr).toContain(
    'write the column and the id of the letter, as in cppcc/10961674',
  )
})
