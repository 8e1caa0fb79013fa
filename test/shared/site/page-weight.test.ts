import { load } from 'cheerio'
import { expect, test } from 'vitest'
import { columnPages } from '../../../shared/site/column-page.ts'
import { promisePages } from '../../../shared/site/promise-pages.ts'
import { emptySiteState, type SiteState } from '../../../shared/ledger/site-state.ts'

const URL = 'https://record.example/'
/** No page weighs more before a letter's text. */
const MOST_BYTES = 200_000

/** A column of `count` letters over ten years, each with a title of usual length, an edit and two promises. */
function columnOf(count: number): SiteState {
  const book = emptySiteState('cppcc', 'test')
  book.opened = {
    name: '政协提案答复函公开文稿',
    authority: '云上市科技创新局',
    url: 'https://www.example.gov.test/tadf/',
    at: '2026-11-01T08:00:00+08:00',
  }
  for (let index = 0; index < count; index++) {
    const [year, number] = [2017 + (index % 10), String(index).padStart(4, '0')]
    const step = { sequence: index + 1, at: `${year}-11-01T08:00:00+08:00`, version: 1 }
    const promised = `我局将于${year + 1}年6月底前会同有关部门建成第${number}号高空气象服务示范点，力争年底前印发方案。`
    book.letters[String(10_000_000 + index)] = {
      title: `关于云上市政协${year}年度第${year}${number}号《关于进一步支持高空气象服务产业发展的提案》答复的函`,
      url: `https://www.example.gov.test/tadf/content/post_${10_000_000 + index}.html`,
      number: `${year}${number}`,
      publishedOn: `${year}-${String(1 + (index % 12)).padStart(2, '0')}-15`,
      signedOn: `${year}-01-01`,
      presence: 'listed',
      textSequence: index + 1,
      history: [
        { ...step, type: 'letter.published', text: true },
        { ...step, type: 'letter.edited', version: 2, text: true },
      ],
      promises: [{ sentence: promised, deadline: `${year + 1}年6月底前`, on: `${year + 1}-06-30` }, { sentence: promised }],
    }
  }
  return book
}

const book = columnOf(5000)
const pages = [...columnPages(book, URL)]
const lettersOn = (body: string) =>
  load(body)('.letters tbody a')
    .map((_, { attribs }) => /(\d+)\/index\.html$/.exec(attribs.href ?? '')?.[1])
    .get()

test('of a column of 5,000 letters no page weighs over 200 KB, nor does any page of its promises', () => {
  const periods = [...Array.from({ length: 10 }, (_, index) => String(2018 + index)), 'undated']
  const promises = [...promisePages(book, periods, URL)]
  const tooHeavy = [...pages, ...promises].filter(({ body }) => Buffer.byteLength(body) > MOST_BYTES)
  expect(tooHeavy.map(({ path, body }) => [path, Buffer.byteLength(body)])).toEqual([])
  expect(promises.flatMap(({ body }) => load(body)('.promises > li').get())).toHaveLength(10_000)
})

test('every letter is on the page of its year, once, and each page links to all others', () => {
  const [first, ...years] = pages
  expect(years.flatMap(({ body }) => lettersOn(body)).sort()).toEqual(Object.keys(book.letters).sort())
  for (const { path, body } of years) {
    const year = /letters\/(\d{4})/.exec(path)?.[1] ?? ''
    expect(load(body)('.letters tbody tr td:first-child').text()).toMatch(new RegExp(`^(${year}-\\d\\d-\\d\\d)+$`))
    expect(load(body)('.years a')).toHaveLength(years.length)
  }
  expect(lettersOn(first?.body ?? '')).toHaveLength(400)
})

test('a column with few letters has one page, and another letter leaves the full parts of a year unchanged', () => {
  expect([...columnPages(columnOf(400), URL)]).toHaveLength(1)
  const after = new Map([...columnPages(columnOf(5001), URL)].map(({ path, body }) => [path, lettersOn(body)]))
  const changed = pages.slice(1).filter(({ path, body }) => after.get(path)?.join() !== lettersOn(body).join())
  expect(changed.map(({ path }) => path)).toHaveLength(1)
})
