import { type Cookie, CookieJar, MemoryCookieStore } from 'tough-cookie'

/** The most bytes of one cookie, as in browsers, and of all that are sent: common servers (nginx, Tomcat) refuse a head of more than 8 kB. */
const MAX_BYTES = 4096
/** A site that sets more loses its oldest; RFC 6265 (6.1) asks for 50 at least. */
const MAX_COOKIES = 50

export type Cookies = {
  /** The Cookie header for `url`; undefined without cookies. */
  headerFor: (url: URL) => string | undefined
  /** Keeps what a response of `url` set. */
  keep: (setCookie: string[] | undefined, url: URL) => void
}

/** The cookies of a site while it is visited, by the rules of browsers: domain, path, Secure, deletion by a date in the past. */
export function openCookies(): Cookies {
  const store = new MemoryCookieStore()
  const jar = new CookieJar(store)
  return {
    headerFor(url) {
      const matching = jar.getCookiesSync(url, { sort: true })
      const fitting = newestThatFit(matching)
      const sent = matching.filter((cookie) => fitting.has(cookie)).map((cookie) => cookie.cookieString())
      return sent.length === 0 ? undefined : sent.join('; ')
    },
    keep(setCookie, url) {
      if (setCookie === undefined) return
      for (const line of setCookie) jar.setCookieSync(line, url, { ignoreError: true })
      store.getAllCookies((_, all = []) => {
        const live = all.filter((cookie) => cookie.TTL() > 0 && cookie.cookieString().length <= MAX_BYTES)
        const kept = new Set(live.toSorted(newestFirst).slice(0, MAX_COOKIES))
        for (const cookie of all)
          if (!kept.has(cookie)) void store.removeCookie(cookie.domain ?? '', cookie.path ?? '', cookie.key)
      })
    },
  }
}

function newestFirst(a: Cookie, b: Cookie): number {
  return b.creationIndex - a.creationIndex
}

function newestThatFit(cookies: Cookie[]): Set<Cookie> {
  let bytes = 0
  return new Set(cookies.toSorted(newestFirst).filter((cookie) => (bytes += cookie.cookieString().length + 2) <= MAX_BYTES + 2))
}
