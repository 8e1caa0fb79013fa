import { createHash } from 'node:crypto'
import { escapeHtml } from '../text/escape.ts'
import { countHan, onOneLine, withoutBlank } from '../text/normalize.ts'
import { isMojibake } from './decode.ts'
import { type Page, parsePage } from './page.ts'
import { paragraphsOf, type Piece } from './pdf-lines.ts'

/** A reply letter has ten pages; these bound the time and memory that a file can take. */
const MAX_PAGES = 300
const MAX_CHARACTERS = 400_000

/**
 * The text layer of the PDF `bytes`, which `url` answered, as a page with a `p` for each paragraph. A scan has a page without a text, with the
 * hash of the bytes. Returns the reason, one sentence for operators, when it cannot be read before `signal` aborts. Never throws, whatever
 * the bytes.
 */
export async function readPdf(bytes: Uint8Array, url: string, signal: AbortSignal): Promise<Page | { why: string }> {
  const read = await withSignal(readPages(bytes, signal), signal)
  if ('why' in read) return { why: `the PDF cannot be read: ${read.why}` }
  const found = paragraphsOf(read)
  const hasText = isText(found)
  const paragraphs = hasText ? found : []
  const html = `<html><body>${paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}</body></html>`
  const page = parsePage(html, url, url)
  if ('why' in page) return page
  return { ...page, file: hasText ? {} : { sha256: createHash('sha256').update(bytes).digest('hex') } }
}

/** The pieces of text on each page, or why there are none. */
type PagesRead = Piece[][] | { why: string }

async function withSignal(reading: Promise<PagesRead>, signal: AbortSignal): Promise<PagesRead> {
  const { promise, resolve } = Promise.withResolvers<PagesRead>()
  const onAbort = () => resolve({ why: 'it takes too long' })
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([reading, promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

async function readPages(bytes: Uint8Array, signal: AbortSignal): Promise<PagesRead> {
  try {
    // 1.7 MB of code, which a crawl without PDFs need not load.
    const { getDocument } = await import('unpdf/pdfjs')
    // A copy: pdf.js takes the buffer away from its owner.
    const data = Uint8Array.from(bytes)
    const task = getDocument({ data, disableFontFace: true, useSystemFonts: false, verbosity: 0 })
    try {
      const document = await task.promise
      if (document.numPages === 0) return { why: 'it has no pages' }
      if (document.numPages > MAX_PAGES) return { why: `it has more than ${MAX_PAGES} pages` }
      const pages: Piece[][] = []
      let left = MAX_CHARACTERS
      for (let number = 1; number <= document.numPages && !signal.aborted; number++) {
        const page = await document.getPage(number)
        const pieces = await readPieces(page.streamTextContent(), left)
        if (pieces === undefined) return { why: `it has more than ${MAX_CHARACTERS} characters` }
        left -= pieces.reduce((sum, { text }) => sum + text.length, 0)
        pages.push(pieces)
        page.cleanup()
      }
      return pages
    } finally {
      await task.destroy()
    }
  } catch (error) {
    // What only a password opens has no text for a reader either.
    if (error instanceof Error && error.name === 'PasswordException') return []
    return { why: error instanceof Error ? onOneLine(error.message) : String(error) }
  }
}

/** What pdf.js says of a piece of text: `transform` is its matrix, the last two numbers of which are its place from the left and the bottom. */
type TextItem = { str: string; width: number; transform: number[] }

/** The pieces of one page; undefined when they have more than `left` characters. */
async function readPieces(stream: ReadableStream, left: number): Promise<Piece[] | undefined> {
  const pieces: Piece[] = []
  let characters = 0
  for await (const { items } of stream as AsyncIterable<{ items: (TextItem | object)[] }>)
    for (const item of items) {
      if (!('str' in item)) continue
      characters += item.str.length
      if (characters > left) return undefined
      const piece = pieceOf(item)
      if (piece !== undefined) pieces.push(piece)
    }
  return pieces
}

/** The piece of text in `item`; undefined for white space and for text at a slant, which is a watermark. */
function pieceOf({ str, width, transform }: TextItem): Piece | undefined {
  const [a = 0, b = 0, , , x = 0, y = 0] = transform
  const size = Math.hypot(a, b)
  if (onOneLine(str) === '' || size === 0 || Math.abs(b) > size / 50) return undefined
  return { text: str, x, y, right: x + width, size }
}

const MIN_TEXT = 10

/**
 * Whether the paragraphs are Chinese text, rather than the page numbers of a scan, or what the codes of a font stand for that does not say
 * which characters they are.
 */
function isText(paragraphs: string[]): boolean {
  const text = withoutBlank(paragraphs.join(''))
  return text.length >= MIN_TEXT && countHan(text) * 5 >= text.length && !isMojibake(text)
}
