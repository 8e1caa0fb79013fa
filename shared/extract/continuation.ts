import { withoutBlank } from '../text/normalize.ts'
import { countTitleLines } from './body.ts'
import { type Line, readLines } from './lines.ts'
import type { Page } from './page.ts'
import { isPager } from './turned-pages.ts'

/**
 * What a letter goes on with after its first page: further pages in order, and the text of a file that its page shows in the place of a
 * text (`openPdf`).
 */
export type Continuation = { turned: Page[]; file?: Page | undefined }

export const ONE_PAGE: Continuation = { turned: [] }

/**
 * The lines of a whole letter from those of its first page, `body`. `read` finds the letter's lines in a further page; where it cannot, the
 * letter is refused, since it would be shorter than it is. A page that repeats another is left out: its site does not heed the number.
 */
export function continued(
  body: Line[],
  title: string,
  { turned, file }: Continuation,
  read: (page: Page) => Line[] | undefined,
): Line[] | { why: string } {
  const parts = [turned.length === 0 ? body : withoutPagers(body)]
  for (const page of turned) {
    const lines = read(page)
    if (lines === undefined) return { why: `a further page of the letter cannot be read: ${page.url}` }
    const part = withoutPagers(lines)
    if (!parts.some((other) => textOf(other) === textOf(part))) parts.push(part)
  }
  if (file !== undefined) parts.push(linesOfFile(file, title))
  return parts.flat()
}

/** The lines of a file whose text is a letter, without its title. */
export function linesOfFile(file: Page, title: string): Line[] {
  const lines = readLines(file)
  return lines.slice(countTitleLines(lines, title))
}

function withoutPagers(lines: Line[]): Line[] {
  return lines.filter((line) => !isPager(line))
}

function textOf(lines: Line[]): string {
  return withoutBlank(lines.map(({ text }) => text).join(''))
}
