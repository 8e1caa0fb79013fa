import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import sirv from 'sirv'
import { cacheControlOf, contentTypeOf, dispositionOf, ledgerPath } from '../../shared/record.ts'
import { UsageError } from '../usage-error.ts'

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
    // sirv finds no index.html behind the address of a folder when it may not guess endings.
    request.url = path.replace(/\/(?=\?|$)/, '/index.html')
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

/** Whether what lies at `path` never changes: a page of a feed's archive, or of a ledger that another page follows. */
function isSettled(folder: string, path: string): boolean {
  const [, column, page] = LEDGER_PAGE.exec(path) ?? []
  if (column === undefined) return ARCHIVE_PAGE.test(path)
  return existsSync(join(folder, ledgerPath(column, Number(page) + 1)))
}

function refuse(port: number, cause: NodeJS.ErrnoException): never {
  const why = cause.code === 'EADDRINUSE' ? 'the port is in use; give another --port' : cause.message
  throw new UsageError(`Cannot serve the record on 127.0.0.1:${port}: ${why}`, { cause })
}
