import { describe, expect, test } from 'vitest'
import type { ListedLetter } from '../../../../shared/extract/listing/entry.ts'
import type { Page } from '../../../../shared/extract/page.ts'
import { letterInstead, makePreview } from '../../../../shared/extract/preview/make-preview.ts'
import type { Fetched } from '../../../../shared/extract/preview/preview.ts'
import { fictionalLetter } from '../../../letters.ts'
import { listingPage, SKINS } from '../../../skins.ts'
import { COLUMN, openedListing, openedPage } from '../served-page.ts'

/** A letter's page in a template without meta tags: `text` is the letter, `below` what follows it in the page. */
function letterPage(nth: number, text: string[], below = ''): string {
  return `<html><head><title>示例市教育局</title></head><body><div class="nav"><a href="/">首页</a></div>
<h1 class="headline">${titleOf(nth)}</h1><div class="info">发布时间：2026-03-0${nth} 来源：示例市教育局</div><div class="toolbar">字号：大 中 小</div>
<div class="letter">${text.map((line) => `<p>${line}</p>`).join('\n')}</div>
<div class="count">浏览次数：${nth}</div>${below}<div class="foot">版权所有 示例市教育局</div></body></html>`
}

const titleOf = (nth: number) => `关于市政协第2026000${nth}号提案答复的函`

function letterText(nth: number): string[] {
  const sentence = (about: string) => `关于${about}的第${nth}项工作，我局已安排专项资金${nth}00万元，年底前完成。`
  const told = ['校园午餐', '课后服务', '近视防控', '校车线路'].slice(0, 2 + (nth % 3)).map(sentence)
  return [
    `王示例${nth}委员：`,
    `您提出的第2026000${nth}号提案收悉，现答复如下：`,
    ...told,
    '此函。',
    '示例市教育局',
    `2026年3月${nth}日`,
  ]
}

function pageOf(html: string, url: string): Page {
  const page = openedPage(html, { url })
  if ('outcome' in page) throw new Error(page.why)
  return page
}

const listedOf = (nth: number): ListedLetter => ({
  postId: String(nth),
  url: `${COLUMN.url}content/post_${nth}.html`,
  title: titleOf(nth),
  publishedOn: `2026-03-0${nth}`,
})

/** What was fetched of a column with so many letters; a page may be given other content. */
function fetchedOf(count: number, sourceOf = (nth: number) => letterPage(nth, letterText(nth))): Fetched {
  const numbers = Array.from({ length: count }, (_, at) => at + 1)
  const first = openedListing(listingPage({ columnName: '提案答复', entries: [], page: 1, pages: 1 }))
  if ('outcome' in first) throw new Error(first.why)
  const rows = numbers.map(listedOf)
  return {
    column: COLUMN,
    first,
    listing: { source: 'html', pages: { read: 1, named: 1, isCounted: false }, rows, unread: [], missing: [] },
    letters: numbers.map((nth) => ({ listed: listedOf(nth), page: pageOf(sourceOf(nth), listedOf(nth).url) })),
  }
}

/** The same with the element of the text pinned. */
const pinned = (fetched: Fetched): Fetched => ({ ...fetched, column: { ...COLUMN, read: { body: 'div.letter' } } })

const doubtsOf = (fetched: Fetched) => makePreview(fetched).doubts.map(({ what }) => what)

test('letters of one template are read by it, with what their pages show around them', () => {
  const { learning, letters, doubts } = makePreview(fetchedOf(4))
  expect(doubts).toEqual([])
  expect(learning).toMatchObject({ outcome: 'learned', template: { learnedFrom: 4, letters: [{ body: 'div.letter' }] } })
  expect(letters[1]).toMatchObject({
    outcome: 'read',
    letter: {
      title: titleOf(2),
      publishedOn: '2026-03-02',
      source: '示例市教育局',
      addressee: '王示例2委员',
      signedOn: '2026-03-02',
    },
    leftOut: {
      above: ['发布时间：2026-03-02 来源：示例市教育局', '字号：大 中 小'],
      inside: [],
      below: ['浏览次数：2', '版权所有 示例市教育局'],
    },
  })
})

