import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readLines } from '../../../shared/extract/lines.ts'
import { mayShowMobile } from '../../../shared/extract/phone-mask.ts'
import { openPage } from '../../../shared/extract/response.ts'
import type { Served } from '../../../shared/snapshot.ts'
import { fictionalLetter, LETTER_NAMES } from '../../letters.ts'
import { SKINS } from '../../skins.ts'

/** A page that says `inner`, in a charset. The number 13800138000 is the one that is used as an example everywhere. */
function page(
  inner: string,
  body: Uint8Array = Buffer.from(`<html><body><p>示例市政府部门答复提案的联系人</p>${inner}</body></html>`),
): Served {
  const url = 'http://www.example.gov.test/post_1.html'
  const headers = { 'content-type': 'text/html; charset=utf-8' }
  return { url, finalUrl: url, scheme: 'http', status: 200, headers, body, fetchedAt: '2026-11-25T08:00:00+08:00' }
}

describe('a mobile number is found however it is written', () => {
  test.each([
    ['as it is', '电话：13800138000）'],
    ['in groups', '138-0013-8000'],
    ['in groups of another kind', '138 001 38000'],
    ['with the code of the country', '+8613800138000'],
    ['with 0086', '008613800138000'],
    ['with a 0 before it', '013800138000'],
    ['in full width', '１３８００１３８０００'],
    ['split by tags', '<span>138</span><b>0013</b>\n<i>8000</i>'],
    ['split by a comment', '138<!-- > -->00138000'],
    ['in blocks, after digits and before digits', '<div>2023</div><div>138<b>00138000</b></div><div>2024</div>'],
    ['as references', '&#49;&#51;&#x38;00138000'],
    ['between named references', '138&nbsp;0013&nbsp;8000'],
    ['in a link', '<a href="tel:13800138000">电话</a>'],
    ['in a link, escaped', '<a href="x?tel=%31%33%38%30%30138000">电话</a>'],
    ['in a comment', '<!-- 13800138000 -->'],
    ['in a comment, split', '<!-- 138<b>0013</b>8000 -->'],
    ['in a script', '<script>var tel = "138" + "0013" + "8000"</script>'],
    ['in a script, escaped', '<script>var tel = "\\u0031\\u0033800138000"</script>'],
    ['hidden', '<div style="display:none">13800138000</div>'],
    ['with invisible characters', '138\u200b0013\u20608000'],
    ['in the description', '<meta name="Description" content="联系人：13800138000">'],
    ['before a unit that makes our reader take it for money', '13800138000元'],
  ])('%s', (_, inner) => expect(mayShowMobile(page(inner))).toBe(true))
})

describe('what is none is none', () => {
  test.each([
    ['a landline', '0755-88101234'],
    ['a date and a time', '2023-10-12 15:30:00'],
    ['an instant in milliseconds', '<script src="a.js?v=1696838400000"></script>'],
    ['the number of a letter', 'post_10961674.html'],
    ['a sum', '投入资金138.00亿元，较上年增长13.8%'],
  ])('%s', (_, inner) => expect(mayShowMobile(page(inner))).toBe(false))

  test.each(LETTER_NAMES)(
    'the page of our letter %s, whose contacts are landlines, unless our reader masks something',
    (name) => {
      const served = page('', Buffer.from(SKINS.meta(fictionalLetter(name))))
      expect(mayShowMobile(served)).toBe(isMasked(served))
    },
  )
})

test('bytes that are no text we can read are in doubt', () => {
  expect(
    mayShowMobile(
      page(
        '',
        Uint8Array.from({ length: 400 }, (_, index) => (index * 7 + 129) % 256),
      ),
    ),
  ).toBe(true)
})

const isMasked = (served: Served) => {
  const opened = openPage(served)
  return 'why' in opened || readLines(opened).some(({ text }) => /\d{3}\*{6}\d{2}/.test(text))
}

test('whatever our reader masks is found', () => {
  const piece = fc.constantFrom(
    '1',
    '13',
    '138',
    '0013',
    '8000',
    '5',
    '９',
    ' ',
    '-',
    '　',
    '·',
    '<b>',
    '</b>',
    '<p>',
    '&nbsp;',
    '元',
    '年',
  )
  fc.assert(
    fc.property(fc.array(piece, { minLength: 3, maxLength: 16 }), (pieces) => {
      const served = page(`<p>${pieces.join('')}</p>`)
      return !isMasked(served) || mayShowMobile(served)
    }),
    { numRuns: 2000 },
  )
})
