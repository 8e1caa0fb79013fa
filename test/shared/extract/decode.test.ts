import { describe, expect, test } from 'vitest'
import { decode } from '../../../shared/extract/decode.ts'

const PAGE = '<meta charset="gb2312">尊敬的代表：您提出的建议收悉，现将有关情况答复如下。'
/** 镕 is in GBK only; 㙍 takes four bytes in GB 18030. */
const RARE = Buffer.from('e9468230ab33', 'hex')

function gb(text: string): Buffer {
  const pairs = new Map<string, number[]>()
  const decoder = new TextDecoder('gb18030')
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, trail))
      if (character.length === 1 && !pairs.has(character)) pairs.set(character, [lead, trail])
    }
  return Buffer.from(Array.from(text).flatMap((character) => pairs.get(character) ?? [character.charCodeAt(0)]))
}

function textOf(body: Uint8Array, type = 'text/html'): string {
  const decoded = decode({ headers: { 'Content-Type': type }, body })
  return 'text' in decoded ? decoded.text : `refused: ${decoded.why}`
}

describe('a page is decoded', () => {
  test('by its byte order mark, whatever the header says', () => {
    expect(textOf(Buffer.from(`\uFEFF${PAGE}`), 'text/html; charset=gbk')).toBe(PAGE)
    expect(textOf(Buffer.from(`\uFEFF${PAGE}`, 'utf16le'), 'text/html; charset=utf-8')).toBe(PAGE)
    expect(textOf(Buffer.from(`\uFEFF${PAGE}`, 'utf16le').swap16())).toBe(PAGE)
  })
  test('by the header', () => expect(textOf(gb('您好，代表'), 'text/html; charset=GBK')).toBe('您好，代表'))
  test('by its meta tag when the header is silent', () => expect(textOf(gb(PAGE))).toBe(PAGE))
  test('by its meta tag when the header’s charset leaves replacement characters', () =>
    expect(textOf(gb(PAGE), 'text/html; charset=utf-8')).toBe(PAGE))
  test('as UTF-8 where it is UTF-8, though the header says GBK or Latin', () => {
    const utf8 = PAGE.replace('gb2312', 'utf-8')
    expect(textOf(Buffer.from(utf8), 'text/html; charset=gbk')).toBe(utf8)
    expect(textOf(Buffer.from(utf8), 'text/html; charset=ISO-8859-1')).toBe(utf8)
  })
  test('as UTF-8 even where reading it as GBK would leave nothing to complain of', () => {
    const text = '示例市科技创新局关于提案答复的函'
    expect(textOf(Buffer.from(text), 'text/html; charset=gbk')).toBe(text)
  })
  test('by sniffing when nothing is declared', () => expect(textOf(gb('尊敬的代表：收悉'))).toBe('尊敬的代表：收悉'))
  test('as GB 18030 where GB2312 is declared, with its rare characters', () =>
    expect(textOf(Buffer.concat([gb('<meta charset="gb2312">朱'), RARE]))).toMatch(/朱镕㙍$/))
  test('as UTF-16 without a mark', () => expect(textOf(Buffer.from('<html><p>收悉</p>', 'utf16le'))).toBe('<html><p>收悉</p>'))
})

describe('a page in which a few characters are lost is decoded, each as U+FFFD in its place', () => {
  const text = `<meta charset="utf-8"><p>尊敬的代表：您提出的建议收悉，现将有关情况答复如下。</p>`
  const damaged = (whole: Buffer, at: number, ...bytes: number[]) =>
    Buffer.concat([whole.subarray(0, at), Buffer.from(bytes), whole.subarray(at)])

  test('for a byte that is no character, in UTF-8 and in GBK, whatever the header says', () => {
    const bad = damaged(Buffer.from(text), Buffer.from(text).length - 4, 0xff)
    for (const type of ['text/html', 'text/html; charset=utf-8', 'text/html; charset=gbk'])
      expect(textOf(bad, type)).toBe(text.replace('</p>', '\uFFFD</p>'))
    const cut = damaged(gb(PAGE), gb(PAGE).length, 0xc4, 0x3c)
    expect(textOf(cut, 'text/html; charset=gbk')).toBe(`${PAGE}\uFFFD<`)
    expect(textOf(cut, 'text/html; charset=utf-8')).toBe(`${PAGE}\uFFFD<`)
  })
  test('for a character that was cut in two', () => {
    const bytes = Buffer.from(text.replace('</p>', '相关建</p>'))
    const at = bytes.length - 5
    expect(textOf(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]))).toBe(text.replace('</p>', '相关\uFFFD</p>'))
  })
  test('for a replacement character that was saved with the page', () => {
    expect(textOf(Buffer.from(text.replace('收悉', '收\uFFFD')))).toBe(text.replace('收悉', '收\uFFFD'))
    expect(textOf(Buffer.from(`\uFEFF${text.replace('收悉', '\uFFFD悉')}`))).toBe(text.replace('收悉', '\uFFFD悉'))
  })
})

describe('a page is refused', () => {
  test('when most of it cannot be decoded', () => {
    const bytes = Buffer.from(`<meta charset="utf-8">${'建议收悉。'.repeat(20)}`)
    expect(textOf(bytes.map((byte, at) => (at % 7 === 6 && byte > 0x7f ? 0xff : byte)))).toMatch(/^refused: .* too many/)
  })
  test('when replacement characters stay', () =>
    expect(textOf(Buffer.concat([Buffer.from('<meta charset="utf-8">尊敬的代表\xFF'), Buffer.from([0xff, 0xff])]))).toMatch(
      /^refused/,
    ))
  test('when it was garbled before it was served', () => {
    const garbled = new TextDecoder('gb18030').decode(Buffer.from(PAGE.repeat(3))).replaceAll('\uFFFD', '')
    expect(textOf(Buffer.from(garbled))).toMatch(/^refused: the page reads as gibberish/)
  })
  test('when replacement characters were written out as Chinese ones upstream; one of them is damage, not a garbled page', () => {
    const letter = '尊敬的代表：您提出的建议收悉，现将有关情况答复如下。'
    expect(textOf(Buffer.from(letter.replace(/[收悉有情复]/g, '锟斤拷')))).toMatch(/^refused: the page reads as gibberish/)
    expect(textOf(Buffer.from(letter.replace('收', '锟斤拷')))).toContain('您提出的建议锟斤拷悉')
  })
  test('when its mark and its bytes disagree', () =>
    expect(textOf(Buffer.from([0xef, 0xbb, 0xbf, 0xc4, 0xe3]))).toMatch(/^refused/))
})
