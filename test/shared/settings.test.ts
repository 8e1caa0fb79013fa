import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { readConfiguration } from '../../shared/settings.ts'

const columns = [{ id: 'a', name: 'x', authority: 'y', url: 'https://x.example/' }]
const smtp = { url: 'smtp://mail.example.org', from: 'a@example.org', to: ['b@example.org'] }

test.each([
  [{ trustValidatorFor: '1h' }, 'unknown setting "trustValidatorFor". Did you mean "trustValidatorsFor"?'],
  [{ publicurl: 'https://record.example' }, 'unknown setting "publicurl". Did you mean "publicUrl"?'],
  [{ withdrawal: { miss: 3 } }, 'unknown setting "withdrawal.miss". Did you mean "withdrawal.misses"?'],
  [{ smtp: { ...smtp, operator: [] } }, 'unknown setting "smtp.operator". Did you mean "smtp.operators"?'],
  [{ columns: [{ ...columns[0], adress: 'z' }] }, 'unknown setting "columns[0].adress"'],
  [{ columns: [{ ...columns[0], Url: 'z' }] }, 'unknown setting "columns[0].Url". Did you mean "columns[0].url"?'],
  [{ colour: 'red' }, 'unknown setting "colour"'],
])('an unknown setting is refused with the nearest known name: %j', (settings, problem) => {
  expect(readConfiguration(JSON.stringify({ columns, ...settings }))).toEqual({ problem })
})

test.each([
  [{ every: '0m' }, '"every" must be a duration above 0s: a whole number followed by s, m, h or d, as in "15m", and is "0m"'],
  [{ hold: { share: 2 } }, '"hold.share" must be at most 1, and is 2'],
  [{ columns: undefined }, '"columns" is missing'],
])('a setting out of its bounds is refused with its value: %j', (settings, problem) => {
  expect(readConfiguration(JSON.stringify({ columns, ...settings }))).toEqual({ problem })
})

test('$schema is accepted, and does not reach the functions', () => {
  const read = readConfiguration(JSON.stringify({ $schema: './letterwatch.schema.json', columns, every: '1h' }))
  expect(read).toMatchObject({ configuration: { every: 3_600_000 }, written: { columns, every: '1h' } })
  expect('written' in read && Object.keys(read.written)).toEqual(['columns', 'every'])
})

test('the configuration of this folder names its schema', async () => {
  const text = await readFile('letterwatch.json', 'utf8')
  expect(readConfiguration(text)).toHaveProperty('configuration')
  expect(JSON.parse(text)).toMatchObject({ $schema: './letterwatch.schema.json' })
})

test('a wrong setting is named in the same words whatever language the schema library is set to', () => {
  const text = JSON.stringify({
    columns: [{ id: 'a', name: 'a', authority: 'a', url: 'http://127.0.0.1/' }],
    hold: { share: 2 },
  })
  const before = readConfiguration(text)
  const { localeError } = z.config()
  z.config(z.locales.zhCN())
  try {
    expect(readConfiguration(text)).toEqual(before)
  } finally {
    z.config({ localeError })
  }
})
