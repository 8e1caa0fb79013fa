import * as z from 'zod/mini'
import type { Attributes } from './bus.ts'

/** An attribute as SNS has it: one text, or a JSON list of texts. */
export const EncodedAttribute = z.object({ Type: z.enum(['String', 'String.Array']), Value: z.string() })
export type EncodedAttribute = z.infer<typeof EncodedAttribute>

/** The JSON object in which SNS passes a message to SQS, as far as functions read it. */
export const Envelope = z.object({
  Type: z.literal('Notification'),
  MessageId: z.string(),
  TopicArn: z.string(),
  Subject: z.optional(z.string()),
  Message: z.string(),
  Timestamp: z.string(),
  MessageAttributes: z._default(z.record(z.string(), EncodedAttribute), {}),
})
export type Envelope = z.infer<typeof Envelope>

/** `attributes` in the form of SNS, without empty lists and repeated values. */
export function encodeAttributes(attributes: Attributes): Record<string, EncodedAttribute> {
  const given = Object.entries(attributes).filter(([, values]) => values.length > 0)
  return Object.fromEntries(given.map(([name, values]) => [name, encode([...new Set(values)])]))
}

function encode(values: string[]): EncodedAttribute {
  const [only = ''] = values
  return values.length > 1 || only === ''
    ? { Type: 'String.Array', Value: JSON.stringify(values) }
    : { Type: 'String', Value: only }
}
