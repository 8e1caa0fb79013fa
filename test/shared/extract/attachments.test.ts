import { expect, test } from 'vitest'
import { readLetter } from '../../../shared/extract/letter.ts'
import type { Letter } from '../../../shared/letter.ts'
import { fictionalLetter } from '../../letters.ts'
import { SKINS } from '../../skins.ts'
import { openedPage } from './served-page.ts'

const SITE = 'https://kjj.shili.example'
const PAGE = SKINS.meta(fictionalLetter('lead-reply'))
const CLOSING = PAGE.lastIndexOf('此')

/** The letter with `html` in a paragraph before its closing. */
function letterWith(html: string): Letter {
  const at = PAGE.lastIndexOf('<p', CLOSING)
  const outcome = readLetter(openedPage(`${PAGE.slice(0, at)}<p>${html}</p>${PAGE.slice(at)}`))
  if (outcome.outcome !== 'read') throw new Error(`Cannot read the letter: ${outcome.why}`)
  return outcome.reading.letter
}

const filesIn = (html: string) => letterWith(html).attachments.map(({ url }) => url.replace(SITE, ''))
const picturesIn = (html: string) => letterWith(html).images.map((url) => url.replace(SITE, ''))

test.each([
  ['by its extension', '<a href="/f/a.ofd">附件</a>', '/f/a.ofd'],
  ['by its extension, signed', '<a href="/f/a.wps?Expires=17&amp;Signature=ab">附件</a>', '/f/a.wps'],
  ['sent by a program', '<a href="/servlet/download.jsp?id=7&amp;sign=abc">附件</a>', '/servlet/download.jsp?id=7'],
  ['sent by another', '<a href="/api/file/downFile?fid=7&amp;_=1700000000">附件</a>', '/api/file/downFile?fid=7'],
  ['named in a parameter', '<a href="/get.do?fileName=a.xlsx&amp;token=1">附件</a>', '/get.do?fileName=a.xlsx'],
  ['in a frame', '<iframe src="/f/a.pdf?v=3"></iframe>', '/f/a.pdf'],
  ['in a viewer', '<iframe src="/pdfjs/web/viewer.html?file=%2Ff%2Fa.pdf"></iframe>', '/f/a.pdf'],
  ['embedded', '<embed src="/f/a.pdf" type="application/pdf">', '/f/a.pdf'],
  ['as an object', '<object data="/f/a.pdf"></object>', '/f/a.pdf'],
  ['loaded late', '<iframe data-src="/f/a.pdf"></iframe>', '/f/a.pdf'],
])('a file %s is an attachment, named without what signs its address', (_, html, address) =>
  expect(filesIn(html)).toEqual([address]),
)

test('a link to a page is no attachment', () =>
  expect(filesIn('<a href="/down/index.html">下载中心</a><a href="/show?id=7">办法</a>')).toEqual([]))

test.each([
  ['src', '<img src="/p/a.png?t=17">'],
  ['data-src', '<img src="/img/loading.gif" data-src="/p/a.png">'],
  ['data-lazy-src', '<img src="data:image/gif;base64,R0" data-lazy-src="/p/a.png">'],
  ['data-original', '<img data-original="/p/a.png">'],
  ['srcset', '<img srcset="/p/a.png 1x, /p/a2.png 2x">'],
  ['a source', '<picture><source srcset="/p/a.png"><img alt=""></picture>'],
  ['noscript', '<img class="lazy"><noscript><img src="/p/a.png"></noscript>'],
  ['noscript too', '<img data-src="/p/a.png"><noscript><img src="/p/a.png"></noscript>'],
])('a picture in %s is seen once, without what times its address', (_, html) => expect(picturesIn(html)).toEqual(['/p/a.png']))

test('a picture of one pixel that counts visits is none of the letter, nor is one without an address', () =>
  expect(picturesIn('<img alt=""><noscript><img width="1" height="1" src="/hm.gif?si=1"></noscript>')).toEqual([]))
