import { withoutBlank } from '../text/normalize.ts'
import { canonicalAddress, hostOf } from './address.ts'
import { countTitleLines } from './body.ts'
import { embeddedFile, type Line, readLines } from './lines.ts'
import type { Page } from './page.ts'
import { isPager } from './turned-pages.ts'

/**
 * The lines of a whole letter from those of `page`, its first, which are `body`. `read` finds the letter's lines in a further page; where it cannot, the
 * letter is refused, since it would be shorter than it is. A page that repeats another is left out: its site does not heed the number.
 */
export function continued(
  { continuation: { turned, file } = { turned: [] } }: Page,
  body: Line[],
  title: string,
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

/** A page with so many characters of sentences has a text of its own beside a file. */
const MAX_BESIDE_FILE = 120

/** The address of the PDF that `page` shows in the place of a letter's text, on the same host; undefined where it has a text of its own. */
export function soleFile(page: Page): string | undefined {
  if (!page.elements.some((element) => embeddedFile(element) !== undefined)) return undefined
  const lines = readLines(page)
  const shown = lines.flatMap(({ embeds }) => embeds).map((embed) => canonicalAddress(embeddedFile(embed) ?? '', page.base))
  const [file, ...others] = new Set(shown)
  if (file === undefined || others.length > 0 || hostOf(file) !== hostOf(page.url) || !/\.pdf(?:[?#]|$)/i.test(file))
    return undefined
  const prose = lines.filter(({ text, isLinksOnly, inAside }) => /[。；]/.test(text) && !isLinksOnly && !inAside)
  return prose.reduce((sum, { text }) => sum + text.length, 0) > MAX_BESIDE_FILE ? undefined : file
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
