import * as z from 'zod/mini'

/**
 * Where a page shows a fact: in the first element that `select` matches. `label` is the word before the value (发布时间); with an empty label
 * the whole text is the value. The value of a `meta` element is its content.
 */
export const FieldPlace = z.object({ select: z.string(), label: z.string() })
export type FieldPlace = z.infer<typeof FieldPlace>

/**
 * How one kind of a column's letters is read. All selectors are CSS; where there are several, the first that finds something is used.
 * `body` matches the one to three elements that contain the letter, `remove` what is inside them and not a part of it, and `tail` are lines
 * that follow every letter's sign-off inside them (`#` stands for a number that differs).
 */
export const LetterTemplate = z.object({
  body: z.string(),
  title: z.array(z.string()),
  published: z.array(FieldPlace),
  source: z.array(FieldPlace),
  remove: z.array(z.string()),
  tail: z.array(z.string()),
})
export type LetterTemplate = z.infer<typeof LetterTemplate>

/** How a column's letters are read: one template for each kind of page, that of the most letters first, learned from so many letters. */
export const ColumnTemplate = z.object({ letters: z.array(LetterTemplate), learnedFrom: z.number() })
export type ColumnTemplate = z.infer<typeof ColumnTemplate>

/**
 * A place of a page that changes although the letter does not: a counter, a clock, a token. `words` is the text of its line with `#` for
 * each number or token (浏览#次), `tokens` which of these change, counted from 0. `above` is the line before it where the words alone are
 * next to nothing, else ''.
 */
export const VolatilePlace = z.object({ words: z.string(), tokens: z.array(z.number()), above: z.string() })
export type VolatilePlace = z.infer<typeof VolatilePlace>

const selector = (what: string) => z.optional(z.string().check(z.minLength(1, 'must not be empty'), z.describe(what)))

/** The selectors that an operator sets for a column (`columns[].read`). Each replaces what was learned for the same part. */
export const ReadPins = z.strictObject({
  row: selector('CSS selector of one row of the listing'),
  link: selector('CSS selector, inside a row, of the link to its letter'),
  date: selector('CSS selector, inside a row, of its date'),
  next: selector('CSS selector of the link to the next page of the listing'),
  title: selector("CSS selector of a letter's title"),
  body: selector("CSS selector of the element that contains a letter's text"),
  published: selector('CSS selector of the element with the day of publication'),
  source: selector('CSS selector of the element with the office that publishes the letter'),
  remove: selector("CSS selector of what is inside the text's element and not a part of the letter"),
})
export type ReadPins = z.infer<typeof ReadPins>

/** The pins that concern letters: those that a template contains. */
export const LetterPins = z.pick(ReadPins, { title: true, body: true, published: true, source: true, remove: true })
export type LetterPins = z.infer<typeof LetterPins>
