import * as z from 'zod/mini'

/** `cosmetic` only when nothing a reader would call content differs; everything else is `substantive`. */
export const Significance = z.enum(['substantive', 'cosmetic'])
export type Significance = z.infer<typeof Significance>

/** Why an edit has its significance: what kinds of difference were found in it. */
export const Tag = z.enum([
  'figure', 'date', 'name', 'wording', 'title', 'source', 'contact', 'status', 'attachment',
  'section-removed', 'section-added', 'punctuation', 'damage-repaired', 'reverted', 'silent',
]) // prettier-ignore
export type Tag = z.infer<typeof Tag>

/** A changed figure, date or name: what stood there before and after, as served; `of` is the noun it counts, where one was found. */
export const Figure = z.object({ before: z.string(), after: z.string(), of: z.optional(z.string()) })
export type Figure = z.infer<typeof Figure>

/**
 * One stretch of a diff: the single currency between the comparison and every rendering. Spans are in reading order.
 * A `break` ends a paragraph; a `gap` stands for `paragraphs` unchanged paragraphs left out; `moved` text stands at its place in
 * the version after, unchanged. `in` names the field for text outside the body.
 */
export const Span = z.discriminatedUnion('op', [
  z.object({ op: z.enum(['same', 'added', 'removed', 'moved']), text: z.string() }),
  z.object({ op: z.literal('break') }),
  z.object({ op: z.literal('gap'), paragraphs: z.number() }),
  z.object({
    op: z.literal('field'),
    field: z.enum(['title', 'source', 'publishedOn', 'status', 'attachments', 'images', 'body']),
  }),
])
export type Span = z.infer<typeof Span>

/** The difference between two consecutive versions. `summary` is one sentence, Chinese; `summaryEn` the same in English. */
export const Edit = z.object({
  significance: Significance,
  tags: z.array(Tag),
  figures: z.array(Figure),
  summary: z.string(),
  summaryEn: z.string(),
  diff: z.array(Span),
  truncated: z.optional(z.literal(true)),
})
export type Edit = z.infer<typeof Edit>
