import { load } from 'cheerio'
import { describe, expect, test } from 'vitest'
import { withoutBlank } from '../../shared/text/normalize.ts'
import { paragraphsOf, picturesOf, withFigureEdited } from './letters.ts'
import { modelOf } from './made-up-site.ts'
import { type Asked, lettersOf, type State } from './model.ts'
import { TEMPLATES } from './templates.ts'

const asked: Asked = { query: new URLSearchParams(), form: new URLSearchParams(), nth: 3 }
const stateOf = (skin: 0 | 1): State => ({ crawl: 2, skin, origin: 'http://127.0.0.1' })

/** The text of an answer, decoded as its page says. */
function textOf(body: string | Uint8Array): string {
  if (typeof body === 'string') return body
  const text = new TextDecoder().decode(body)
  return text.includes('charset="utf-8"') ? text : new TextDecoder('gbk').decode(body)
}

describe('the made-up sites', () => {
  test('are at least 36 of at least 14 systems', () => {
    expect(TEMPLATES.size).toBeGreaterThanOrEqual(36)
    expect(new Set([...TEMPLATES.values()].map(({ system }) => system)).size).toBeGreaterThanOrEqual(14)
  })

  describe.each([...TEMPLATES.values()])('$name', (template) => {
    const model = modelOf(template)
    const isFile = (path: string) => path.endsWith('.pdf')

    test('has letters that differ, each at an address of its own, with one sentence that can be edited', () => {
      const letters = lettersOf(model)
      expect(new Set(letters.map(template.letterPath)).size).toBe(letters.length)
      expect(new Set(letters.map(({ title }) => title)).size).toBe(letters.length)
      for (const letter of letters) {
        const before = paragraphsOf(letter)
        const after = paragraphsOf(withFigureEdited(letter))
        expect(before.filter((text) => text.includes(letter.figure.sentence))).toHaveLength(1)
        expect(after.filter((text, at) => text !== before[at])).toHaveLength(1)
      }
    })

    test.each([0, 1] as const)('shows all paragraphs of each letter in its order in design %i', (skin) => {
      const pages = template.pages(model, stateOf(skin))
      for (const letter of lettersOf(model)) {
        const path = template.letterPath(letter)
        const page = pages.get(path)?.(asked)
        expect(page?.status ?? 200, path).toBe(200)
        if (isFile(path) || template.bodyAs === 'text') continue
        const further = pages.get(path.replace('.html', '_2.html'))?.(asked)
        const html = textOf(page?.body ?? '') + textOf(template.system === 'turned' ? (further?.body ?? '') : '')
        expect(html).not.toMatch(/undefined|\[object|NaN/)
        const shown = withoutBlank(load(html)('body').text())
        let from = 0
        for (const text of paragraphsOf(letter).flatMap((paragraph) => paragraph.split(' | '))) {
          const sought = withoutBlank(text).slice(0, 6)
          const at = shown.indexOf(sought, from)
          expect(at, `"${text}" in ${path}`).toBeGreaterThanOrEqual(0)
          from = at + sought.length
        }
        for (const picture of picturesOf(letter)) expect(html).toContain(picture)
        for (const { path: file } of letter.files) expect(html).toContain(file)
      }
    })

    test('moves its counters from crawl to crawl, or has none', () => {
      const [letter] = lettersOf(model)
      if (letter === undefined) throw new Error('Cannot look for counters: the column has no letter')
      const at = (crawl: number) =>
        textOf(template.pages(model, { ...stateOf(0), crawl }).get(template.letterPath(letter))?.(asked)?.body ?? '')
      const withoutNumbers = (html: string) => html.replace(/\d+/g, '#').replace(/<div class="side">.*?<\/div>/gs, '')
      expect(withoutNumbers(at(2))).toBe(withoutNumbers(at(3)))
    })
  })
})
