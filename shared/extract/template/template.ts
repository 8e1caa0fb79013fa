import type { ColumnTemplate, FieldPlace, LetterPins, LetterTemplate } from '../../template.ts'

/** `template` with the operator's selectors in the place of the learned ones. With `body` pinned there is one kind of letters. */
export function applyPins({ letters, learnedFrom }: ColumnTemplate, pins: LetterPins): ColumnTemplate {
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
