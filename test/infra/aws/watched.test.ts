import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { publicUrlOf, readWatched, settingsText } from '../../../infra/aws/watched.ts'

const column = { id: 'cppcc', name: '虚构栏目', authority: '虚构委员会', url: 'http://127.0.0.1/' }

async function fileWith(configuration: object): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'letterwatch-watched-')), 'letterwatch.json')
  await writeFile(file, JSON.stringify({ columns: [column], ...configuration }))
  return file
}

test('the settings go to the functions as they are written, in ASCII, without columns and mail server', async () => {
  const smtp = { url: 'smtp://user:secret@127.0.0.1', from: 'a@example.org', to: ['b@example.org'] }
  const watched = readWatched(await fileWith({ every: '1h', topics: { 芯: ['芯片'] }, smtp }))
  expect(watched).toEqual({
    columns: [column],
    everyMs: 3_600_000,
    settings: { every: '1h', topics: { 芯: ['芯片'] } },
  })
  const text = settingsText(watched, 'https://record.example')
  expect(text).toBe('{"every":"1h","topics":{"\\u82af":["\\u82af\\u7247"]},"publicUrl":"https://record.example"}')
  expect(JSON.parse(text)).toEqual({ every: '1h', topics: { 芯: ['芯片'] }, publicUrl: 'https://record.example' })
})

test('the record is read where the configuration says, else where the stage shows it, and somewhere it must be', async () => {
  const elsewhere = readWatched(await fileWith({ publicUrl: 'https://elsewhere.example' }))
  expect(publicUrlOf(elsewhere, 'https://record.example')).toBe('https://elsewhere.example')
  const silent = readWatched(await fileWith({}))
  expect(publicUrlOf(silent, 'https://record.example')).toBe('https://record.example')
  expect(() => publicUrlOf(silent, undefined)).toThrow('Cannot deploy: "publicUrl" is missing from the configuration')
})

test('a wrong field is named, and settings that fit no function are refused', async () => {
  const wrong = await fileWith({ evry: '1h' })
  expect(() => readWatched(wrong)).toThrow(`Cannot deploy the configuration ${wrong}: unknown field "evry"`)
  const long = await fileWith({ topics: { long: ['x'.repeat(4000)] } })
  expect(() => settingsText(readWatched(long), 'https://record.example')).toThrow('the settings have 4061 bytes, and 3400 fit')
})

test('more columns than can be scheduled in one deployment are refused before it begins', async () => {
  const columns = Array.from({ length: 100_001 }, (_, index) => ({ ...column, id: `c${index}` }))
  const many = await fileWith({ columns })
  expect(() => readWatched(many)).toThrow('it has 100001 columns, and a stack schedules 100000. Deploy several')
})
