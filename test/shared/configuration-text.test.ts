import { expect, test } from 'vitest'
import type { Column } from '../../shared/column.ts'
import { EMPTY_CONFIGURATION, withColumn } from '../../shared/configuration-text.ts'

const COLUMN: Column = { id: 'shili-npc', name: '建议“答复”', authority: '示例市教育局', url: 'https://jyj.shili.example/npc/' }

test('a column is written as the one before it, and the rest of the file stays as it is', () => {
  const text = `{
  "every": "15m",
  "columns": [
    {
      "id": "cppcc",
      "url":   "https://a.example/"
    }
  ],

  "topics": { "columns": ["a", "]"], "b": ["\\"columns\\": ["] }
}
`
  expect(withColumn(text, COLUMN)).toBe(`{
  "every": "15m",
  "columns": [
    {
      "id": "cppcc",
      "url":   "https://a.example/"
    },
    {
      "id": "shili-npc",
      "name": "建议“答复”",
      "authority": "示例市教育局",
      "url": "https://jyj.shili.example/npc/"
    }
  ],

  "topics": { "columns": ["a", "]"], "b": ["\\"columns\\": ["] }
}
`)
})

test('a list with a column per line gets one more line', () => {
  const text = '{ "columns": [\n\t{ "id": "a" },\n\t{ "id": "b" }\n] }'
  expect(withColumn(text, COLUMN)).toBe(
    '{ "columns": [\n\t{ "id": "a" },\n\t{ "id": "b" },\n\t{ "id": "shili-npc", "name": "建议“答复”", "authority": "示例市教育局", "url": "https://jyj.shili.example/npc/" }\n] }',
  )
})

test('a configuration on one line stays on one line', () => {
  const text = '{"columns":[{"id":"a"}],"every":"1h"}'
  expect(withColumn(text, COLUMN)).toMatch(/^\{"columns":\[\{"id":"a"\}, \{ "id": "shili-npc", .+ \}\],"every":"1h"\}$/)
})

test('the line ends and the byte order mark of Windows stay', () => {
  const text = `\uFEFF${JSON.stringify({ columns: [{ id: 'a' }] }, undefined, '\t').replaceAll('\n', '\r\n')}`
  const added = withColumn(text, COLUMN)
  expect(added.startsWith('\uFEFF{\r\n\t"columns"')).toBe(true)
  expect(added).toContain('\r\n\t\t{\r\n\t\t\t"id": "shili-npc",\r\n')
  expect(added.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
})

test('a new file, an empty list and a configuration without columns get their first column', () => {
  expect(withColumn(EMPTY_CONFIGURATION, COLUMN)).toBe(`{
  "contact": "https://example.org/letterwatch",
  "columns": [
    {
      "id": "shili-npc",
      "name": "建议“答复”",
      "authority": "示例市教育局",
      "url": "https://jyj.shili.example/npc/"
    }
  ]
}
`)
  for (const text of ['{}', '{ "every": "1h" }', '{\n  "every": "1h",\n  "columns": [ ]\n}\n', '{"columns":[]}'])
    expect(JSON.parse(withColumn(text, COLUMN)), text).toEqual({ ...(JSON.parse(text) as object), columns: [COLUMN] })
})

test('JSON in which no column has a place is left to the check of configurations', () => {
  for (const text of ['null', '[]', '5', '{ "columns": {} }', '{ "columns": "a" }']) expect(withColumn(text, COLUMN)).toBe(text)
})

test('whatever the layout, the column is the last of the list, and every other setting has its value', () => {
  const columns = [{ id: 'a', name: '[{]}', list: [{ id: 'x' }] }, { id: 'b' }]
  const configuration = { $schema: './s.json', columns, hold: { share: 0.5 }, topics: { 甲: ['"columns":', '\\'] } }
  for (const indent of [undefined, 1, 2, 8, '\t'])
    expect(JSON.parse(withColumn(JSON.stringify(configuration, undefined, indent), COLUMN))).toEqual({
      ...configuration,
      columns: [...columns, COLUMN],
    })
})
