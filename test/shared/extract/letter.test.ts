import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Letter } from '../../../shared/letter.ts'
import { readLetter, type LetterOutcome } from '../../../shared/extract/letter.ts'
import { fictionalLetter } from '../../letters.ts'
import { SKINS } from '../../skins.ts'
import { COLUMN, LETTER_URL, openedPage } from './served-page.ts'

const PAGES = join(import.meta.dirname, '../../fixtures/pages')
const page = (name: string) => readFileSync(join(PAGES, name))

function letterOf(outcome: LetterOutcome): Letter {
  if (outcome.outcome !== 'read') throw new Error(`Cannot read the letter: ${outcome.why}`)
  return outcome.reading.letter
}

/** A letter as one reads it: `role|text`, with the level behind a heading's role. */
function shown(letter: Letter): string[] {
  return letter.paragraphs.map(({ role, level, text }) => `${role}${level ?? ''}|${text}`)
}

describe('a letter', () => {
  test('left behind by a word processor keeps its figures whole and its table row by row', () => {
    const letter = letterOf(readLetter(openedPage(page('letters/word-leftovers.html'))))
    expect(shown(letter)).toEqual([
      'addressee|示例市学会：',
      'text|截至2018年9月，累计投入3.5亿元。',
      'text|资助情况见下表：',
      'text|单位为万元。',
      'row|年度 | 项目数 | 金额',
      'row|2017 | 41 | 1, 200',
      'row|2018 |  | 1,560',
      'closing|此复。',
      'signature|示例市科技创新局',
      'date|2018 年 10 月 9 日',
    ])
    expect(letter.signedOn).toBe('2018-10-09')
    expect(letter.images).toEqual(['https://kjj.shili.example/img/0/12/12345/10000099.png'])
    expect(letter.attachments).toEqual([
      { name: '资助明细.docx', url: 'https://kjj.shili.example/attachment/0/12/12346/10000099.docx' },
    ])
  })

  test('in an unknown template is found where its paragraphs are', () => {
    const outcome = readLetter(openedPage(page('letters/unknown-template.html')))
    expect(outcome).toMatchObject({ reading: { way: 'densest', letter: { number: '20230301', chamber: 'npc' } } })
    expect(shown(letterOf(outcome)).at(0)).toBe('addressee|尊敬的甲某某代表：')
    expect(shown(letterOf(outcome)).at(-1)).toBe('closing|此复。')
  })

  test('in a page laid out with tables is prose, and its title is put together again', () => {
    const letter = letterOf(readLetter(openedPage(page('letters/table-layout.html'))))
    expect(letter.title).toBe('示例市科技创新局关于市政协2015年度第20150007号提案的答复函')
    expect(shown(letter).map((line) => line.split('|')[0])).toEqual(['addressee', 'text', 'text', 'closing'])
  })

  test('may be pictures only', () => {
    const letter = letterOf(readLetter(openedPage(page('letters/images-only.html'))))
    expect(letter.paragraphs).toEqual([])
    expect(letter.images).toHaveLength(2)
  })

  test('may be short and speak of busy systems and missing pages', () => {
    expect(shown(letterOf(readLetter(openedPage(page('letters/speaks-of-busy-systems.html')))))).toHaveLength(2)
  })

  test('of two offices is signed by both; a co-handler’s keeps the line that names the lead office', () => {
    expect(letterOf(readLetter(openedPage(SKINS.anchors(fictionalLetter('table-of-promises')))))).toMatchObject({
      signedBy: '示例市科技创新局、示例市财政局',
      signedOn: '2025-09-30',
      chamber: 'npc',
      session: '闭会期间代表联系函',
    })
    const texts = shown(letterOf(readLetter(openedPage(SKINS.anchors(fictionalLetter('co-handler'))))))
    expect(texts).toContain('text|主办单位：市教育局；会办单位：市科技创新局、市财政局。')
  })

  test('has no mobile number anywhere in what is read', () => {
    const written = fictionalLetter('co-handler')
    const title = `${written.title}（13800000000）`
    const letter = letterOf(readLetter(openedPage(SKINS.meta({ ...written, title }))))
    expect(letter.contact).toBe('（联系人：丙某某；电话：0755-00000003；手机：138******00）')
    expect(JSON.stringify(letter)).not.toContain('13800000000')
  })

  test('signed in Chinese numerals has its day, and its contact on two lines is one', () => {
    expect(letterOf(readLetter(openedPage(SKINS.classes(fictionalLetter('npc-reply')))))).toMatchObject({
      signedOn: '2024-08-16',
      contact: '联系人：乙某某 联系电话：0755-00000002',
    })
  })
})

