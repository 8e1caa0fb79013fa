import type { Letter } from './letter.ts'

/** A letter as plain text: its title, then what its text says, a paragraph a line. What a search looks through and shows. */
export function shownText({ title, status, paragraphs }: Letter): string {
  return (
    [title, ...status, ...paragraphs.map(({ text }) => text)].map((line) => line.replace(/\s*\n\s*/g, ' ')).join('\n') + '\n'
  )
}
