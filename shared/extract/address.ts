const POST = /\/m?post_(\d{1,20})\.s?html?$/i

/** The platform's number of the letter at `url`, from `post_N`, `mpost_N` and `/gkmlpt/content/a/b/post_N` forms alike. */
export function postIdOf(url: string): string | undefined {
  return POST.exec(parseAddress(url)?.pathname ?? '')?.[1]
}

/** The session id that Java servers append to addresses when no cookies are sent: different at every request. */
const SESSION_ID = /;jsessionid=[^/;]*/i

/** `href` as an absolute address without fragment, `?jump=true` and session id; undefined unless it is http or https. */
export function canonicalAddress(href: string, base: string): string | undefined {
  const address = parseAddress(href.trim(), base)
  if (address === undefined || !/^https?:$/.test(address.protocol)) return undefined
  address.hash = ''
  address.pathname = address.pathname.replace(SESSION_ID, '')
  if (address.searchParams.has('jump')) address.searchParams.delete('jump')
  return address.href
}

/** The host of `url` without its port, in lower case; undefined when it is no address. */
export function hostOf(url: string): string | undefined {
  return parseAddress(url)?.hostname
}

/** The directory of `url`, as a path with its closing slash: `…/a/` for both `…/a/` and `…/a/index.html`. */
export function directoryOf(url: string): string {
  return parseAddress('.', url)?.pathname ?? '/'
}

/** `href` read against `base`, or undefined when it is no address at all. */
export function parseAddress(href: string, base?: string): URL | undefined {
  return URL.parse(href, base) ?? undefined
}
