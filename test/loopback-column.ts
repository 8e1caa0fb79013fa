import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Column } from '../shared/column.ts'
import { listingPage, type SkinName, SKINS, type SkinnedLetter } from './skins.ts'

/** What the site answers for one path: a whole answer, or a function that makes it. */
export type Answer =
  | { status?: number; headers?: Record<string, string>; body?: string | Uint8Array }
  | ((request: IncomingMessage, response: ServerResponse) => void)

export type LoopbackColumn = Awaited<ReturnType<typeof startColumn>>

const PATH = '/xxgk/ztzl/zxtadfhgkwg/'

/**
 * A made-up authority on loopback with one column. `letters` (by post id) and `listed` (post ids, newest first) say what it shows;
 * `answers` (by path) go before both. `pagesNamed` is what the pager claims. `requests` are the paths
 * asked for.
 */
export async function startColumn(id = 'cppcc') {
  const letters = new Map<string, SkinnedLetter>()
  const answers = new Map<string, Answer>()
  const requests: string[] = []
  const site = {
    letters,
    listed: [] as string[],
    answers,
    requests,
    skin: 'meta' as SkinName,
    perPage: 20,
    pagesNamed: undefined as number | undefined,
  }

  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    requests.push(path)
    const answer = answers.get(path) ?? answerOf(path)
    if (typeof answer === 'function') {
      answer(request, response)
      return
    }
    const { status = 200, headers = {}, body = '' } = answer
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const urlOf = (postId: string) => `${origin}${PATH}content/post_${postId}.html`
  const column: Column = { id, name: '政协提案答复函公开文稿', authority: '示例市科技创新局', url: `${origin}${PATH}` }

  function answerOf(path: string): Answer {
    const postId = /post_(\d+)\.html$/.exec(path)?.[1]
    const letter = postId === undefined ? undefined : letters.get(postId)
    if (letter) return { body: SKINS[site.skin](letter) }
    const page = path === PATH ? 1 : Number(/index_(\d+)\.html$/.exec(path)?.[1] ?? 0)
    const pages = Math.max(1, Math.ceil(site.listed.length / site.perPage))
    if (page < 1 || page > pages)
      return { status: 404, body: '<html><head><title>404</title></head><body><h1>404 Not Found</h1></body></html>' }
    const shown = site.listed.slice((page - 1) * site.perPage, page * site.perPage)
    const entries = shown.map((listed) => ({
      url: urlOf(listed),
      title: letters.get(listed)?.title ?? listed,
      publishedOn: letters.get(listed)?.publishedOn ?? '2026-01-01',
    }))
    return { body: listingPage({ columnName: column.name, entries, page, pages: site.pagesNamed ?? pages }) }
  }

  return Object.assign(site, {
    column,
    origin,
    urlOf,
    path: (postId: string) => `${PATH}content/post_${postId}.html`,
    listingPath: PATH,
    /** What page `page` of the listing answers as things stand. */
    page: (page: number) => answerOf(page === 1 ? PATH : `${PATH}index_${page}.html`),
    /** Publishes a letter at the top of the list. */
    publish(postId: string, letter: SkinnedLetter) {
      letters.set(postId, letter)
      site.listed.unshift(postId)
    },
    /** Changes what a letter says. */
    edit(postId: string, change: (letter: SkinnedLetter) => SkinnedLetter) {
      const letter = letters.get(postId)
      if (!letter) throw new Error(`Cannot edit letter ${postId}: it was never published`)
      letters.set(postId, change(letter))
    },
    /** Takes a letter off the list, its page too when `isGone`. */
    remove(postId: string, isGone: boolean) {
      site.listed = site.listed.filter((listed) => listed !== postId)
      if (isGone) letters.delete(postId)
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  })
}
