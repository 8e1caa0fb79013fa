import type { HttpResponse, Send } from '../../../functions/ports/http/http.ts'
import type { Clock } from '../../../functions/ports/clock.ts'
import type { Column } from '../../../shared/column.ts'
import { letterOf } from '../../functions/crawl/scenario-letters.ts'
import { listingPage, SKINS } from '../../skins.ts'

/** How a host was asked: how often, with what least time between the beginnings of two requests (ms), and how many at once at most. */
export type HostAsked = { requests: number; leastGapMs: number; atOnce: number }
/** An edit that an office made: of which letter (`column/post id`), and when (ms). */
export type Edit = { letter: string; at: number }

/** Columns of one host; and of every hundred columns, how many stand together on the host of a state portal. */
const COLUMNS_A_HOST = 10
const ON_PORTAL = 3
const FIRST_POST = 100_001

/**
 * So many columns of made-up offices with a few letters each, ten columns a host, and one host with three of a hundred. They answer as
 * `clock` goes, after 50 to 400 ms, with ETags, and keep count of how they were asked.
 */
export function openOffices(
  size: { columns: number; letters: number; columnsAHost?: number },
  clock: Clock,
  chance: () => number,
) {
  const { columns: columnCount, letters, columnsAHost = COLUMNS_A_HOST } = size
  const portal = Math.ceil((columnCount * ON_PORTAL) / 100)
  const columns = Array.from({ length: columnCount }, (_, index): Column => {
    const host = index < portal ? 'portal' : `office-${Math.floor((index - portal) / columnsAHost)}`
    const id = `c${String(index).padStart(5, '0')}`
    return { id, name: `虚构栏目第${index}号`, authority: '云上市虚构委员会', url: `http://${host}.example/${id}/` }
  })
  const editsOf = new Map<string, number>()
  const hosts = new Map<string, HostAsked & { underWay: number; lastAt: number }>()

  const counted = (host: string) => {
    const asked = hosts.get(host) ?? { requests: 0, leastGapMs: Infinity, atOnce: 0, underWay: 0, lastAt: -Infinity }
    hosts.set(host, asked)
    return asked
  }
  const request: Send = async ({ url, headers }) => {
    const asked = counted(url.host)
    const at = clock.now().getTime()
    asked.requests++
    asked.leastGapMs = Math.min(asked.leastGapMs, at - asked.lastAt)
    asked.lastAt = at
    asked.atOnce = Math.max(asked.atOnce, ++asked.underWay)
    await clock.pause(50 + chance() * 350)
    asked.underWay--
    return answerTo(url, headers?.['if-none-match'])
  }

  function answerTo(url: URL, etag: string | undefined): HttpResponse {
    const { pathname, origin } = url
    const [, id = '', post] = /^\/(c\d+)\/(?:content\/post_(\d+)\.html)?$/.exec(pathname) ?? []
    if (id === '')
      return responseTo(url, 404, undefined, '<html><head><title>404</title></head><body><h1>404 Not Found</h1></body></html>')
    const current = post === undefined ? '"list"' : `"${editsOf.get(`${id}/${post}`) ?? 0}"`
    if (etag === current) return responseTo(url, 304, current, '')
    return responseTo(url, 200, current, post === undefined ? listing(origin, id) : page(id, post))
  }

  function listing(origin: string, id: string): string {
    const entries = Array.from({ length: letters }, (_, index) => {
      const { title, publishedOn } = letterIn(id, String(FIRST_POST + index))
      return { url: `${origin}/${id}/content/post_${FIRST_POST + index}.html`, title, publishedOn }
    })
    return listingPage({ columnName: `虚构栏目${id}`, entries, page: 1, pages: 1 })
  }

  function page(id: string, post: string): string {
    const letter = letterIn(id, post)
    const edits = editsOf.get(`${id}/${post}`) ?? 0
    return SKINS.meta({ ...letter, body: [...letter.body, `现已拨付经费${120 + edits}万元。`] })
  }

  return {
    columns,
    request,
    hosts: hosts as ReadonlyMap<string, HostAsked>,

    /** Edits a figure in a letter that was not edited before. */
    edit(chosen: Column): Edit {
      const letter = `${chosen.id}/${FIRST_POST + Math.floor(chance() * letters)}`
      editsOf.set(letter, (editsOf.get(letter) ?? 0) + 1)
      return { letter, at: clock.now().getTime() }
    },
  }
}

const texts = new Map<number, ReturnType<typeof letterOf>>()

/** Every column has letters of its own, made of the same few texts. */
function letterIn(id: string, post: string) {
  const index = Number(post) - FIRST_POST + 1
  const letter = texts.get(index) ?? letterOf(index)
  texts.set(index, letter)
  return { ...letter, title: `${letter.title}（${id}）` }
}

const responseTo = (url: URL, status: number, etag: string | undefined, text: string): HttpResponse => {
  const body = Buffer.from(text)
  const headers = { 'content-type': ['text/html; charset=utf-8'], ...(etag !== undefined && { etag: [etag] }) }
  return { kind: 'response', url, status, headers, body, transferred: body.length }
}
