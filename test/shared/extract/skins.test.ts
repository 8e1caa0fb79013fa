import { describe, expect, test } from 'vitest'
import type { Letter } from '../../../shared/letter.ts'
import { readLetter } from '../../../shared/extract/letter.ts'
import { fictionalLetter, LETTER_NAMES } from '../../letters.ts'
import { SKINS, type SkinnedLetter, type SkinName } from '../../skins.ts'
import { openedPage } from './served-page.ts'

const NAMES = Object.keys(SKINS) as SkinName[]

function letterIn(skin: SkinName, letter: SkinnedLetter): Letter {
  const read = readLetter(openedPage(SKINS[skin](letter)))
  if (read.outcome !== 'read') throw new Error(`Cannot read the letter in the ${skin} skin: ${read.why}`)
  expect(read.reading.way).toBe(skin)
  return read.reading.letter
}

describe.each(LETTER_NAMES)('the letter %s', (name) => {
  const written = fictionalLetter(name)
  const enclosed = {
    ...written,
    status: '文件已失效',
    attachments: [{ name: '附件1：项目清单.pdf', url: '/attachment/1/1234/1234567/10961674.pdf' }],
  }

  test('says the same in three skins, field for field', () => {
    const [inMeta, ...others] = NAMES.map((skin) => letterIn(skin, written))
    for (const other of others) expect(other).toEqual(inMeta)
  })

  test('says the same in three skins with an attachment and a status flag', () => {
    const [inMeta, ...others] = NAMES.map((skin) => letterIn(skin, enclosed))
    for (const other of others) expect(other).toEqual(inMeta)
    expect(inMeta).toMatchObject({
      status: ['文件已失效'],
      attachments: [{ name: '附件1：项目清单.pdf', url: 'https://kjj.shili.example/attachment/1/1234/1234567/10961674.pdf' }],
    })
  })

  test('keeps every paragraph as written, but for mobile numbers', () => {
    const texts = letterIn('anchors', written).paragraphs.map(({ text }) => text)
    expect(texts).toEqual(written.body.map((text) => text.replace('13800000000', '138******00')))
  })
})