describe('a byte that is no character', () => {
  const skins = ['meta', 'anchors', 'classes'] as const
  const html = (skin: (typeof skins)[number]) => SKINS[skin](fictionalLetter('lead-reply'))
  /** `page` with a bad byte at each `#`. */
  const withBadBytes = (page: string) =>
    Buffer.concat(page.split('#').flatMap((part, at) => [...(at > 0 ? [Buffer.of(0xff)] : []), Buffer.from(part)]))
  const bare = ({ damage: _, ...letter }: Letter) => JSON.stringify(letter).replaceAll('\uFFFD', '')

  test.each(skins)('outside the letter changes nothing of it (%s)', (skin) => {
    const page = html(skin).replaceAll('#', '')
    const whole = letterOf(readLetter(openedPage(page)))
    for (const place of [
      '<!-- 页#脚 -->',
      '<div class="footer"><a href="/a.html">网站#地图</a></div>',
      '<script>var s = "#建议"</script>',
    ])
      expect(letterOf(readLetter(openedPage(withBadBytes(page.replace('</body>', () => `${place}</body>`)))))).toEqual(whole)
  })

  test.each(skins)('inside the letter is a damage mark in its place, and nothing else changes (%s)', (skin) => {
    const page = html(skin).replaceAll('#', '')
    const whole = letterOf(readLetter(openedPage(page)))
    for (const [nth, { text }] of whole.paragraphs.entries()) {
      const at = page.indexOf(text)
      if (at < 0 || text.length < 30) continue
      const damaged = letterOf(readLetter(openedPage(withBadBytes(`${page.slice(0, at + 20)}#${page.slice(at + 20)}`))))
      expect(damaged.damage).toContainEqual({ paragraph: nth, context: expect.stringContaining('\uFFFD') as string })
      expect(bare(damaged)).toBe(bare(whole))
    }
  })
})

test.each(readdirSync(join(PAGES, 'letters')))(
  'the letter in %s, cut short at any of a hundred places, is refused or whole',
  (name) => {
    const whole = page(`letters/${name}`)
    const letter = letterOf(readLetter(openedPage(whole)))
    for (let share = 0; share < 100; share++) {
      const cut = readLetter(openedPage(whole.subarray(0, Math.floor((whole.length * share) / 100))))
      if (cut.outcome === 'read') expect(cut.reading.letter).toEqual(letter)
      else expect(cut.outcome).toBe('unreadable')
    }
  },
)

describe('a page that is no letter', () => {
  test.each(readdirSync(join(PAGES, 'refused')))('%s has the outcome it is named for', (name) => {
    const outcome = readLetter(openedPage(page(`refused/${name}`)))
    expect(outcome.outcome).toBe(name.split('-')[0])
    expect(outcome).toHaveProperty('why', expect.stringMatching(/^\S.{9,}/))
  })

  const letter = SKINS.meta(fictionalLetter('lead-reply'))
  test.each([
    [404, 'gone'],
    [410, 'gone'],
    [403, 'blocked'],
    [412, 'blocked'],
    [429, 'blocked'],
    [503, 'blocked'],
    [521, 'blocked'],
    [500, 'unreadable'],
    [502, 'unreadable'],
    [206, 'unreadable'],
    [302, 'unreadable'],
  ])('with status %i is %s, whatever its body', (status, outcome) =>
    expect(readLetter(openedPage(letter, { status })).outcome).toBe(outcome),
  )

  test('with status 404 is blocked when its body is a challenge', () =>
    expect(readLetter(openedPage(page('refused/blocked-script-challenge.html'), { status: 404 })).outcome).toBe('blocked'))

  test.each([
    ['https://kjj.shili.example/', 'gone'],
    ['https://kjj.shili.example/index.html', 'gone'],
    [COLUMN.url, 'gone'],
    ['https://kjj.shili.example/404.html', 'gone'],
    ['https://kjj.shili.example/waf/verify?from=1', 'blocked'],
    ['https://www.shili.example/', 'unreadable'],
    [`${COLUMN.url}content/post_1.html`, 'unreadable'],
  ])('redirected to %s is %s', (finalUrl, outcome) =>
    expect(readLetter(openedPage(letter, { finalUrl })).outcome).toBe(outcome),
  )

  test('is a letter all the same when the redirect kept its number', () => {
    const finalUrl = LETTER_URL.replace('https', 'http').replace('post_', 'mpost_')
    expect(readLetter(openedPage(letter, { finalUrl })).outcome).toBe('read')
  })

  test.each([
    ['empty', new Uint8Array()],
    ['blank', ' \n '],
    ['a PDF file', '%PDF-1.7 '],
    ['binary', Uint8Array.from({ length: 2000 }, (_, at) => at % 7)],
    ['nested beyond reason', '<div>'.repeat(100_000)],
  ])('is unreadable when it is %s', (_, body) => expect(readLetter(openedPage(body)).outcome).toBe('unreadable'))
})
