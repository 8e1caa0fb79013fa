const POST = /\/m?post_(\d{1,20})\.s?html?$/i

/** The platform's number of the letter at `url`, from `post_N`, `mpost_N` and `/gkmlpt/content/a/b/post_N` forms alike. */
export function postIdOf(url: string): string | undefined {
  return POST.exec(parseAddress(url)?.pathname ?? '')?.[1]
}

/** What servers of Java put behind an address for who sends no cookies: other characters at every visit. */
const VISIT = /;jsessionid=[^/;]*/i

/** `href` as an absolute address without fragment, `?jump=true` and the number of a visit; undefined unless it is http or https. */
export function canonicalAddress(href: string, base: string): string | undefined {
  const address = parseAddress(href.trim(), base)
  if (address === undefined || !/^https?:$/.test(address.protocol)) return undefined
  address.hash = ''
  address.pathname = address.pathname.replace(VISIT, '')
  if (address.searchParams.has('jump')) address.searchParams.delete('jump')
  return address.href
}

/** The address of page `k` of a column's listing: the column's own address first, then `index_k.html` in its directory. */
export function listingPageAddress(columnUrl: string, k: number): string {
  return k <= 1 ? columnUrl : new URL(`index_${k}.html`, columnUrl).href
}

/** The host of `url` without its port, in lower case; undefined when it is no address. */
export function hostOf(url: string): string | undefined {
  return parseAddress(url)?.hostname
}

/** The directory `url` lies in, as a path with its closing slash: of `…/a/` and `…/a/index.html` alike `…/a/`. */
export function directoryOf(url: string): string {
  return parseAddress('.', url)?.pathname ?? '/'
}

/** `href` read against `base`, or undefined when it is no address at all. */
export function parseAddress(href: string, base?: string): URL | undefined {
  return URL.parse(href, base) ?? undefined
}
