import { type Http, isOk } from '../ports/http/http.ts'
import { follow } from '../ports/http/redirect.ts'
import type { Read } from './canary.ts'

/** Fetches public addresses through the CDN, as readers do. */
export function openPublicReader(http: Pick<Http, 'request'>): (url: string) => Promise<Read> {
  return async (url) => {
    const result = await follow(new URL(url), (each) => http.request({ url: each }))
    if (result.kind === 'failure') return { why: `${url}: ${result.why}` }
    return isOk(result) ? { text: result.body.toString() } : { why: `${url} answers ${result.status}` }
  }
}
