import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Reading } from '../../../shared/letter.ts'
import { readLetter } from '../../../shared/extract/letter.ts'
import { SKINS, type SkinnedLetter, type SkinName } from '../../skins.ts'
import { openedPage } from './served-page.ts'

const SEED = resolve(import.meta.dirname, '../../../../shared/seed-letter.txt')

if (!existsSync(SEED)) test.skip('the seed letter is not beside the project: its reading is not tested here')
else
  describe.each(Object.keys(SKINS) as SkinName[])('the seed letter in the %s skin', (skin) => {
    const seed = readSeed(readFileSync(SEED, 'utf8'))
    const reading = readingOf(SKINS[skin](seed))
    const { letter } = reading

    test('is found in the way the skin is made for', () => expect(reading.way).toBe(skin))

    test('has every field of its head', () => {
      expect(letter).toMatchObject({
        title: '深圳市科技创新委员会关于覃伟中市长领衔督办市政协2023年度第 20230153 号重点提案办理意见的函',
        number: '20230153',
        chamber: 'cppcc',
        publishedOn: '2023-10-12',
        source: '深圳市科技创新委员会',
        addressee: '民盟深圳市委会',
        session: expect.stringContaining('市政协2023年度') as string,
      })
    })

    test('has seven numbered headings', () => {
      const headings = letter.paragraphs.filter(({ role }) => role === 'heading')
      expect(headings.map(({ level, text }) => `${level ?? 0} ${text.slice(0, 2)}`)).toEqual(
        ['一', '二', '三', '四', '五', '六', '七'].map((numeral) => `1 ${numeral}、`),
      )
    })

    test('ends with its closing, office, day and contact', () => {
      expect(letter.closing).toBe('此函。')
      expect(letter.signedBy).toBe('深圳市科技创新委员会')
      expect(letter.signedOn).toBe('2023-09-27')
      expect(letter.contact).toBe(seed.body.at(-1))
    })

    test('keeps the lost character as served and marks it', () => {
      expect(letter.damage).toHaveLength(1)
      expect(letter.damage[0]?.context).toContain('项目ÿ担单位')
    })

    test('has the paragraphs of the letter, word for word', () => {
      expect(letter.paragraphs.map(({ text }) => text)).toEqual(seed.body)
    })
  })

function readingOf(html: string): Reading {
  const read = readLetter(openedPage(html))
  if (read.outcome !== 'read') throw new Error(`Cannot read the seed letter: ${read.why}`)
  return read.reading
}

/** The stored text is a whole page: the letter stands between the information line and the share bar. */
function readSeed(text: string): SkinnedLetter {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const information = lines.findIndex((line) => line.startsWith('信息来源'))
  return {
    title: lines[information - 1] ?? '',
    source: /信息来源:(\S+)/.exec(lines[information] ?? '')?.[1] ?? '',
    publishedOn: /发布时间:(\S+)/.exec(lines[information] ?? '')?.[1] ?? '',
    columnName: '政协提案答复函公开文稿',
    body: lines.slice(information + 1, lines.indexOf('分享到:')),
  }
}
