import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readLetter } from '../../../../shared/extract/letter.ts'
import { learnTemplate, type Sample } from '../../../../shared/extract/template/learn.ts'
import { readWithTemplate } from '../../../../shared/extract/template/read.ts'
import { ColumnTemplate } from '../../../../shared/template.ts'
import type { Letter } from '../../../../shared/letter.ts'
import { fictionalLetter, LETTER_NAMES } from '../../../letters.ts'
import { listingPage, SKINS, type SkinName } from '../../../skins.ts'
import {
  BODY_STYLES,
  type BodyStyle,
  type ColumnSkin,
  listingOf,
  madeLetter,
  type MadeLetter,
  opened,
  sampleOf,
  SKIN_NAMES,
  sourceOf,
} from './column-skins.ts'

const LEARNED_FROM = [1, 2, 3].map(madeLetter)
const UNSEEN = [7, 8].map(madeLetter)

/** The template of a skin, learned from three letters; each letter's page can be changed first. */
function learned(skin: ColumnSkin, style: BodyStyle, change: (html: string) => string = (html) => html): ColumnTemplate {
  const samples = LEARNED_FROM.map((letter) => sampleOf(letter, change(sourceOf(skin, style, letter))))
  return templateOf(samples, LEARNED_FROM)
}

function templateOf(samples: Sample[], letters: MadeLetter[]): ColumnTemplate {
  const outcome = learnTemplate(samples, listingOf(letters))
  if (outcome.outcome === 'refused') throw new Error(`Cannot learn the template: ${outcome.why}`)
  return outcome.template
}

function letterOf(template: ColumnTemplate, { page, listed }: Sample): Letter {
  const outcome = readWithTemplate(page, template, listed)
  if (outcome.outcome !== 'read') throw new Error(`Cannot read ${listed.url}: ${outcome.why}`)
  expect(outcome.reading.way).toBe('template')
  return outcome.reading.letter
}

describe.each(SKIN_NAMES)('the column in the skin %s', (skin) => {
  test.each(BODY_STYLES)('with letters of the style %s is read right, learned and unseen letters alike', (style) => {
    const template = learned(skin, style)
    expect(ColumnTemplate.parse(JSON.parse(JSON.stringify(template)))).toEqual(template)
    for (const letter of [...LEARNED_FROM, ...UNSEEN]) {
      const read = letterOf(template, sampleOf(letter, sourceOf(skin, style, letter)))
      expect(read).toMatchObject({ title: letter.title, publishedOn: letter.day, source: letter.source })
      expect(read.paragraphs.map(({ text }) => text)).toEqual(letter.body)
    }
  })
})

describe('the first platform', () => {
  const letters = LETTER_NAMES.map((name, at) => ({
    ...fictionalLetter(name),
    ...(at % 2 === 1 && {
      status: '文件已失效',
      attachments: [{ name: '附件1：项目清单.pdf', url: `/attachment/1/1234/1234567/1096167${at}.pdf` }],
    }),
  }))
  const base = 'https://kjj.shili.example/xxgk/ztzl/zxtadfhgkwg/'
  const listed = letters.map(({ title, publishedOn }, at) => ({
    ...{ postId: `1096167${at}`, url: `${base}content/post_1096167${at}.html` },
    ...{ title, publishedOn },
  }))
  const listing = opened(listingPage({ columnName: '政协提案答复函公开文稿', entries: listed, page: 1, pages: 1 }), base)

  test.each(Object.keys(SKINS) as SkinName[])('is read in the skin %s as it was read by labels and shape', (skin) => {
    const samples = letters.flatMap((letter, at) =>
      listed.slice(at, at + 1).map((entry) => ({ page: opened(SKINS[skin](letter), entry.url), listed: entry })),
    )
    const outcome = learnTemplate(samples.slice(0, 4), listing)
    if (outcome.outcome === 'refused') throw new Error(outcome.why)
    for (const sample of samples) {
      const before = readLetter(sample.page)
      if (before.outcome !== 'read') throw new Error(before.why)
      expect(letterOf(outcome.template, sample)).toEqual(before.reading.letter)
    }
  })
})

describe('what is learned', () => {
  test('does not depend on the order of the letters, byte for byte', () => {
    const samples = [1, 2, 3, 4, 5].map(madeLetter).map((letter) => sampleOf(letter, sourceOf('sidebar', 'paragraphs', letter)))
    const bytes = JSON.stringify(templateOf(samples, LEARNED_FROM))
    fc.assert(
      fc.property(fc.shuffledSubarray(samples, { minLength: 5, maxLength: 5 }), (shuffled) => {
        expect(JSON.stringify(templateOf(shuffled, LEARNED_FROM))).toBe(bytes)
      }),
      { numRuns: 12 },
    )
  })

  test('is refused from fewer than three letters of a kind, with how many are needed', () => {
    const samples = LEARNED_FROM.map((letter) => sampleOf(letter, sourceOf('trs', 'paragraphs', letter)))
    expect(learnTemplate(samples.slice(0, 2), listingOf(LEARNED_FROM))).toEqual({
      outcome: 'refused',
      why: '2 letters are too few to learn a template from: 3 of one kind are needed',
    })
    expect(learnTemplate([], undefined).outcome).toBe('refused')
  })
})
