import axe from 'axe-core'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { LEDGERS, type MadeUpRecord, openRecord } from './made-up-record.ts'
import { openReader, type Reader } from './reader.ts'

let record: MadeUpRecord
let reader: Reader
/** A page of each kind that publishing writes: pages are of one kind that are made of the same parts. */
let pages: string[]
beforeAll(async () => {
  record = await openRecord(LEDGERS)
  reader = await openReader()
  const written = (await readdir(record.folder, { recursive: true })).filter((path) => path.endsWith('.html')).sort()
  const kinds = new Map<string, string>()
  for (const path of written) {
    const kind = kindOf(await readFile(join(record.folder, path), 'utf8'))
    if (!kinds.has(kind)) kinds.set(kind, path)
  }
  pages = [...kinds.values(), 'search.html?q=%E8%B5%84%E9%87%91']
}, 60_000)
afterAll(() => Promise.all([reader.close(), record.close()]))

/** The parts that a page is made of. */
function kindOf(html: string): string {
  const parts = Array.from(html.matchAll(/<(\w+)[^>]*? class="([^"]+)"/g), ([, element, name]) => `${element}.${name}`)
  return [...new Set(parts)].sort().join(' ')
}

const addresses = (language = '') => pages.map((path) => record.url + path + language)

const Results = z.object({ violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })) })
const WHOLE = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }
/** What colours and widths alone can break: the rest of a page is the same in all of them. */
const LOOKS = {
  runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block', 'target-size', 'scrollable-region-focusable'] },
}

async function violationsIn(page: Page, rules: object): Promise<string[]> {
  const results = Results.parse(await page.evaluate(`axe.run(document, ${JSON.stringify(rules)})`))
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(' ')}`)
}

test.each([
  { width: 1280, language: '#en', rules: { light: WHOLE, dark: LOOKS } },
  { width: 320, language: '#zh', rules: { light: LOOKS, dark: WHOLE } },
] as const)(
  'every kind of page can be used by everybody: $width px, $language, in light and in dark colours',
  async ({ width, language, rules }) => {
    const check = async (page: Page, address: string) => {
      const found = []
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        const violations = await violationsIn(page, rules[colorScheme])
        const isTooWide = (await page.evaluate<number>('document.documentElement.scrollWidth')) > width
        found.push({ address, colorScheme, violations, isTooWide })
      }
      return found
    }
    const found = await reader.visitingAll(addresses(language), check, { viewport: { width, height: 800 } }, axe.source)
    expect(found).toHaveLength(pages.length)
    expect(found.flat().filter(({ violations, isTooWide }) => isTooWide || violations.length > 0)).toEqual([])
  },
  120_000,
)

/** Every piece of text that is seen, with the language it is said to be in; what a program reads is in none. */
const SEEN = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const seen = []
  for (let node; (node = walker.nextNode());) {
    const parent = node.parentElement
    if (node.data.trim() === '' || !parent.checkVisibility() || parent.closest('script, option')) continue
    seen.push({ text: node.data.trim(), language: parent.closest('[lang]').lang, isCode: parent.closest('code, kbd') !== null })
  }
  return seen
})()`
type Seen = { text: string; language: string; isCode: boolean }

test('in English all of our text is English, and Chinese text is marked as the letter’s own', async () => {
  const chinese = async (page: Page) => {
    const seen = await page.evaluate<Seen[]>(SEEN)
    expect(seen.some(({ language }) => language === 'en')).toBe(true)
    return seen.flatMap(({ text, language }) => (/\p{Script=Han}/u.test(text) && !language.startsWith('zh') ? [text] : []))
  }
  const found = await reader.visitingAll(addresses('#en'), async (page, address) => [address, await chinese(page)])
  expect(found).toEqual(addresses('#en').map((address) => [address, []]))
})

/** Names that are the same in both languages. */
const NAMES = /letterwatch|TimeMap|[\w-]+\.(json|opml|mjs)|RSS|Atom|JSON|Feed|OPML|SHA-256|HTTPS?|RFC|UTC|https?:\S+/g

test('in Chinese none of our text is English', async () => {
  const english = async (page: Page) => {
    const seen = await page.evaluate<Seen[]>(SEEN)
    const words = seen.filter(
      ({ text, isCode }) => !isCode && /[A-Za-z]{2}/.test(text.replace(NAMES, '')) && !/\p{Script=Han}/u.test(text),
    )
    return words.map(({ text }) => text).filter((text) => text !== 'English' && !/^[a-z]+\/\d+$/.test(text))
  }
  const found = await reader.visitingAll(addresses('#zh'), async (page, address) => [address, await english(page)])
  expect(found).toEqual(addresses('#zh').map((address) => [address, []]))
})
