import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linesOfFile } from '../../../shared/extract/continuation.ts'
import { isPdf } from '../../../shared/extract/decode.ts'
import { readFile } from '../../../shared/extract/file-letter.ts'
import { readPdf } from '../../../shared/extract/pdf.ts'
import { pagesOf, pdfOf, pdfOfPages } from '../../templates/pdf.ts'
import { madeLetter } from './template/column-skins.ts'

const URL = 'https://fgj.shili.example/attach/610.pdf'
const LETTER = madeLetter(7)
/** Long enough for three pages. */
const LONG = [
  ...LETTER.body.slice(0, -4),
  ...Array.from({ length: 22 }, (_, at) => `（${at + 1}）${LETTER.body[3] ?? ''}`),
  ...LETTER.body.slice(-4),
]

const never = () => new AbortController().signal
const read = (bytes: Uint8Array) => readPdf(bytes, URL, never())

async function paragraphsIn(bytes: Uint8Array, title = LETTER.title): Promise<string[]> {
  const page = await read(bytes)
  if ('why' in page) throw new Error(page.why)
  expect(page.file).toEqual({})
  return linesOfFile(page, title).map(({ text }) => text)
}

describe('the text of a PDF', () => {
  test('is its paragraphs, without the title, as they were before they were broken into lines and pages', async () => {
    expect(await paragraphsIn(pdfOf(LETTER.title, LETTER.body))).toEqual(LETTER.body)
    expect(pagesOf(LETTER.title, LONG).length).toBeGreaterThan(2)
    expect(await paragraphsIn(pdfOf(LETTER.title, LONG))).toEqual(LONG)
  })

  test.each([
    ['- 1 -', (page: number) => `- ${page} -`],
    ['第1页 共3页', (page: number) => `第${page}页 共3页`],
    ['1', String],
  ])('has no page numbers (%s)', async (_, number) => {
    const pages = pagesOf(LETTER.title, LONG).map((lines, at) => [...lines, { text: number(at + 1), x: 290, y: 40 }])
    expect(await paragraphsIn(pdfOfPages(pages))).toEqual(LONG)
  })

  test('has no head that all pages have, and keeps what only one has', async () => {
    const pages = pagesOf(LETTER.title, LONG).map((lines) => [{ text: '示例市发展局文件', x: 200, y: 810 }, ...lines])
    expect(await paragraphsIn(pdfOfPages(pages))).toEqual(LONG)
    const [first = [], ...others] = pagesOf(LETTER.title, LONG)
    const once = pdfOfPages([[...first, { text: '注：数据截至上月。', x: 98, y: 60 }], ...others])
    expect((await paragraphsIn(once)).join('')).toContain('注：数据截至上月。')
  })

  test('has each line once though it is printed twice to look bold, and a line in pieces whole', async () => {
    const pages = pagesOf(LETTER.title, LETTER.body)
    const bold = pages.map((lines) => lines.flatMap((line) => [line, { ...line, x: line.x + 0.3 }]))
    expect(await paragraphsIn(pdfOfPages(bold))).toEqual(LETTER.body)
    const inPieces = pages.map((lines) =>
      lines.flatMap(({ text, x, y }) => [
        ...(text.length > 3 ? [{ text: text.slice(3), x: x + 3 * 14, y: y + 1 }] : []),
        { text: text.slice(0, 3), x, y },
      ]),
    )
    expect(await paragraphsIn(pdfOfPages(inPieces))).toEqual(LETTER.body)
  })

  test('changes in one paragraph where one figure changes', async () => {
    const edited = LONG.map((text, at) => (at === 9 ? text.replace('60处', '61处') : text))
    expect(edited).not.toEqual(LONG)
    expect(await paragraphsIn(pdfOf(LETTER.title, edited))).toEqual(edited)
  })
})

const SCAN = { elements: { length: 2 }, file: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string } }

describe('a PDF without a text that can be read', () => {
  test('is a scan when its pages show nothing but pictures', async () =>
    expect(await read(pdfOfPages([[], []]))).toMatchObject(SCAN))

  test('is a scan when nothing says which characters it shows', async () =>
    expect(await read(pdfOfPages(pagesOf(LETTER.title, LETTER.body), false))).toMatchObject(SCAN))

  test('is unreadable when it has too many pages, or takes too long', async () => {
    const endless = pdfOfPages(Array.from({ length: 301 }, () => [{ text: '页', x: 70, y: 700 }]))
    expect(await read(endless)).toEqual({ why: expect.stringContaining('more than 300 pages') as string })
    const late = await readPdf(pdfOf(LETTER.title, LETTER.body), URL, AbortSignal.abort())
    expect(late).toEqual({ why: 'the PDF cannot be read: it takes too long' })
  })

  test('is unreadable, and throws nothing, however it is cut or overwritten', { timeout: 60_000 }, async () => {
    const whole = pdfOf(LETTER.title, LETTER.body)
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length),
        fc.nat(whole.length),
        fc.uint8Array({ maxLength: 12 }),
        async (end, at, written) => {
          const bytes = Uint8Array.from(whole)
          bytes.set(written.subarray(0, whole.length - at), at)
          const page = await read(bytes.subarray(0, Math.max(end, at)))
          expect('why' in page ? page.why : page.url).toMatch(/^(the PDF cannot be read: .|https)/)
        },
      ),
      { numRuns: 40 },
    )
    expect(await read(Buffer.from('<html>404</html>'))).toHaveProperty('why')
  })
})

test('a PDF is known by its first bytes, whatever it is called', () => {
  expect(isPdf(pdfOf('题', ['文']))).toBe(true)
  expect(isPdf(Buffer.from('<html>%PDF-</html>'))).toBe(false)
})

describe('the letter that is a file', () => {
  const title = '示例市发展局关于市政协八届二次会议第20260107号提案答复的函'
  const listed = { postId: '610', url: URL, title, publishedOn: '2026-02-17' }
  const letterIn = async (bytes: Uint8Array, listedAs: typeof listed) => {
    const page = await read(bytes)
    const outcome = 'why' in page ? undefined : readFile(page, listedAs)
    return outcome?.outcome === 'read' ? outcome.reading.letter : outcome
  }

  test('has the title and the day of the listing, its parts, and the file as its attachment', async () => {
    expect(LETTER.title).toBe(title)
    expect(await letterIn(pdfOf(title, LETTER.body), listed)).toMatchObject({
      title,
      number: '20260107',
      publishedOn: '2026-02-17',
      addressee: '虚构养老院学会',
      signedBy: '示例市发展局',
      attachments: [{ name: '610.pdf', url: URL }],
    })
  })

  test('has the title that the file shows above the addressee where the listing has none', async () =>
    expect(await letterIn(pdfOf(title, LETTER.body), { ...listed, title: '' })).toMatchObject({
      title,
      addressee: '虚构养老院学会',
    }))

  test('cannot be read when neither has a title', async () =>
    expect(await letterIn(pdfOfPages([[]]), { ...listed, title: '' })).toMatchObject({ outcome: 'unreadable' }))
})
