import { bodyHtml, type BodyStyle } from './bodies.ts'
import type { LetterView } from './furniture.ts'
import { encodeGb } from './gb2312.ts'
import type { Facts, MadeLetter } from './letters.ts'
import { htmlPage, lettersOf, type Model, type Page, type Pages, rowsOf, type State, type Template } from './model.ts'

/** What one page of a listing is made from. `pager` is the system's own way to other pages, as HTML. */
type ListView = {
  facts: Facts
  state: State
  columnPath: string
  rows: { letter: MadeLetter; href: string }[]
  page: number
  pages: number
  total: number
  pager: string
  nth: number
}

/** One design of a site: its letter pages and its listing pages. */
export type Skin = { letter: (view: LetterView) => string; list: (view: ListView) => string }

/** Where a pager is: page `page` of `pages`, with `total` letters; `pathOf` gives the path of a page. */
export type PagerView = { page: number; pages: number; total: number; pathOf: (page: number) => string }

export type PlainColumn = {
  name: string
  system: string
  columnPath: string
  facts: Facts
  body: BodyStyle
  /** The design before and after the redesign. */
  skins: readonly [Skin, Skin]
  letterPath: (letter: MadeLetter) => string
  /** The path, with its query, of page `page` (from 2) of the listing. */
  pagePath: (page: number) => string
  pager: (view: PagerView) => string
  /** How the listing writes addresses; from the root of the site where it is absent. */
  href?: 'absolute' | 'relative'
  /** Served in GB 2312, which only the page names. */
  isGb2312?: boolean
  /** Further paths, as of frames and scripts. */
  further?: (model: Model, state: State) => Pages
}

/** A site whose listing is pages with rows and whose letters are pages at addresses of their own. */
export function plainColumn(options: PlainColumn): Template {
  const { name, system, columnPath, facts, letterPath, pagePath, further } = options
  return {
    name,
    system,
    columnPath,
    facts,
    letterPath,
    pages(model, state) {
      const pages: Pages = new Map()
      const { pages: count } = rowsOf(model, 1)
      for (let page = 1; page <= count; page++)
        pages.set(page === 1 ? columnPath : pagePath(page), ({ nth }) => listPage(options, model, state, page, nth))
      for (const letter of lettersOf(model))
        pages.set(letterPath(letter), ({ nth }) => encoded(options, letterHtml(options, model, state, letter, nth)))
      for (const [path, answer] of further?.(model, state) ?? []) pages.set(path, answer)
      return pages
    },
  }
}

function listPage(options: PlainColumn, model: Model, state: State, page: number, nth: number): Page {
  const { skins, columnPath, facts, letterPath, pagePath, pager, href } = options
  const { rows, pages } = rowsOf(model, page)
  const pathOf = (of: number) => (of <= 1 ? columnPath : pagePath(of))
  const total = model.listed.length
  const view: ListView = {
    facts,
    state,
    columnPath,
    rows: rows.map((letter) => ({ letter, href: hrefTo(letterPath(letter), pathOf(page), state, href) })),
    page,
    pages,
    total,
    pager: pager({ page, pages, total, pathOf }),
    nth,
  }
  return encoded(options, skins[state.skin].list(view))
}

/** The page of one letter in the design of the day. */
export function letterHtml(
  {
    skins,
    columnPath,
    facts,
    letterPath,
    body,
    href,
  }: Pick<PlainColumn, 'skins' | 'columnPath' | 'facts' | 'letterPath' | 'body' | 'href'>,
  model: Model,
  state: State,
  letter: MadeLetter,
  nth: number,
): string {
  const at = model.listed.findIndex(({ id }) => id === letter.id)
  return skins[state.skin].letter({
    facts,
    state,
    letter,
    body: bodyHtml(body, letter),
    hrefOf: (to) => hrefTo(letterPath(to), letterPath(letter), state, href),
    columnPath,
    newer: at < 0 ? undefined : model.listed[at - 1],
    older: at < 0 ? undefined : model.listed[at + 1],
    nth,
  })
}

function encoded({ isGb2312 }: Pick<PlainColumn, 'isGb2312'>, html: string): Page {
  if (isGb2312 !== true) return htmlPage(html)
  return { body: encodeGb(html), type: 'text/html' }
}

function hrefTo(path: string, from: string, { origin }: State, kind: PlainColumn['href']): string {
  if (kind === 'absolute') return `${origin}${path}`
  return kind === 'relative' ? relativeTo(path, from) : path
}

/** `path` as a page at `from` writes it: `./a.html`, `../b/a.html`. */
function relativeTo(path: string, from: string): string {
  const here = from.split('?')[0]?.split('/').slice(0, -1) ?? []
  const there = path.split('/')
  let shared = 0
  while (shared < here.length && here[shared] === there[shared]) shared++
  const up = here.length - shared
  return `${up === 0 ? './' : '../'.repeat(up)}${there.slice(shared).join('/')}`
}
