import * as z from 'zod/mini'

/**
 * Where a page shows a fact: in the first element that `select` matches. `label` is the word before the value (发布时间); with an empty label
 * the whole text is the value. The value of a `meta` element is its content.
 */
export const FieldPlace = z.strictObject({ select: z.string(), label: z.string() })
export type FieldPlace = z.infer<typeof FieldPlace>

/**
 * How one kind of a column's letters is read. All selectors are CSS; where there are several, the first that finds something is used.
 * `body` matches the one to three elements that contain the letter, `remove` what is inside them and not a part of it, and `tail` are lines
 * that follow every letter's sign-off inside them (`#` stands for a number that differs).
 */
export const LetterTemplate = z.strictObject({
  body: z.string(),
  title: z.array(z.string()),
  published: z.array(FieldPlace),
  source: z.array(FieldPlace),
  remove: z.array(z.string()),
  tail: z.array(z.string()),
})
export type LetterTemplate = z.infer<typeof LetterTemplate>

/** How a column's letters are read: one template for each kind of page, that of the most letters first, learned from so many letters. */
export const ColumnTemplate = z.strictObject({ letters: z.array(LetterTemplate), learnedFrom: z.number() })
export type ColumnTemplate = z.infer<typeof ColumnTemplate>

const selector = (what: string) => z.optional(z.string().check(z.minLength(1), z.describe(what)))

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

/** `template` with the operator's selectors in the place of the learned ones. With `body` pinned there is one kind of letters. */
export function applyPins({ letters, learnedFrom }: ColumnTemplate, pins: ReadPins): ColumnTemplate {
  const pinned = letters.map((letter) => ({
    ...letter,
    ...(pins.body !== undefined && { body: pins.body }),
    ...(pins.title !== undefined && { title: [pins.title] }),
    ...(pins.published !== undefined && { published: [{ select: pins.published, label: '' }] }),
    ...(pins.source !== undefined && { source: [{ select: pins.source, label: '' }] }),
    ...(pins.remove !== undefined && { remove: [pins.remove] }),
  }))
  return canonicalTemplate({ letters: pins.body === undefined ? pinned : pinned.slice(0, 1), learnedFrom })
}

/**
 * `template` with its keys and its unordered lists in one order: equal templates have equal bytes as JSON. Kinds of letters that are read
 * in the same way are one kind.
 */
export function canonicalTemplate({ letters, learnedFrom }: ColumnTemplate): ColumnTemplate {
  const kinds = new Map(letters.map(canonicalLetter).map((letter) => [JSON.stringify(letter), letter]))
  return { letters: [...kinds.values()], learnedFrom }
}

function canonicalLetter({ body, title, published, source, remove, tail }: LetterTemplate): LetterTemplate {
  const places = (found: FieldPlace[]) => found.map(({ select, label }) => ({ select, label }))
  return {
    body,
    title: [...new Set(title)],
    published: places(published),
    source: places(source),
    remove: sorted(remove),
    tail: sorted(tail),
  }
}

function sorted(texts: string[]): string[] {
  return [...new Set(texts)].sort()
}
