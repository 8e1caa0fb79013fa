import * as z from 'zod/mini'
import type { VolatilePlace } from './template.ts'

/** What a paragraph is for in a letter. Derived from its wording and place; the text stays as served whatever the role. */
export const Role = z.enum(['text', 'heading', 'row', 'addressee', 'closing', 'signature', 'date', 'contact'])
export type Role = z.infer<typeof Role>

/** One paragraph as served, trimmed of indent. `level` (1 or 2) is there for headings only; a `row` is a table row, its cells joined by ' | '. */
export const Paragraph = z.object({ role: Role, level: z.optional(z.number()), text: z.string() })
export type Paragraph = z.infer<typeof Paragraph>

/** A file of a letter. `sha256` is that of its bytes, hexadecimal, where they are compared. */
export const Attachment = z.object({ name: z.string(), url: z.string(), sha256: z.optional(z.string()) })
export type Attachment = z.infer<typeof Attachment>

/** A place where a character was lost before the page reached us: its paragraph (0-based, -1 for the title) and the text round it. */
export const Damage = z.object({ paragraph: z.number(), context: z.string() })
export type Damage = z.infer<typeof Damage>

/**
 * What a letter said: the content of one version. `paragraphs` is the whole body in order; addressee, closing, signedBy,
 * signedOn and contact repeat what was found in it. Dates are YYYY-MM-DD. Contacts have mobile numbers masked already.
 */
export const Letter = z.object({
  title: z.string(),
  number: z.optional(z.string()),
  chamber: z.optional(z.enum(['cppcc', 'npc'])),
  session: z.optional(z.string()),
  source: z.optional(z.string()),
  publishedOn: z.optional(z.string()),
  addressee: z.optional(z.string()),
  paragraphs: z.array(Paragraph),
  closing: z.optional(z.string()),
  signedBy: z.optional(z.string()),
  signedOn: z.optional(z.string()),
  contact: z.optional(z.string()),
  attachments: z.array(Attachment),
  images: z.array(z.string()),
  status: z.array(z.string()),
  damage: z.array(Damage),
})
export type Letter = z.infer<typeof Letter>

/** Whether a letter is still there: on its column's list; off the list, while its page opens; or neither. */
export const Presence = z.enum(['listed', 'delisted', 'withdrawn'])
export type Presence = z.infer<typeof Presence>

/** The methods by which our reader can find a letter in a page: its column's template, else one of the others, tried in this order; `file` where it is one. */
export const ExtractionMethod = z.enum(['template', 'meta', 'anchors', 'classes', 'densest', 'file'])
export type ExtractionMethod = z.infer<typeof ExtractionMethod>

/**
 * A letter as read from one page by one revision of our reader. `template` is the sequence of the entry with the column's template by which
 * it was read, `volatile` are the places that were left out.
 */
export type Reading = { letter: Letter; way: ExtractionMethod; template?: number; volatile?: VolatilePlace[] }
