import { failure, type HttpFailure } from './failure.ts'
import type { HttpResponse, HttpResult } from './http.ts'

export const MAX_REDIRECTS = 5
const STATUSES = [301, 302, 303, 307, 308]

/**
 * What `request` returns for `start`, after at most five redirects. `request` also receives the address that redirected; `refuse` returns a
 * failure for a redirect that must not be followed.
 */
export async function follow(
  start: URL,
  request: (url: URL, from?: URL) => Promise<HttpResult>,
  refuse: (target: URL, from: URL) => HttpFailure | undefined = refuseOtherPlace,
): Promise<HttpResult> {
  let url = start
  let from: URL | undefined
  for (let redirects = 0; ; redirects++) {
    const result = await request(url, from)
    if (result.kind === 'failure') return result
    const target = redirectTarget(result)
    if (target === undefined) return result
    const refused = redirects === MAX_REDIRECTS ? TOO_MANY : refuse(target, result.url)
    if (refused) return refused
    from = result.url
    url = target
  }
}

const TOO_MANY = failure('redirect', `it redirects more than ${MAX_REDIRECTS} times`)

/** Refuses a redirect away from the host and port of `from`. http and https on their default ports are one place. */
export function refuseOtherPlace(target: URL, from: URL): HttpFailure | undefined {
  if (!isWeb(target))
    return failure('redirect', `it redirects to ${target.href.slice(0, 100)}, which is neither https nor http`)
  if (target.hostname !== from.hostname) return failure('redirect', `it redirects to another host, ${target.hostname}`)
  return target.port === from.port ? undefined : failure('redirect', `it redirects to another port, ${target.host}`)
}

/** Refuses only what is not a web address: for an address that the operator chose. */
export function refuseOtherScheme(target: URL): HttpFailure | undefined {
  return isWeb(target) ? undefined : refuseOtherPlace(target, target)
}

const isWeb = ({ protocol }: URL) => protocol === 'https:' || protocol === 'http:'

/** Where a response redirects to. The first value of Location that is not empty counts, as in browsers; one that cannot be read redirects nowhere. */
function redirectTarget({ status, headers, url }: HttpResponse): URL | undefined {
  const location = STATUSES.includes(status) ? headers['location']?.find((value) => value.trim() !== '') : undefined
  return location === undefined ? undefined : (URL.parse(percentEncoded(location), url.href) ?? undefined)
}

/** Bytes that are not ASCII, percent-encoded as they are: browsers do so, whether a server sends UTF-8 or GBK. */
function percentEncoded(location: string): string {
  return location.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)
}
