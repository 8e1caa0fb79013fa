import type { HttpRequest, HttpResult } from '../../functions/ports/http/http.ts'
import { firstBody, titleOf } from './letters.ts'
import { page, SKINS, type SkinName } from './pages.ts'

export const ORIGIN = 'http://www.office.example'
const COLUMN_PATH = '/xxgk/ztzl/tadf/'
/** Where the files are that are attached to letters. */
const FILES = '/xxgk/files/'
export const COLUMN_URL = `${ORIGIN}${COLUMN_PATH}`

/** How an office is set up. `cap`: its list shows only so many letters; `validators`: which hints come with its pages. */
export type OfficeSetup = {
  system: 'nfcms' | 'trs'
  letters: number
  perPage: number
  order: 'newest first' | 'oldest first'
  cap?: number
  validators: Validators
}
/** `honest`: an ETag for each text; `stuck`: one that never changes, answered 304; `frozen`: a Last-Modified that never changes, never 304. */
type Validators = 'none' | 'honest' | 'stuck' | 'frozen'

/** A letter of the office. `page`: its page opens at `post`; `listed`: it is in the column; `former`: what older addresses answer. */
type OfficeLetter = {
  key: number
  post: number
  day: number
  body: string[]
  listed: boolean
  page: boolean
  pinned: boolean
  former: Map<number, FormerAddress>
}
export type FormerAddress = 'gone' | 'redirect' | 'stays'

export const TROUBLES = [
  '404',
  'soft 404',
  '503',
  'front page',
  'one page',
  'firewall',
  'busy',
  'silent',
  'empty list',
] as const
/** What the whole site answers instead of its pages. */
export type Trouble = (typeof TROUBLES)[number]
/** What the page of one letter answers instead of its letter. */
export const FAULTS = ['mixed up', 'cut off', 'bad byte', '403', 'empty', 'half'] as const
export type Fault = (typeof FAULTS)[number]

/** A trouble of the next `crawls` crawls, from their request `from` on (0: robots.txt or the list). */
type ActiveTrouble = { trouble: Trouble; crawls: number; from: number }
/** A fault of one letter; `once`: only the first request of a crawl. */
type ActiveFault = { fault: Fault; crawls: number; once: boolean; other: number }

/** The model office: what it publishes, and what its server answers. It is the truth that an observer knows. */
export class Office {
  readonly letters = new Map<number, OfficeLetter>()
  readonly faults = new Map<number, ActiveFault>()
  readonly setup: OfficeSetup
  skin: SkinName
  trouble: ActiveTrouble | undefined
  isCluttered = false
  /** What changes after so many requests of the next crawl. */
  during: { after: number; change: () => void } | undefined
  /** Whether an answer of the present crawl was not what the office meant to show. */
  isDisturbed = false
  /** Whether the trouble of the site answered a request for a listed letter in the present crawl. */
  isOut = false
  today = 0
  private nextPost = 10_001
  private requests = 0
  private visits = 100
  private readonly asked = new Set<number>()

  constructor(setup: OfficeSetup) {
    this.setup = setup
    this.skin = setup.system
    for (let key = 1; key <= setup.letters; key++) this.publish(key, key - setup.letters - 1)
  }

  publish(key: number, day = this.today): void {
    if (this.letters.has(key)) return
    const letter = { key, post: this.nextPost++, day, body: firstBody(key), listed: true, page: true, pinned: false }
    this.letters.set(key, { ...letter, former: new Map() })
  }

  move(letter: OfficeLetter, former: FormerAddress): void {
    letter.former.set(letter.post, former)
    letter.post = this.nextPost++
    letter.page = letter.listed = true
  }

  /** The letters of the column in the order of its list, as far as the list shows them. */
  listing(): OfficeLetter[] {
    const { order, cap = Infinity } = this.setup
    const listed = [...this.letters.values()].filter((letter) => letter.listed)
    listed.sort((a, b) => b.day - a.day || b.post - a.post)
    const shown = listed.slice(0, cap)
    if (order === 'oldest first') shown.reverse()
    return [...shown.filter(({ pinned }) => pinned), ...shown.filter(({ pinned }) => !pinned)]
  }

