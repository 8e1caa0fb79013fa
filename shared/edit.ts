import * as z from 'zod/mini'

/** `cosmetic` only where the content is unchanged for a reader; everything else is `substantive`. */
export const Significance = z.enum(['substantive', 'cosmetic'])
export type Significance = z.infer<typeof Significance>

/** The kinds of difference that were found in an edit. */
export const Tag = z.enum([
  'figure', 'date', 'name', 'wording', 'title', 'source', 'contact', 'status', 'attachment',
  'section-removed', 'section-added', 'punctuation', 'damage-repaired', 'reverted', 'silent',
]) // prettier-ignore
export type Tag = z.infer<typeof Tag>

/** The fields of a letter that an edit can change, in the order of a diff. */
export const Field = z.enum(['title', 'number', 'source', 'publishedOn', 'status', 'body', 'attachments', 'images'])
export type Field = z.infer<typeof Field>

/** The names of the fields for readers. */
export const FIELD_NAMES = {
  title: '标题',
  number: '编号',
  source: '信息来源',
  publishedOn: '发布日期',
  status: '状态',
  body: '正文',
  attachments: '附件',
  images: '图片',
} satisfies Record<Field, string>

/** The same in English. */
export const FIELD_NAMES_EN = {
  title: 'Title',
  number: 'Number',
  source: 'Source',
  publishedOn: 'Date of publication',
  status: 'Status',
  body: 'Text',
  attachments: 'Attachment',
  images: 'Picture',
} satisfies Record<Field, string>

/** A replaced figure, date or name, as served; `of` is the noun it counts, where one was found. */
export const Figure = z.object({ before: z.string(), after: z.string(), of: z.optional(z.string()) })
export type Figure = z.infer<typeof Figure>

/** A sentence that promises something, as served, the word that commits ('' where none does), and by when, as written. */
export const Promised = z.object({ sentence: z.string(), verb: z.string(), deadline: z.optional(z.string()) })
export type Promised = z.infer<typeof Promised>

/**
 * What became of a promise, the weightiest first. It is named only where the texts leave no doubt; `reworded` claims nothing.
 *
 * - `added`, `dropped`: it came or went with its sentence.
 * - `status`: what was done is under way or planned, or what was under way is planned.
 * - `narrowed`, `widened`: it is promised for less, or for more.
 * - `handed-over`, `taken-over`: the office leads no more but assists, or the reverse; `subject`: another office is named.
 * - `weakened`, `strengthened`: a word makes it less or more firm.
 * - `deadline-removed`, `deadline-added`, `postponed`, `advanced`: its deadline.
 * - `frequency-removed`, `frequency-added`, `rarer`, `more-often`: how often.
 * - `amount`: how much.
 */
export const PromiseChangeKind = z.enum([
  'dropped', 'status', 'narrowed', 'handed-over', 'weakened', 'deadline-removed', 'postponed', 'frequency-removed', 'rarer',
  'subject', 'added', 'widened', 'taken-over', 'strengthened', 'deadline-added', 'advanced', 'frequency-added', 'more-often',
  'amount', 'reworded',
]) // prettier-ignore
export type PromiseChangeKind = z.infer<typeof PromiseChangeKind>

/** One thing that changed in a promise, in the words of its sentences: `before` is absent where it is new, `after` where it is gone. `of` is the noun that an amount counts. */
export const PromisePart = z.object({
  kind: PromiseChangeKind,
  before: z.optional(z.string()),
  after: z.optional(z.string()),
  of: z.optional(z.string()),
})
export type PromisePart = z.infer<typeof PromisePart>

/** A change of a promise, by its weightiest kind. `before` is absent where it was added, `after` where it was dropped; `parts` where the sentence as a whole says what changed. */
export const PromiseChange = z.object({
  kind: PromiseChangeKind,
  before: z.optional(Promised),
  after: z.optional(Promised),
  parts: z.optional(z.array(PromisePart)),
})
export type PromiseChange = z.infer<typeof PromiseChange>

/**
 * A part of a diff: what the comparison returns and every rendering takes. Spans are in the reading order of the version after; text is as
 * served there, except for `removed`. Before the first `field` span, spans belong to the body.
 *
 * - `moved` text was elsewhere before: at the `left` span with the same `move` number. What changed in a moved paragraph is beside it as
 *   `added` and `removed`.
 * - `break` ends a paragraph: in both versions, or `only` in one, where a paragraph was added, removed, split or joined.
 * - `gap` replaces unchanged text: that many paragraphs, or, with 0, a part of one.
 * - `field` names the field of the spans up to the next `field`.
 */
export const Span = z.discriminatedUnion('op', [
  z.object({ op: z.enum(['same', 'added', 'removed']), text: z.string() }),
  z.object({ op: z.literal('moved'), text: z.string(), move: z.number() }),
  z.object({ op: z.literal('left'), move: z.number() }),
  z.object({ op: z.literal('break'), only: z.optional(z.enum(['before', 'after'])) }),
  z.object({ op: z.literal('gap'), paragraphs: z.number() }),
  z.object({ op: z.literal('field'), field: Field }),
])
export type Span = z.infer<typeof Span>

/** The difference between two consecutive versions. `summary` is one sentence in Chinese, `summaryEn` in English. `promises` is absent where none changed. */
export const Edit = z.object({
  significance: Significance,
  tags: z.array(Tag),
  figures: z.array(Figure),
  promises: z.optional(z.array(PromiseChange)),
  summary: z.string(),
  summaryEn: z.string(),
  diff: z.array(Span),
  truncated: z.optional(z.literal(true)),
})
export type Edit = z.infer<typeof Edit>
