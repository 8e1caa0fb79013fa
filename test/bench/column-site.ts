import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { letterOf } from '../functions/crawl/scenario-letters.ts'
import { listingPage, SKINS } from '../skins.ts'
import type { Order, SiteKind, SiteState } from './column-site-process.ts'

/** The size of a letter's page, which is mostly chrome. */
const PAGE_BYTES = 34_000
const PER_PAGE = 20
const PATH = '/xxgk/ztzl/zxtadfhgkwg/'
const COLUMN_NAME = '政协提案答复函公开文稿'

/** Serves a column of so many letters, and counts: the whole of a process of its own, so that no measured program shares its time. */
const letters = Number(process.argv[2])
const kind = process.argv[3] as SiteKind
const edited = new Set<number>()
let chrome = 0
let counted = { requests: 0, bytes: 0 }
let visits = 0

const server = createServer((request, response) => {
  counted.requests++
  const body = bodyOf(request.url ?? '/')
  if (body === undefined)
    respond(response, 404, {}, '<html><head><title>404</title></head><body><h1>404 Not Found</h1></body></html>')
  else if (kind !== 'validators') respond(response, 200, {}, body)
  else respondIfChanged(request, response, body)
})
server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`
  process.send?.({ column: { id: 'bench', name: COLUMN_NAME, authority: '示例市科技创新局', url } })
})
process.on('message', (order: Order) => {
  const before = counted
  if (order.edit !== undefined)
    for (let index = 1; index <= order.edit; index++) edited.add(Math.ceil((index * letters) / order.edit))
  if (order.redress) chrome++
  counted = { requests: 0, bytes: 0 }
  process.send?.(before satisfies SiteState)
})
process.once('disconnect', () => process.exit())

function respondIfChanged(request: IncomingMessage, response: ServerResponse, body: string): void {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`
  if (request.headers['if-none-match'] === etag) respond(response, 304, { etag }, '')
  else respond(response, 200, { etag }, body)
}

function respond(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  counted.bytes += Buffer.byteLength(body)
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body)
}

function bodyOf(path: string): string | undefined {
  const index = /post_(\d+)\.html$/.exec(path)?.[1]
  if (index !== undefined) return letterPage(Number(index) - 100_000)
  if (!path.startsWith(PATH)) return undefined
  return listing(Number(/index_(\d+)\.html$/.exec(path)?.[1] ?? 1))
}

const pages = new Map<number, { head: string; tail: string }>()

/** A letter's page, with chrome before and after it; where there is noise, each visit finds another count in both. */
function letterPage(index: number): string | undefined {
  if (index < 1 || index > letters) return undefined
  const { head, tail } = pages.get(index) ?? partsOf(index)
  const noise = kind === 'noise' ? `<div class="nav">访问 ${++visits} 次</div>` : ''
  const filler = `<div class="nav"><a href="/xxgk/">政务公开${chrome}</a></div>\n`
  const lines = Math.floor((PAGE_BYTES - Buffer.byteLength(head + tail)) / Buffer.byteLength(filler))
  const page = `${head}\n${noise}${filler.repeat(Math.max(0, lines))}${tail.replace('</body>', `${noise}</body>`)}`
  return edited.has(index) ? page.replace('已安排经费', '已拨付经费') : page
}

function partsOf(index: number): { head: string; tail: string } {
  const page = SKINS.meta(letterOf(index))
  const at = page.indexOf('<body>') + '<body>'.length
  const parts = { head: page.slice(0, at), tail: page.slice(at) }
  pages.set(index, parts)
  return parts
}

function listing(page: number): string | undefined {
  const count = Math.ceil(letters / PER_PAGE)
  if (page < 1 || page > count) return undefined
  const first = letters - (page - 1) * PER_PAGE
  const entries = Array.from({ length: Math.min(PER_PAGE, first) }, (_, at) => ({
    url: `${PATH}content/post_${100_000 + first - at}.html`,
    title: `关于市政协2025年度第2025${String(first - at).padStart(4, '0')}号提案答复的函`,
    publishedOn: '2025-06-01',
  }))
  return listingPage({ columnName: COLUMN_NAME, entries, page, pages: count })
}
