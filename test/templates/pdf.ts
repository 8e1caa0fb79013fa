/** A line of text in a PDF, in points: from the left, and its base line from the bottom. */
export type PdfLine = { text: string; x: number; y: number }

/** A PDF of one column of text: a centred title, then paragraphs with an indent of two characters, broken into lines and pages. */
export function pdfOf(title: string, paragraphs: string[]): Uint8Array {
  return pdfOfPages(pagesOf(title, paragraphs))
}

/** The lines of each page of such a PDF. */
export function pagesOf(title: string, paragraphs: string[]): PdfLine[][] {
  const lines = [...broken(title, 24).map((text) => ({ text, x: 120 })), ...paragraphs.flatMap(linesOf)]
  return Array.from({ length: Math.ceil(lines.length / LINES) }, (_, at) =>
    lines.slice(at * LINES, (at + 1) * LINES).map(({ text, x }, row) => ({ text, x, y: 780 - row * 26 })),
  )
}

/** A PDF with these lines on its pages; without `hasUnicode` nothing says which characters they are. */
export function pdfOfPages(pages: PdfLine[][], hasUnicode = true): Uint8Array {
  const kids = pages.map((_, at) => FIRST_PAGE + 2 * at)
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids.map((at) => `${at} 0 R`).join(' ')}] /Count ${pages.length} >>`,
    `<< /Type /Font /Subtype /Type0 /BaseFont /FangSong /Encoding /Identity-H /DescendantFonts [4 0 R] ${hasUnicode ? '/ToUnicode 6 0 R ' : ''}>>`,
    '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /FangSong /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 5 0 R /DW 1000 >>',
    '<< /Type /FontDescriptor /FontName /FangSong /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 860 /Descent -140 /CapHeight 700 /StemV 80 >>',
    stream(toUnicode(pages.flat())),
    ...pages.flatMap((page, at) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${FIRST_PAGE + 2 * at + 1} 0 R >>`,
      stream(
        page
          .map(({ text, x, y }) => `BT /F1 14 Tf 1 0 0 1 ${x} ${y} Tm <${hex(hasUnicode ? text : glyphsOf(text))}> Tj ET`)
          .join('\n'),
      ),
    ]),
  ]
  return new TextEncoder().encode(fileOf(objects))
}

const LINES = 27
/** The number of the first object of the first page. */
const FIRST_PAGE = 7

function linesOf(paragraph: string): { text: string; x: number }[] {
  return broken(`　　${paragraph}`, 32).map((text, at) => (at === 0 ? { text: text.trimStart(), x: 98 } : { text, x: 70 }))
}

function broken(text: string, width: number): string[] {
  const characters = Array.from(text)
  return Array.from({ length: Math.ceil(characters.length / width) }, (_, at) =>
    characters.slice(at * width, (at + 1) * width).join(''),
  )
}

/** Each character as the number of a glyph, as in a font that has only those of its document. */
function glyphsOf(text: string): string {
  return Array.from({ length: text.length }, (_, at) => String.fromCharCode((text.charCodeAt(at) % 500) + 1)).join('')
}

function hex(text: string): string {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at).toString(16).padStart(4, '0')).join('')
}

/** Every code of `lines` means itself; a block may have a hundred of them. */
function toUnicode(lines: PdfLine[]): string {
  const text = lines.map((line) => line.text).join('')
  const codes = [...new Set(Array.from({ length: text.length }, (_, at) => hex(text.charAt(at))))]
  const blocks = Array.from({ length: Math.ceil(codes.length / 100) }, (_, at) => codes.slice(at * 100, (at + 1) * 100))
  const tables = blocks.map(
    (block) => `${block.length} beginbfchar\n${block.map((code) => `<${code}> <${code}>`).join('\n')}\nendbfchar`,
  )
  return `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
${tables.join('\n')}
endcmap CMapName currentdict /CMap defineresource pop end end`
}

function stream(text: string): string {
  return `<< /Length ${text.length} >>\nstream\n${text}\nendstream`
}

/** The objects with their places, which a reader looks up from the end of the file. All of it is ASCII. */
function fileOf(objects: string[]): string {
  let file = '%PDF-1.4\n'
  const places: number[] = []
  for (const [at, object] of objects.entries()) {
    places.push(file.length)
    file += `${at + 1} 0 obj\n${object}\nendobj\n`
  }
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  return `${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`
}
