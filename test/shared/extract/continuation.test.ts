import { describe, expect, test } from 'vitest'
import { readLetter } from '../../../shared/extract/letter.ts'
import type { Continuation, Page } from '../../../shared/extract/page.ts'
import { learnTemplate } from '../../../shared/extract/template/learn.ts'
import { readWithTemplate } from '../../../shared/extract/template/read.ts'
import { turnedPages } from '../../../shared/extract/turned-pages.ts'
import type { Letter } from '../../../shared/letter.ts'
import { fictionalLetter } from '../../letters.ts'
import { SKINS } from '../../skins.ts'
import { listingOf, madeLetter, type MadeLetter, opened, sampleOf, SKIN_NAMES, sourceOf } from './template/column-skins.ts'
import { openedPage } from './served-page.ts'

const LETTERS = [1, 2, 3].map(madeLetter)
const LETTER = madeLetter(7)
/** Where the pages of the letter begin: the last lines of the text are on the third. */
const CUTS = [0, 3, 6]

/** The pages of `letter`, each with a pager behind its part of the text. */
function turnedLetter(skin: (typeof SKIN_NAMES)[number], letter: MadeLetter): [Page, ...Page[]] {
  const { url } = sampleOf(letter, sourceOf(skin, 'paragraphs', letter)).listed
  const addressOf = (at: number) => (at === 0 ? url : url.replace('.html', `_${at + 1}.html`))
  const pages = CUTS.map((from, at) => {
    const body = letter.body.slice(from, CUTS[at + 1])
    const last = body.at(-1) ?? ''
    const pager = CUTS.map((_, other) =>
      other === at ? `<span>${other + 1}</span>` : `<a href="${addressOf(other)}">${other + 1}</a>`,
    ).join(' ')
    const source = sourceOf(skin, 'paragraphs', { ...letter, body })
    return opened(
      source.replace(`${last}</p>`, `${last}</p><div>${pager} <a href="${addressOf(at + 1)}">下一页</a></div>`),
      addressOf(at),
    )
  })
  return pages as [Page, ...Page[]]
}

function textsOf({ paragraphs }: Letter): string[] {
  return paragraphs.map(({ text }) => text)
}

/** In `scriptShown` the text is hidden until a script shows it, which takes more sentences than a page has here. */
const SKINS_OF_PAGES = SKIN_NAMES.filter((skin) => skin !== 'scriptShown')

describe.each(SKINS_OF_PAGES)('a letter that is turned over three pages, in the skin %s,', (skin) => {
  const samples = [...LETTERS, madeLetter(4)].map((letter) => sampleOf(letter, sourceOf(skin, 'paragraphs', letter)))
  const learned = learnTemplate(samples, listingOf(LETTERS))
  const { listed } = sampleOf(LETTER, sourceOf(skin, 'paragraphs', LETTER))
  const [first, ...turned] = turnedLetter(skin, LETTER)
  const read = (continuation: Continuation) => {
    if (learned.outcome === 'refused') throw new Error(learned.why)
    return readWithTemplate({ ...first, continuation }, learned.template, listed)
  }

  test('is one letter', () => {
    expect(turnedPages([first])).toEqual(turned.slice(0, 2).map(({ url }) => url))
    const outcome = read({ turned })
    if (outcome.outcome !== 'read') throw new Error(outcome.why)
    expect(textsOf(outcome.reading.letter)).toEqual(LETTER.body)
    expect(outcome.reading.letter).toMatchObject({ title: LETTER.title, publishedOn: LETTER.day, signedBy: LETTER.source })
  })

  test('is not read where one of them is no page of it, and a page that repeats another adds nothing', () => {
    const strange = opened('<html><body><p>系统正在维护。</p></body></html>', turned[1]?.url ?? '')
    expect(read({ turned: [...turned.slice(0, 1), strange] }).outcome).toBe('unreadable')
    expect(read({ turned: [first, ...turned] })).toEqual(read({ turned }))
  })
})

test.each(['meta', 'anchors', 'classes'] as const)('a letter without a template is one letter over its pages (%s)', (skin) => {
  const letter = fictionalLetter('lead-reply')
  const half = Math.ceil(letter.body.length / 2)
  const page = (body: typeof letter.body) => {
    const one = openedPage(SKINS[skin]({ ...letter, body }))
    if ('outcome' in one) throw new Error(one.why)
    return one
  }
  const whole = readLetter(page(letter.body))
  const joined = readLetter({ ...page(letter.body.slice(0, half)), continuation: { turned: [page(letter.body.slice(half))] } })
  if (whole.outcome !== 'read' || joined.outcome !== 'read') throw new Error('Cannot read the letter')
  expect(joined.reading).toEqual(whole.reading)
})