  urlOf({ post, day }: OfficeLetter): string {
    return this.addressOf(post, day)
  }

  addressOf(post: number, day: number): string {
    return `${ORIGIN}${this.pathOf(post, day)}`
  }

  private pathOf(post: number, day: number): string {
    const date = dayOf(day)
    if (this.setup.system === 'nfcms') return `${COLUMN_PATH}content/post_${post}.html`
    return `${COLUMN_PATH}${date.slice(0, 7).replace('-', '')}/t${date.replaceAll('-', '')}_${post}.html`
  }

  beginCrawl(): void {
    this.requests = 0
    this.isDisturbed = this.isOut = false
    this.asked.clear()
  }

  /** Ends a crawl: what lasts for a number of crawls has one less. */
  endCrawl(): void {
    this.during?.change()
    this.during = undefined
    if (this.trouble && --this.trouble.crawls <= 0) this.trouble = undefined
    for (const [key, fault] of this.faults) if (--fault.crawls <= 0) this.faults.delete(key)
  }

  answer({ url, headers = {} }: HttpRequest, now: Date): HttpResult {
    const nth = this.requests++
    if (this.during && nth >= this.during.after) {
      this.during.change()
      this.during = undefined
    }
    if (url.pathname === '/robots.txt') return response(url, 404, page('404', '<h1>404 Not Found</h1>'))
    const { trouble } = this
    if (trouble && nth >= trouble.from) {
      this.isDisturbed = true
      if (trouble.trouble !== 'empty list' && this.listing().some((letter) => this.urlOf(letter) === url.href))
        this.isOut = true
      if (trouble.trouble !== 'empty list' || this.pageOf(url) !== undefined) return this.troubled(trouble.trouble, url)
    }
    if (url.pathname === '/') return response(url, 200, FRONT)
    if (url.pathname.startsWith(FILES))
      return response(url, 200, `%PDF-1.4 ${url.pathname}`, { 'content-type': 'application/pdf' })
    return this.conditional(this.plain(url, now), headers)
  }

  private plain(url: URL, now: Date): HttpResult {
    const at = this.pageOf(url)
    if (at !== undefined) return this.listPage(url, at)
    const post = Number(/_(\d+)\.html$/.exec(url.pathname)?.[1] ?? 0)
    for (const letter of this.letters.values()) {
      const former = letter.former.get(post)
      if (former === 'redirect' && letter.page) return response(url, 302, '', { location: this.urlOf(letter) })
      if ((letter.post === post || former === 'stays') && letter.page) return this.letterPage(url, letter, now)
    }
    return response(url, 404, NOT_FOUND)
  }

  private letterPage(url: URL, letter: OfficeLetter, now: Date): HttpResult {
    this.visits++
    const clutter = this.isCluttered ? { visits: this.visits, clock: now.toISOString().slice(11, 19) } : undefined
    const show = (shown: OfficeLetter) => {
      const token = this.isCluttered ? `?token=${this.visits}` : ''
      const file = shown.key % 4 === 0 ? `${FILES}${shown.key}.pdf${token}` : undefined
      return SKINS[this.skin].letter({ title: titleOf(shown.key), day: dayOf(shown.day), body: shown.body, file }, clutter)
    }
    const html = show(letter)
    const fault = this.faults.get(letter.key)
    const isFirst = !this.asked.has(letter.key)
    this.asked.add(letter.key)
    if (!fault || (fault.once && !isFirst)) return response(url, 200, html)
    if (fault.fault !== 'bad byte') this.isDisturbed = true
    const other = this.letters.get(fault.other)
    switch (fault.fault) {
      case 'mixed up':
        return response(url, 200, other && other !== letter ? show(other) : html)
      case 'cut off':
        return response(url, 200, html.slice(0, html.indexOf('二是')))
      case 'bad byte':
        return response(url, 200, Buffer.concat([Buffer.from(html.replace('</body>', '')), Buffer.from([0xff, 0xc4])]))
      case '403':
        return response(url, 403, FIREWALL)
      case 'empty':
        return response(url, 200, '')
      case 'half':
        return response(url, 200, page(titleOf(letter.key), '<div class="wrap"></div>'))
    }
  }

