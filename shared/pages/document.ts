import type { RecordFile } from '../record.ts'
import { type Content, type Markup, markup } from './markup.ts'

/** A page asks nobody else's server for anything, runs no script, and sends nothing. */
export const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"

/** One step on the way from the home page to a page: its name, and its path unless it is the page itself. */
export type Crumb = { name: string; path?: string }

/** A page of the record: `path` is where it lies, `feeds` are the paths, without an ending, of feeds that a browser may offer. */
export type Page = {
  path: string
  title: string
  description: string
  crumbs: Crumb[]
  feeds?: { path: string; title: string }[]
  body: Content
}

/** `page` as a file: static HTML whose links are relative, so that it can be read from a folder as well as from a server. */
export function pageFile({ path, title, description, crumbs, feeds = [], body }: Page): RecordFile {
  const document = markup`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<meta name="description" content="${description}">
<link rel="stylesheet" href="${linkTo('style.css', path)}">
${feeds.map((feed) => feedLinks(feed, path))}</head>
<body>
<a class="skip" href="#main">跳到正文</a>
<header class="site">
<nav aria-label="位置">${crumbTrail(crumbs, path)}</nav>
</header>
<main id="main">
${body}
</main>
${footer(path)}
</body>
</html>
`
  return { path, body: document.text }
}

/** The address of the file at `path` of the record, as a page at `from` refers to it. */
export function linkTo(path: string, from: string): string {
  const here = from.split('/').slice(0, -1)
  const there = path.split('/')
  const apart = here.findIndex((folder, depth) => folder !== there[depth])
  const together = apart < 0 ? here.length : apart
  return '../'.repeat(here.length - together) + there.slice(together).join('/')
}

function feedLinks(feed: { path: string; title: string }, from: string): Markup[] {
  const types = { xml: 'application/rss+xml', atom: 'application/atom+xml', json: 'application/feed+json' }
  return Object.entries(types).map(
    ([
      ending,
      type,
    ]) => markup`<link rel="alternate" type="${type}" title="${feed.title}" href="${linkTo(`${feed.path}.${ending}`, from)}">
`,
  )
}

function crumbTrail(crumbs: Crumb[], from: string): Markup {
  const home = markup`<li><a class="brand" href="${linkTo('index.html', from)}">letterwatch</a></li>`
  const steps = crumbs.map(({ name, path }) =>
    path === undefined
      ? markup`<li aria-current="page">${name}</li>`
      : markup`<li><a href="${linkTo(path, from)}">${name}</a></li>`,
  )
  return markup`<ol class="crumbs">${home}${steps}</ol>`
}

function footer(from: string): Markup {
  return markup`<footer class="site">
<p><a href="${linkTo('feeds.html', from)}">订阅 <span lang="en">Feeds</span></a> · <a href="${linkTo('status.json', from)}">监测状态 <span lang="en">Status</span></a> · <a href="${linkTo('rules.html', from)}">规则 <span lang="en">Rules</span></a></p>
<p>本站逐次读取公开栏目，只记录读取时所见；两次读取之间出现又消失的改动无从得知。所存内容自公布其哈希值以来未经改动。</p>
<p lang="en">We record what we saw when we looked; what came and went between two looks cannot be seen.</p>
</footer>`
}