test('fewer than three letters are read by labels and form, and nothing is to be done about it', () => {
  const preview = makePreview(fetchedOf(2))
  expect(preview.learning).toMatchObject({ outcome: 'refused', letters: 2 })
  expect(preview.letters.map(({ outcome }) => outcome)).toEqual(['read', 'read'])
  expect(preview.doubts).toEqual([
    {
      what: expect.stringContaining('2 letters are too few') as string,
      todo: expect.stringMatching(/^Nothing\. Until there are three letters/) as string,
    },
  ])
})

test('pinned selectors are used, with a single letter too', () => {
  const { learning, letters } = makePreview(pinned(fetchedOf(1)))
  expect(learning).toMatchObject({ outcome: 'learned', template: { letters: [{ body: 'div.letter' }] } })
  expect(letters[0]).toMatchObject({ outcome: 'read', letter: { paragraphs: { length: letterText(1).length } } })
})

test('a page that was not served is a letter that cannot be read, with the reason', () => {
  const fetched = fetchedOf(4)
  const refusal = { outcome: 'blocked', why: 'the server answered with status 403' } as const
  const [first, ...others] = fetched.letters
  if (!first) throw new Error('Cannot find the first letter')
  const { letters, doubts } = makePreview({ ...fetched, letters: [{ ...first, page: refusal }, ...others] })
  expect(letters[0]).toEqual({ listed: first.listed, ...refusal })
  expect(doubts[0]).toEqual({
    what: `1 of 4 letters cannot be read: ${first.listed.url}: the server answered with status 403`,
    todo: expect.stringContaining('run preview again later') as string,
  })
})

describe('two fetches of one letter', () => {
  const again = (change: (html: string) => string): Fetched => {
    const page = pageOf(change(letterPage(1, letterText(1))), listedOf(1).url)
    return { ...fetchedOf(4), again: { page, seconds: 7 } }
  }

  test('show the counters that change although the letter does not', () => {
    const { volatile, doubts } = makePreview(again((html) => html.replace('浏览次数：1', '浏览次数：2')))
    expect(volatile).toEqual({
      url: listedOf(1).url,
      seconds: 7,
      places: [{ words: '浏览次数：#', tokens: [0], above: '' }],
      differsInText: false,
    })
    expect(doubts).toEqual([])
  })

  test('of which the letter’s own text differs are doubted', () => {
    const { volatile, doubts } = makePreview(again((html) => html.replace('年底前完成', '明年完成')))
    expect(volatile).toMatchObject({ places: [], differsInText: true })
    expect(doubts).toEqual([
      {
        what: `Two fetches of one letter within 7 s differ in its text: ${listedOf(1).url}`,
        todo: expect.any(String) as string,
      },
    ])
  })
})

