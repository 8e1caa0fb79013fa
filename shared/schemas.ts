import * as z from 'zod/mini'
import { Event, EVENT_TYPES, type EventType } from './event.ts'
import { type RecordFile, recordAddress } from './record.ts'

/** JSON Schema (2020-12) of every type of event, made from the schema our own code checks them with. Fields are only ever added. */
export function schemaFiles(publicUrl: string): RecordFile[] {
  return EVENT_TYPES.map((type) => {
    const path = `schemas/${type}.json`
    const schema = { $id: recordAddress(publicUrl, path), title: type, ...schemaOf(type) }
    return { path, body: `${JSON.stringify(schema, null, 2)}\n` }
  })
}

/** As input, because a subscriber must not refuse the fields that a later version adds. */
function schemaOf(type: EventType): object {
  const option = Event.def.options.find((candidate) => candidate.shape.type.safeParse(type).success)
  if (!option) throw new Error(`Cannot write a schema: no event is of type ${type}`)
  return z.toJSONSchema(z.object({ ...option.shape, type: z.literal(type) }), { io: 'input' })
}
