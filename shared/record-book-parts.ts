import * as z from 'zod/mini'
import { type ColumnCard, type RecordBook, RecordedLetter, Step, Turn } from './ledger/site-state.ts'

/** What so many entries of the ledger brought lies in one part of a book: a part is settled once the ledger has grown past it. */
const ENTRIES_A_PART = 10

const Facts = z.omit(RecordedLetter, { steps: true })

/**
 * A part of a record book: the letters that its entries were the first to tell of, the steps that they were, and the turns among them that
 * wait. A letter's steps lie where their own entries do, so that a long history is not written again with every step.
 */
const Part = z.object({
  letters: z.array(z.tuple([z.string(), Facts])),
  steps: z.array(z.tuple([z.string(), Step])),
  held: z.array(Turn),
})
type Part = z.infer<typeof Part>

/** The parts of `book` as texts, in order: undefined for one in which nothing is. */
export function partsOf(book: RecordBook): (string | undefined)[] {
  const parts: Part[] = []
  const partAt = (sequence: number) => (parts[Math.floor(sequence / ENTRIES_A_PART)] ??= { letters: [], steps: [], held: [] })
  for (const [postId, { steps, ...facts }] of Object.entries(book.letters)) {
    partAt(steps[0]?.sequence ?? 0).letters.push([postId, facts])
    for (const step of steps) partAt(step.sequence).steps.push([postId, step])
  }
  for (const turn of book.held) partAt(turn.step.sequence).held.push(turn)
  // Parsed once more, so that the same part is the same text, folded or read.
  return Array.from(parts, (part: Part | undefined) => part && JSON.stringify(Part.parse(part)))
}

/** The book that `card` is of, from its parts in order; undefined when one of them does not have today's form. */
export function bookFrom(card: ColumnCard, texts: Iterable<string>): RecordBook | undefined {
  // A copy: what is folded into the book is not in its card before it is saved.
  const book: RecordBook = { ...structuredClone(card), letters: {}, held: [] }
  for (const text of texts) {
    const part = Part.safeParse(JSON.parse(text)).data
    if (!part) return undefined
    for (const [postId, facts] of part.letters) book.letters[postId] = { ...facts, steps: [] }
    for (const [postId, step] of part.steps) book.letters[postId]?.steps.push(step)
    book.held.push(...part.held)
  }
  return book
}
