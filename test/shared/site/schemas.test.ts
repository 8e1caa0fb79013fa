import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { EVENT_TYPES, eventOf, isEvent } from '../../../shared/event.ts'
import { schemaFiles } from '../../../shared/site/schemas.ts'
import { edited, entriesOf, opened, published } from '../ledger/made-up-entries.ts'

const Schema = z.looseObject({
  $id: z.string(),
  properties: z.object({ type: z.object({ const: z.string() }), data: z.looseObject({ required: z.array(z.string()) }) }),
})
const files = new Map(schemaFiles('https://record.example/').map(({ path, body }) => [path, body]))
const schemas = new Map(
  EVENT_TYPES.map((type) => [`schemas/${type}.json`, Schema.parse(JSON.parse(files.get(`schemas/${type}.json`) ?? ''))]),
)

test('every type of event has a schema under its own name and address, and the file of a letter one too', () => {
  expect([...files.keys()]).toEqual([...EVENT_TYPES, 'letter'].map((name) => `schemas/${name}.json`))
  expect(schemas.get('schemas/letter.edited.json')).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://record.example/schemas/letter.edited.json',
    properties: { type: { const: 'letter.edited' } },
  })
})

test('a schema requires what every event of its type has, and allows fields that are added later', () => {
  const schema = schemas.get('schemas/letter.edited.json')
  const entry = entriesOf('cppcc', [opened(), published('101'), edited('101')]).findLast(isEvent)
  const event = entry && eventOf(entry, 'https://record.example/')
  expect(Object.keys(event?.data ?? {})).toEqual(expect.arrayContaining(schema?.properties.data.required ?? ['?']))
  expect(JSON.stringify(schema)).not.toContain('"additionalProperties":false')
})
