import {
  CHAIN_PATH,
  COVERAGE_PATH,
  FEEDS_PATH,
  HOME_PATH,
  linkTo,
  PROMISES_PATH,
  recordAddress,
  RULES_PATH,
  SEARCH_PATH,
  type TextFile,
} from '../record.ts'
import { type Content, type Markup, markup } from '../render/markup.ts'
import { bilingual, both } from './elements.ts'

/** A page runs only our own scripts, loads nothing from other servers, and sends nothing. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'"

/** One step of the breadcrumb: its name, and its path unless it is the page itself. */
type Crumb = { name: Content; path?: string }

/** The scripts that a page may load, beside `language.js`, which every page has. */
type Script = 'filters' | 'sorting' | 'changes' | 'search'

/**
 * A page of the record. `path` is relative to the record's root; `feeds` are the feeds that a browser may offer, their paths without an
 * ending; with `publicUrl`, the record's address, the page names its own address.
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

/** `page` as a file: static HTML with relative links. */
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
<a class="skip" href="#main">${both('跳到正文', 'Skip to main content')}</a>
<header class="site">
<a class="brand" href="${linkTo(HOME_PATH, path)}">letterwatch</a>
${sections(path)}
${LANGUAGES}
</header>
${crumbs.length > 0 && breadcrumb(crumbs, path)}<main id="main" tabindex="-1">
${body}
</main>
${footer(path)}
</body>
</html>
`
  return { path, body: document.text }
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

/** Plain scripts where possible, because a browser runs no module from a folder. Search needs a server anyway. */
function script(name: Script, from: string): Markup {
  const kind = name === 'search' ? markup`type="module"` : markup`defer`
  return markup`<script ${kind} src="${linkTo(`${name}.js`, from)}"></script>
`
}

/** The pages that every page links to. */
const SECTIONS = [
  { path: HOME_PATH, label: { zh: '动态', en: 'Latest' } },
  { path: SEARCH_PATH, label: { zh: '搜索', en: 'Search' } },
  { path: PROMISES_PATH, label: { zh: '承诺', en: 'Promises' } },
  { path: FEEDS_PATH, label: { zh: '订阅', en: 'Feeds' } },
  { path: COVERAGE_PATH, label: { zh: '监测情况', en: 'Coverage' } },
  { path: CHAIN_PATH, label: { zh: '核验', en: 'Verify' } },
]

function sections(from: string): Markup {
  const links = SECTIONS.map(({ path, label }) => {
    const here = path === from && markup` aria-current="page"`
    return markup`<li><a href="${linkTo(path, from)}"${here}>${bilingual(label)}</a></li>`
  })
  return markup`<nav class="sections" aria-label="主导航 Main"><ul>${links}</ul></nav>`
}

/** The page in each language: `language.js` remembers the choice; without it the style sheet shows it. */
const LANGUAGES = markup`<p class="languages"><a class="to-english" href="#en" lang="en" hreflang="en">English</a><a class="to-chinese" href="#zh" lang="zh-CN" hreflang="zh-CN">中文</a></p>`

function breadcrumb(crumbs: Crumb[], from: string): Markup {
  const steps = crumbs.map(({ name, path }) =>
    path === undefined
      ? markup`<li aria-current="page">${name}</li>`
      : markup`<li><a href="${linkTo(path, from)}">${name}</a></li>`,
  )
  const home = markup`<li><a href="${linkTo(HOME_PATH, from)}">${both('首页', 'Home')}</a></li>`
  return markup`<nav class="trail" aria-label="当前位置 Breadcrumb"><ol class="crumbs">${home}${steps}</ol></nav>
`
}

function footer(from: string): Markup {
  return markup`<footer class="site">
<p><a href="${linkTo(FEEDS_PATH, from)}">${both('订阅', 'Feeds')}</a> · <a href="${linkTo(COVERAGE_PATH, from)}">${both('监测情况', 'Coverage')}</a> · <a href="${linkTo(RULES_PATH, from)}">${both('规则', 'Rules')}</a> · <a href="${linkTo(CHAIN_PATH, from)}">${both('核验', 'Verify')}</a></p>
<p class="zh">本站定时读取公开栏目，只记录读取时看到的内容；两次读取之间出现又消失的改动无法发现。所存内容自哈希值公布之后未作改动。</p>
<p lang="en">This site records what each page showed when it was read. Changes that appear and disappear between two readings cannot be detected. Stored content has not been altered since its hash was published.</p>
</footer>`
}
