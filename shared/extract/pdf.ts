import { escapeHtml } from '../text/escape.ts'
import { countHan, onOneLine, withoutBlank } from '../text/normalize.ts'
import { isMojibake } from './decode.ts'
import { type Page, parsePage } from './page.ts'
import { paragraphsOf, type Piece } from './pdf-lines.ts'

/**
 * The text of a PDF as a page with a `p` for each paragraph, or what it is instead: a `scan` has pages without a text that can be read.
 * `why` is one sentence for operators.
 */
export type PdfReading = { outcome: 'read'; page: Page } | { outcome: 'scan' } | { outcome: 'unreadable'; why: string }

/** A reply letter has ten pages; these bound the time and memory that a file can take. */
const MAX_PAGES = 300
const MAX_CHARACTERS = 400_000

/** Reads the text layer of the PDF `bytes`, which `url` answered. Ends when `signal` aborts. Never throws, whatever the bytes. */
export async function readPdf(bytes: Uint8Array, url: string, signal: AbortSignal): Promise<PdfReading> {
  const read = await withSignal(readPages(bytes, signal), signal)
  if ('why' in read) return { outcome: 'unreadable', why: `the PDF cannot be read: ${read.why}` }
  const paragraphs = paragraphsOf(read)
  if (!isText(paragraphs)) return { outcome: 'scan' }
  const html = `<html><body>${paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}</body></html>`
  const page = parsePage(html, url, url)
  return 'why' in page ? { outcome: 'unreadable', why: page.why } : { outcome: 'read', page }
}

/** Whether `bytes` are those of a PDF, whatever its server calls them. */
export function isPdf(bytes: Uint8Array): boolean {
  return /^\s{0,20}%PDF-/.test(Buffer.from(bytes.subarray(0, 40)).toString('latin1'))
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
