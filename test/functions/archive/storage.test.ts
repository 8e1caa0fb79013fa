import { expect, test } from 'vitest'
import { openArchive } from '../../../functions/archive/archive.ts'
import type { Row, Store } from '../../../functions/ports/store/store.ts'
import type { Fact } from '../../../shared/entry.ts'
import type { Letter } from '../../../shared/letter.ts'
import { madeUpParagraphs } from '../../bench/made-up-text.ts'
import { SKINS } from '../../skins.ts'
import { published } from '../../shared/ledger/made-up-entries.ts'
import { openTemporaryStore } from '../../temporary-store.ts'

const VERSIONS = 1000
const PAGE_BYTES = 34_000
const TEXT_LENGTH = 2500
const AT = '2026-11-25T08:00:00+08:00'

/** A real letter of 2,500 characters takes 3.2 to 3.5 kB compressed: as much as this one with 400 words of its own. */
test.each([
  ['with the words of a real letter', 13_600, 400],
  ['with more words than any letter has', 15_000, 1500],
])(
  'a version of 2,500 characters %s and its raw page of 34 kB take less than %d bytes of the table',
  async (_, most, words) => {
    const { store, close } = await openTemporaryStore()
    const bytes = await keepVersions(store, words)
    await close()
    console.log(`a version takes ${bytes.snapshot} bytes for its page and ${bytes.ledger} for its entry`)
    expect(bytes.snapshot + bytes.ledger).toBeLessThan(most)
  },
)

/** Stores pages and records letters as a first crawl does. Returns the bytes that a version takes of the table. */
async function keepVersions(store: Store, words: number) {
  const { snapshots, ledger } = openArchive(store)
  const entries = ledger('cppcc')
  for (let index = 1; index <= VERSIONS; index++) {
    const letter = letterOf(index, words)
    const url = `https://www.example.gov.test/content/post_${10_000_000 + index}.html`
    const served = { url, scheme: 'https' as const, status: 200, fetchedAt: AT }
    const headers = { 'content-type': 'text/html; charset=utf-8', etag: `"${index}-5f1"`, 'last-modified': 'Wed, 25 Nov 2026 00:00:00 GMT' } // prettier-ignore
    const snapshot = await snapshots.keep({ ...served, finalUrl: url, headers, body: pageOf(letter, index) })
    const fact = published(String(10_000_000 + index), letter.title, true)
    const data = { ...fact.data, content: letter, evidence: { ...served, snapshot } }
    await entries.append({ ...fact, data } as Fact, await entries.head(), AT)
  }
  const bytes = { snapshot: 0, ledger: 0 }
  for await (const row of store.scan()) bytes[row.pk.startsWith('snapshot#') ? 'snapshot' : 'ledger'] += bytesOf(row)
  return { snapshot: bytes.snapshot / VERSIONS, ledger: bytes.ledger / VERSIONS }
}

function letterOf(index: number, words: number): Letter {
  const title = `关于市政协2025年度第2025${String(index).padStart(4, '0')}号提案答复的函`
  const paragraphs = madeUpParagraphs(index, TEXT_LENGTH, words).map((text) => ({ role: 'text' as const, text }))
  return { title, publishedOn: '2025-06-01', paragraphs, attachments: [], images: [], status: [], damage: [] }
}

/** A page with that letter; the rest is menus and lists of links, as on the sites of offices. */
function pageOf({ title, paragraphs }: Letter, index: number): Buffer {
  const body = paragraphs.map(({ text }) => text)
  const page = SKINS.meta({ title, body, source: '示例市科技创新局', publishedOn: '2025-06-01', columnName: '提案答复' })
  const room = PAGE_BYTES - Buffer.byteLength(page)
  return Buffer.from(page.replace('</body>', () => `${upTo(room, LINKS.slice(index % 20))}</body>`))
}

const LINKS = madeUpParagraphs(0, 20_000)
  .join('')
  .split(/[，。]/)
  .map((text, at) => {
    const [name, path] = [text.slice(0, 4 + (at % 5)), 11_000_000 + at * 7919]
    return `<li class="menu-item"><a href="/xxgk/tzgg/content/post_${path}.html" target="_blank" title="${name}">${name}</a></li>\n`
  })

function upTo(room: number, links: string[]): string {
  let left = room
  const fit = links.findIndex((link) => (left -= Buffer.byteLength(link)) < 0)
  return links.slice(0, fit).join('')
}

/** The bytes that DynamoDB counts of a row: the names and the values of its fields. */
function bytesOf(row: Row): number {
  return Object.entries(row).reduce((bytes, [name, value]) => bytes + name.length + bytesIn(value), 0)
}

function bytesIn(value: unknown): number {
  if (value instanceof Uint8Array) return value.length
  return typeof value === 'string' ? Buffer.byteLength(value) : String(value).length
}