describe('doubts', () => {
  test('text outside the letter that no other page has may be a part of it', () => {
    const lost = '另，关于您提出的其他建议，我局将会同有关部门另行函复。'
    const source = (nth: number) => letterPage(nth, letterText(nth), nth === 3 ? `<div class="more">${lost}</div>` : '')
    expect(doubtsOf(pinned(fetchedOf(4, source)))).toEqual([
      `In 1 letter text was left out that no other page has, as “${lost}” in ${listedOf(3).url}`,
    ])
  })

  test('a notice that every page has is no part of a letter', () => {
    const notice = '<div class="more">温馨提示：本网站内容仅供参考，以正式文本为准。如有疑问请来电咨询。</div>'
    expect(doubtsOf(pinned(fetchedOf(4, (nth) => letterPage(nth, letterText(nth), notice))))).toEqual([])
  })

  test('pages without any form of a letter may be another column', () => {
    const news = (nth: number) =>
      letterPage(
        nth,
        ['甲', '乙', '丙'].map((word) => `本报讯，${word}区第${nth}届读书节开幕，${nth}千余名市民参加了活动，气氛热烈而有序。`),
      ).replaceAll(titleOf(nth), `第${nth}届读书节开幕`)
    const fetched = fetchedOf(4, news)
    const letters = fetched.letters.map((letter, at) => ({
      ...letter,
      listed: { ...letter.listed, title: `第${at + 1}届读书节开幕` },
    }))
    expect(doubtsOf({ ...fetched, letters })).toContain(
      'None of the letters has an addressee, a closing, a sign-off or a number',
    )
  })

  test('labels that were taken for the first paragraph of a letter are seen by its missing addressee', () => {
    const labelled = (nth: number) => letterPage(nth, ['名称：答复', ...letterText(nth).slice(1)])
    expect(doubtsOf(pinned(fetchedOf(4, labelled)))).toContain(
      'None of the letters has an addressee; the first begins with “名称：答复”',
    )
  })

  test('letters that are pictures are counted, and nothing is to be done about them', () => {
    const scanned = (nth: number) =>
      letterPage(nth, []).replace('<div class="letter">', `<div class="letter"><img src="/scan/${nth}.png">`)
    expect(doubtsOf(pinned(fetchedOf(4, scanned)))).toEqual([
      '4 of 4 letters have no text on their pages, only pictures or files',
    ])
  })

  test('letters without a date of publication are counted', () => {
    const source = (nth: number) => letterPage(nth, letterText(nth)).replace(/发布时间：\S+ /, '')
    const { letters, ...fetched } = fetchedOf(4, source)
    const undated = letters.map(({ page, listed: { publishedOn: _, ...listed } }) => ({ page, listed }))
    expect(doubtsOf({ ...fetched, letters: undated })).toEqual(['4 of 4 letters have no date of publication'])
  })

  const listing = (changes: Partial<Fetched['listing']>) => {
    const fetched = fetchedOf(4)
    return { ...fetched, listing: { ...fetched.listing, ...changes } }
  }
  test.each([
    [
      'rows that the pager counts and the pages do not show',
      { expected: 6 },
      'The pager counts 6 rows, and 4 were found: 2 are missing',
    ],
    [
      'a page of the listing that fails',
      {
        pages: { read: 1, named: 2, isCounted: true },
        missing: [{ url: 'https://a.example/2', why: 'the server answered with status 500' }],
      },
      '1 further page of the listing cannot be read: https://a.example/2: the server answered with status 500',
    ],
    [
      'a long list without a pager',
      { rows: Array.from({ length: 20 }, (_, at) => listedOf(at + 1)) },
      'No further page was found after the first, which has 20 rows',
    ],
    [
      'rows that lead to another host',
      { unread: [{ text: '关于甲的答复', address: 'https://b.example/1', why: 'it leads to another host' }] },
      '1 row of the listing cannot be read, as “关于甲的答复”: it leads to another host',
    ],
  ])('%s', (_, changes, what) => {
    expect(doubtsOf(listing(changes))).toEqual([what])
  })

  test('pages that a preview does not read are not missing', () => {
    expect(doubtsOf(listing({ pages: { read: 3, named: 30, isCounted: true }, expected: 600 }))).toEqual([])
  })
})

test('the page of a letter is no listing: its title and the list in its breadcrumb are named', () => {
  const letter = fictionalLetter('lead-reply')
  expect(letterInstead(pageOf(SKINS.meta(letter), listedOf(1).url))).toEqual({
    title: letter.title,
    column: 'https://kjj.shili.example/xxgk/',
  })
  const entries = [1, 2, 3].map((nth) => ({ ...listedOf(nth), publishedOn: '2026-03-01' }))
  expect(letterInstead(pageOf(listingPage({ columnName: '提案答复', entries, page: 1, pages: 1 }), COLUMN.url))).toBeUndefined()
})
