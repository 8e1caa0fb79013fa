import * as z from 'zod/mini'
import { Event, EVENT_TYPES, type EventType } from '../event.ts'
import { LetterFile } from './letter-file.ts'
import { recordAddress, type TextFile } from '../record.ts'

/** JSON Schema (2020-12) of every type of event and of letter.json, made from the schemas in the code. Fields are only ever added. */
export function schemaFiles(publicUrl: string): TextFile[] {
  const events = EVENT_TYPES.map((type) => schemaFile(type, schemaOf(type), publicUrl))
  return [...events, schemaFile('letter', z.toJSONSchema(LetterFile, { io: 'input' }), publicUrl)]
}

function schemaFile(title: string, schema: object, publicUrl: string): TextFile {
  const path = `schemas/${title}.json`
  return { path, body: `${JSON.stringify({ $id: recordAddress(publicUrl, path), title, ...schema }, null, 2)}\n` }
}

/** As an input schema, so that subscribers accept fields that a later version adds. */
function schemaOf(type: EventType): object {
  const option = Event.def.options.find((candidate) => candidate.shape.type.safeParse(type).success)
  if (!option) throw new Error(`Cannot write a schema: no event is of type ${type}`)
  return z.toJSONSchema(z.object({ ...option.shape, type: z.literal(type) }), { io: 'input' })
}
