import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { unescape } from 'node:querystring'
import sirv from 'sirv'
import { cacheControlOf, contentTypeOf, dispositionOf, ledgerPath } from '../../shared/record.ts'
import { UsageError } from '../errors.ts'

const ARCHIVE_PAGE = /\/(feed|substantive)\/\d{6}\.(xml|atom|json)$/
const LEDGER_PAGE = /^\/([^/]+)\/ledger\/(\d{6})\.json$/

/** Serves the public record in `folder` on loopback. Throws a UsageError when `port` is in use. Port 0 takes any. */
export async function serveRecord(folder: string, port: number): Promise<{ url: string; close: () => Promise<void> }> {
  const serve = sirv(folder, {
    dev: true,
    etag: true,
    extensions: [],
    setHeaders: (response, path) => {
      response.setHeader('Content-Type', contentTypeOf(path))
      const disposition = dispositionOf(path)
      if (disposition !== undefined) response.setHeader('Content-Disposition', disposition)
    },
  })
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    if (/\/[^/.?%]+$/.test(path) && existsSync(join(folder, path, 'index.html'))) {
      response.writeHead(301, { Location: `${path}/` }).end()
      return
    }
    // With an empty list of extensions sirv does not serve index.html for the address of a folder.
    request.url = path.replace(/\/(?=\?|$)/, '/index.html')
    putCondition(request.headers, join(folder, unescape(request.url.split('?')[0] ?? '')))
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Cache-Control', cacheControlOf(isSettled(folder, path) ? { settled: true } : {}))
    serve(request, response, () => {
      response
        .writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-cache' })
        .end('没有这个页面 (no such page)\n')
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening').catch((error: unknown) => refuse(port, error as NodeJS.ErrnoException))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/**
 * sirv only recognizes its own weak tag. Clients also send several tags, strong ones, `*` or a date: when one of them matches `file`, it is
 * replaced by sirv's tag.
 */
function putCondition(headers: IncomingHttpHeaders, file: string): void {
  if (!existsSync(file)) return
  const { size, mtime } = statSync(file)
  const tag = `"${size}-${mtime.getTime()}"`
  const { 'if-none-match': tags, 'if-modified-since': since = '' } = headers
  const isHeld =
    tags === undefined
      ? Date.parse(since) >= Math.floor(mtime.getTime() / 1000) * 1000
      : [tag, '*'].some((own) => isAmong(own, tags))
  if (isHeld) headers['if-none-match'] = `W/${tag}`
}

function isAmong(tag: string, tags: string): boolean {
  return tags.split(',').some((other) => other.trim().replace(/^W\//, '') === tag)
}

/** Whether the file at `path` never changes: a page of a feed's archive, or a page of a ledger that is followed by another. */
function isSettled(folder: string, path: string): boolean {
  const [, column, page] = LEDGER_PAGE.exec(path) ?? []
  if (column === undefined) return ARCHIVE_PAGE.test(path)
  return existsSync(join(folder, ledgerPath(column, Number(page) + 1)))
}

function refuse(port: number, cause: NodeJS.ErrnoException): never {
  const why =
    cause.code === 'EADDRINUSE' ? `the port is in use; give another --port (npm start -- --port ${port + 1})` : cause.message
  throw new UsageError(`Cannot serve the record on 127.0.0.1:${port}: ${why}`, { cause })
}