  private pageOf({ pathname }: URL): number | undefined {
    if (pathname === COLUMN_PATH) return 0
    const index = /\/index_(\d+)\.html$/.exec(pathname)?.[1]
    if (index === undefined) return undefined
    return this.setup.system === 'nfcms' ? Number(index) - 1 : Number(index)
  }

  private listPage(url: URL, at: number): HttpResult {
    const listing = this.listing()
    const { perPage } = this.setup
    const pages = Math.max(1, Math.ceil(listing.length / perPage))
    if (at >= pages) return response(url, 404, NOT_FOUND)
    const rows = listing.slice(at * perPage, (at + 1) * perPage).map((letter) => ({
      url:
        this.setup.system === 'nfcms'
          ? this.urlOf(letter)
          : `./${this.pathOf(letter.post, letter.day).slice(COLUMN_PATH.length)}`,
      title: titleOf(letter.key),
      day: dayOf(letter.day),
    }))
    return response(url, 200, SKINS[this.skin].list({ rows, page: at, pages }))
  }

  private conditional(result: HttpResult, headers: Record<string, string>): HttpResult {
    const { validators } = this.setup
    if (result.kind === 'failure' || result.status !== 200 || validators === 'none') return result
    if (validators === 'frozen') {
      result.headers['last-modified'] = ['Mon, 01 Dec 2025 00:00:00 GMT']
      return result
    }
    const etag = validators === 'stuck' ? '"1"' : `"${hash(result.body.toString('latin1'))}"`
    result.headers['etag'] = [etag]
    return headers['if-none-match'] === etag ? { ...result, status: 304, body: Buffer.alloc(0) } : result
  }

  private troubled(trouble: Trouble, url: URL): HttpResult {
    switch (trouble) {
      case '404':
        return response(url, 404, NOT_FOUND)
      case 'soft 404':
        return response(url, 200, page('页面不存在', '<div class="err"><p>抱歉，您访问的页面不存在或已删除。</p></div>'))
      case '503':
        return response(url, 503, page('503', '<h1>503 Service Unavailable</h1>'))
      case 'front page':
        return url.pathname === '/' ? response(url, 200, FRONT) : response(url, 302, '', { location: '/' })
      case 'one page':
        return response(
          url,
          200,
          page('系统升级公告', '<div class="notice"><p>因系统升级，本网站暂停服务，给您带来不便，敬请谅解。</p></div>'),
        )
      case 'firewall':
        return response(url, 200, FIREWALL)
      case 'busy':
        return response(url, 200, page('系统繁忙', '<p>系统繁忙，请稍后再试。</p>'))
      case 'silent':
        return { kind: 'failure', reason: 'timeout', why: 'no whole response within 20000 ms' }
      case 'empty list':
        return response(url, 200, SKINS[this.skin].list({ rows: [], page: 0, pages: 1 }))
    }
  }
}

const NOT_FOUND = '<html><head><title>404</title></head><body><h1>404 Not Found</h1></body></html>'
const FIREWALL =
  '<html><head><title>访问被拦截</title></head><body><p>您的访问请求被拦截，请求编号：0000000000。</p></body></html>'
const FRONT = page('示例市科技创新局', '<div class="home"><h2>通知公告</h2><p>欢迎访问示例市科技创新局网站。</p></div>')

/** The date of a day of the simulation, which begins with 1 March 2026; earlier days are negative. */
function dayOf(day: number): string {
  return new Date(Date.UTC(2026, 2, 1) + day * 86_400_000).toISOString().slice(0, 10)
}

function response(url: URL, status: number, body: string | Buffer, headers: Record<string, string> = {}): HttpResult {
  const bytes = Buffer.from(body)
  const all = { 'content-type': 'text/html; charset=utf-8', ...headers }
  const listed = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]]))
  return { kind: 'response', url, status, headers: listed, body: bytes, transferred: bytes.length }
}

/** A short hash of a page (FNV-1a). */
function hash(text: string): string {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0
  return value.toString(16)
}
