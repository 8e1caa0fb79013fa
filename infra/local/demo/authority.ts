import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Column } from '../../../shared/column.ts'
import { escapeHtml } from '../../../shared/text/escape.ts'
import { COLUMN_NAME, type DemoLetter, OFFICE } from './letters.ts'

const PATH = '/xxgk/tagk/'

export type Authority = Awaited<ReturnType<typeof startAuthority>>

/** The website of a fictional office on loopback. Its column shows `letters`, by post id. */
export async function startAuthority(letters: Map<string, DemoLetter>) {
  const server = createServer(({ url = '/' }, response) => {
    const letter = letters.get(/post_(\d+)\.html$/.exec(url)?.[1] ?? '')
    const page = url === PATH ? listingPage(letters) : letter && letterPage(letter)
    response.writeHead(page === undefined ? 404 : 200, { 'Content-Type': 'text/html; charset=utf-8' })
    response.end(
      page ?? '<!DOCTYPE html><html lang="zh-CN"><head><title>404</title></head><body><p>页面不存在</p></body></html>',
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`
  const column: Column = { id: 'demo', name: COLUMN_NAME, authority: OFFICE, url }
  return {
    column,
    letters,
    /** Replaces a text in one letter. */
    correct({ postId, before, after }: { postId: string; before: string; after: string }) {
      const letter = letters.get(postId)
      if (letter) letters.set(postId, { ...letter, body: letter.body.map((text) => text.replace(before, after)) })
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function listingPage(letters: Map<string, DemoLetter>): string {
  const rows = [...letters].reverse().map(([postId, { title, publishedOn }]) => {
    const shown = escapeHtml(title)
    return `<li><a href="${PATH}content/post_${postId}.html" title="${shown}">${shown}</a><span>${publishedOn}</span></li>`
  })
  return htmlPage(
    COLUMN_NAME,
    '',
    `<ul class="list">\n${rows.join('\n')}\n</ul><script>createPageHTML(1, 0, "index", "html", ${letters.size})</script>`,
  )
}

function letterPage({ title, publishedOn, body }: DemoLetter): string {
  const meta = `<meta name="ArticleTitle" content="${escapeHtml(title)}"><meta name="PubDate" content="${publishedOn} 09:00"><meta name="ContentSource" content="${OFFICE}">`
  const paragraphs = body.map((text) => `<p>　　${escapeHtml(text)}</p>`).join('\n')
  return htmlPage(
    title,
    meta,
    `<h1>${escapeHtml(title)}</h1><div>信息来源：${OFFICE} 发布时间：${publishedOn} A-A+ 视力保护色：</div>\n<div class="article-content">\n${paragraphs}\n</div>\n<div>分享到：</div>`,
  )
}

function htmlPage(title: string, meta: string, body: string): string {
  return `<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><meta name="SiteName" content="${OFFICE}">${meta}<title>${escapeHtml(title)}</title></head>\n<body>\n<p>菜单</p>\n${body}\n</body></html>\n`
}
