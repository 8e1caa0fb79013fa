import { letterOf } from '../functions/crawl/scenario-letters.ts'
import { startColumn } from '../loopback-column.ts'
import { SKINS } from '../skins.ts'

/** Serves a column of as many letters as the argument says, each page padded with chrome to 34 KB; prints the column as JSON. */
const site = await startColumn()
for (let index = 1; index <= Number(process.argv[2] ?? 200); index++) {
  const id = String(100_000 + index)
  site.publish(id, letterOf(index))
  const page = SKINS.meta(letterOf(index))
  const chrome = '<div class="nav"><a href="/xxgk/">政务公开</a></div>\n'
  const missing = Math.max(0, 34_000 - Buffer.byteLength(page))
  const body = page.replace('<body>', `<body>\n${chrome.repeat(Math.floor(missing / Buffer.byteLength(chrome)))}`)
  const etag = `"${id}"`
  site.answers.set(site.path(id), (request, response) => {
    if (request.headers['if-none-match'] === etag) response.writeHead(304).end()
    else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', etag }).end(body)
  })
}
process.stdout.write(`${JSON.stringify(site.column)}\n`)
process.once('disconnect', () => process.exit())
