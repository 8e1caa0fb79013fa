import type { Attachment, Reading } from '../letter.ts'
import { withoutSignature } from './attachments.ts'
import { linesOfFile } from './continuation.ts'
import { composeLetter, type LetterOutcome } from './letter.ts'
import { readLines } from './lines.ts'
import type { ListedLetter } from './listing/entry.ts'
import type { Page } from './page.ts'
import { regionBetween } from './region.ts'

/** The letter that is a file, with the title and the day by which it is `listed`. The file itself is its attachment. */
export function readFile(page: Page, listed: ListedLetter): LetterOutcome {
  const title = listed.title || titleOn(page)
  const lines = linesOfFile(page, title)
  if (title === '') return { outcome: 'unreadable', why: 'the letter is a file without a text, and is listed without a title' }
  const { publishedOn } = listed
  const parts = { source: undefined, publishedOn, attached: [], above: [], flags: [] }
  const letter = composeLetter({ page, lines, title, body: lines, ...parts })
  const reading: Reading = { letter: { ...letter, attachments: [fileOf(page)] }, way: 'file' }
  return structuredClone({ outcome: 'read', reading, region: regionBetween(page.html, 0, page.html.length) })
}

/** A title goes over three lines at most, none of which ends a sentence. */
const MAX_TITLE_LINES = 3

/** The first lines of a file up to the addressee. */
function titleOn(page: Page): string {
  const first = readLines(page).slice(0, MAX_TITLE_LINES + 1)
  const end = first.findIndex(({ text }) => /[:：。；]$/.test(text))
  const lines = first.slice(0, end <= 0 ? 1 : end)
  return lines.map(({ text }) => text).join('')
}

/** A file as an attachment of the letter that it is. */
function fileOf({ url, file }: Page): Attachment {
  const name = nameIn(url)
  return { name, url: withoutSignature(url), ...(file?.sha256 !== undefined && { sha256: file.sha256 }) }
}

function nameIn(url: string): string {
  const name = URL.parse(url)?.pathname.split('/').at(-1) ?? ''
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
