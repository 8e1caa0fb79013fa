import { CHAIN_PATH, COVERAGE_PATH, recordAddress, RULES_PATH, type TextFile } from '../record.ts'
import { type Content, type Markup, markup } from '../render/markup.ts'
import { bilingual, both } from './languages.ts'

/** A page runs our own scripts alone, asks nobody else's server for anything, and sends nothing. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'"

/** One step on the way from the home page to a page: its name, and its path unless it is the page itself. */
export type Crumb = { name: Content; path?: string }

/** The scripts of the record that a page may ask for, beside the one that every page has. */
export type Script = 'filters' | 'sorting' | 'changes' | 'search'

/**
 * A page of the record: `path` is where it lies, `feeds` are the paths, without an ending, of feeds that a browser may offer,
 * `publicUrl` is where the record is read: with it the page names its own address.
 */
export type Page = {
  path: string
  title: string
  description: string
  crumbs: Crumb[]
  feeds?: { path: string; title: string }[]
  scripts?: Script[]
  publicUrl?: string
  body: Content
}

/** `page` as a file: static HTML whose links are relative, so that it can be read from a folder as well as from a server. */
export function pageFile({ path, title, description, crumbs, feeds = [], scripts = [], publicUrl, body }: Page): TextFile {
  const document = markup`<!doctype html>
<html lang="zh-CN" id="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<meta name="description" content="${description}">
${openGraph(title, description)}${publicUrl !== undefined && ownAddress(path, publicUrl)}<link rel="stylesheet" href="${linkTo('style.css', path)}">
${feeds.map((feed) => feedLinks(feed, path))}<script src="${linkTo('language.js', path)}"></script>
${scripts.map((name) => script(name, path))}</head>
<body>
<a class="skip" href="#main">${both('跳到正文', 'Skip to the text')}</a>
<header class="site">
<a class="brand" href="${linkTo('index.html', path)}">letterwatch</a>
${sections(path)}
${LANGUAGES}
</header>
${crumbs.length > 0 && crumbTrail(crumbs, path)}<main id="main" tabindex="-1">
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

function openGraph(title: string, description: string): Markup {
  return markup`<meta property="og:site_name" content="letterwatch">
<meta property="og:type" content="website">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta property="og:locale" content="zh_CN">
<meta property="og:locale:alternate" content="en_US">
<meta name="twitter:card" content="summary">
`
}

/** The address people share: of a page called index.html, its folder. */
function ownAddress(path: string, publicUrl: string): Markup {
  const address = recordAddress(publicUrl, path.replace(/(^|\/)index\.html$/, '$1'))
  return markup`<meta property="og:url" content="${address}">
<link rel="canonical" href="${address}">
`
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

/** Plain scripts where it can be, because a browser runs no module from a folder; searching needs a server anyway. */
function script(name: Script, from: string): Markup {
  const kind = name === 'search' ? markup`type="module"` : markup`defer`
  return markup`<script ${kind} src="${linkTo(`${name}.js`, from)}"></script>
`
}

/** The pages that every page leads to. */
const SECTIONS = [
  { path: 'index.html', label: { zh: '动态', en: 'Latest' } },
  { path: 'search.html', label: { zh: '搜索', en: 'Search' } },
  { path: 'promises.html', label: { zh: '承诺', en: 'Promises' } },
  { path: 'feeds.html', label: { zh: '订阅', en: 'Feeds' } },
  { path: COVERAGE_PATH, label: { zh: '覆盖', en: 'Coverage' } },
  { path: CHAIN_PATH, label: { zh: '核对', en: 'Check it' } },
]

function sections(from: string): Markup {
  const links = SECTIONS.map(({ path, label }) => {
    const here = path === from && markup` aria-current="page"`
    return markup`<li><a href="${linkTo(path, from)}"${here}>${bilingual(label)}</a></li>`
  })
  return markup`<nav class="sections" aria-label="letterwatch"><ul>${links}</ul></nav>`
}

/** The addresses of a page in each language: `language.js` remembers which was asked for; without it the style sheet shows it. */
const LANGUAGES = markup`<p class="languages"><a class="to-english" href="#en" lang="en" hreflang="en">English</a><a class="to-chinese" href="#zh" lang="zh-CN" hreflang="zh-CN">中文</a></p>`

function crumbTrail(crumbs: Crumb[], from: string): Markup {
  const steps = crumbs.map(({ name, path }) =>
    path === undefined
      ? markup`<li aria-current="page">${name}</li>`
      : markup`<li><a href="${linkTo(path, from)}">${name}</a></li>`,
  )
  const home = markup`<li><a href="${linkTo('index.html', from)}">${both('首页', 'Home')}</a></li>`
  return markup`<nav class="trail" aria-label="位置 Location"><ol class="crumbs">${home}${steps}</ol></nav>
`
}

function footer(from: string): Markup {
  return markup`<footer class="site">
<p><a href="${linkTo('feeds.html', from)}">${both('订阅', 'Feeds')}</a> · <a href="${linkTo(COVERAGE_PATH, from)}">${both('监测覆盖', 'Coverage')}</a> · <a href="${linkTo(RULES_PATH, from)}">${both('规则', 'Rules')}</a> · <a href="${linkTo(CHAIN_PATH, from)}">${both('台账核对', 'Check it')}</a></p>
<p class="zh">本站逐次读取公开栏目，只记录读取时所见；两次读取之间出现又消失的改动无从得知。所存内容自公布其哈希值以来未经改动。</p>
<p lang="en">We record what we saw when we looked; what came and went between two looks cannot be seen. What we hold is unaltered since we published its hash.</p>
</footer>`
}
