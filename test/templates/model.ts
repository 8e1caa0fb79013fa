import type { Facts, MadeLetter } from './letters.ts'

/** A column as it is at one time: its letters, the newest first, and the pages that are gone. */
export type Model = { facts: Facts; listed: MadeLetter[]; unlisted: MadeLetter[] }

/**
 * What moves while letters do not: `crawl` counts the crawls, and counters, clocks and side bars follow it; `skin` 1 is the design after
 * the redesign; `origin` is where the site is served.
 */
export type State = { crawl: number; skin: 0 | 1; origin: string }

/** A request: its query, what was posted, and how many requests came before it, for what differs in every answer. */
export type Asked = { query: URLSearchParams; form: URLSearchParams; nth: number }
export type Page = { body: string | Uint8Array; type: string; status?: number }

/** The answers of a site by path, or by `POST ` and path. A path that is not there is answered 404. */
export type Pages = Map<string, (asked: Asked) => Page | undefined>

/** One made-up site in the likeness of a real system: what it answers for a model of its column. */
export type Template = {
  name: string
  system: string
  /** The address that an operator configures, without the origin. */
  columnPath: string
  facts: Facts
  letterPath: (letter: MadeLetter) => string
  pages: (model: Model, state: State) => Pages
  /** `text`: where the letter breaks its lines is not known from its page, as in a PDF; otherwise each paragraph counts. */
  bodyAs?: 'text'
}

/** All letters that have a page. */
export function lettersOf({ listed, unlisted }: Model): MadeLetter[] {
  return [...listed, ...unlisted]
}

/** Page `page` (from 1) of the listing, and how many pages there are. */
export function rowsOf({ listed, facts: { perPage } }: Model, page: number): { rows: MadeLetter[]; pages: number } {
  return {
    rows: listed.slice((page - 1) * perPage, page * perPage),
    pages: Math.max(1, Math.ceil(listed.length / perPage)),
  }
}

export function htmlPage(body: string, contentType = 'text/html; charset=utf-8'): Page {
  return { body, type: contentType }
}

export function jsonPage(value: unknown): Page {
  return { body: JSON.stringify(value), type: 'application/json;charset=utf-8' }
}
