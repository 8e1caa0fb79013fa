import * as z from 'zod/mini'

const postShape = {
  id: z.number(),
  title: z.string(),
  url: z.string(),
  date: z.optional(z.string()),
  source: z.optional(z.string()),
  publish_time: z.optional(z.number()),
}

/** The platform's JSON of one column, as `/postmeta/i/<column>.json` serves it: fields we do not use may come and go; times are seconds since 1970. */
export const NfcmsCatalogue = z.object({
  id: z.number(),
  name: z.string(),
  publish_count: z.optional(z.number()),
  updated: z.optional(z.string()),
  articles: z.array(z.object(postShape)),
})
export type NfcmsCatalogue = z.infer<typeof NfcmsCatalogue>

/** The column that `text` describes, or undefined when it is not such JSON: its absence never means anything. */
export function readNfcmsCatalogue(text: string): NfcmsCatalogue | undefined {
  return NfcmsCatalogue.safeParse(parsedJson(text)).data
}

/** What `text` is as JSON; undefined where it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
