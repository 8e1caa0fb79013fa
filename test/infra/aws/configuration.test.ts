import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { publicUrlOf, readConfigurationFile, settingsJson } from '../../../infra/aws/configuration.ts'

const column = { id: 'cppcc', name: '虚构栏目', authority: '虚构委员会', url: 'http://127.0.0.1/' }

async function fileWith(configuration: object): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'letterwatch-configuration-')), 'letterwatch.json')
  await writeFile(file, JSON.stringify({ columns: [column], ...configuration }))
  return file
}

test('the functions receive the settings as written, in ASCII, without columns and mail server', async () => {
  const smtp = { url: 'smtp://user:secret@127.0.0.1', from: 'a@example.org', to: ['b@example.org'] }
  const configuration = readConfigurationFile(await fileWith({ every: '1h', topics: { 芯: ['芯片'] }, smtp }))
  expect(configuration).toEqual({
    columns: [column],
    everyMs: 3_600_000,
    settings: { every: '1h', topics: { 芯: ['芯片'] } },
  })
  const text = settingsJson(configuration, 'https://record.example')
  expect(text).toBe('{"every":"1h","topics":{"\\u82af":["\\u82af\\u7247"]},"publicUrl":"https://record.example"}')
  expect(JSON.parse(text)).toEqual({ every: '1h', topics: { 芯: ['芯片'] }, publicUrl: 'https://record.example' })
})

test('the record has the configured address, else the address where the stage serves it, and one of them is required', async () => {
  const elsewhere = readConfigurationFile(await fileWith({ publicUrl: 'https://elsewhere.example' }))
  expect(publicUrlOf(elsewhere, 'https://record.example')).toBe('https://elsewhere.example')
  const without = readConfigurationFile(await fileWith({}))
  expect(publicUrlOf(without, 'https://record.example')).toBe('https://record.example')
  expect(() => publicUrlOf(without, undefined)).toThrow('Cannot deploy: "publicUrl" is missing from the configuration')
})

test('a wrong field is named, and settings that are too large for a function are refused', async () => {
  const wrong = await fileWith({ evry: '1h' })
  expect(() => readConfigurationFile(wrong)).toThrow(
    `Cannot deploy the configuration ${wrong}: unknown setting "evry". Did you mean "every"?`,
  )
  const long = await fileWith({ topics: { long: ['x'.repeat(4000)] } })
  expect(() => settingsJson(readConfigurationFile(long), 'https://record.example')).toThrow(
    'the settings have 4061 bytes, and a function holds 3400',
  )
})

test('more columns than one deployment can schedule are refused before it begins', async () => {
  const columns = Array.from({ length: 100_001 }, (_, index) => ({ ...column, id: `c${index}` }))
  const many = await fileWith({ columns })
  expect(() => readConfigurationFile(many)).toThrow(
    'it has 100001 columns, and a stack schedules at most 100000. Deploy several',
  )
})
