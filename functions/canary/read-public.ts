import type { Read } from './turn.ts'

const TIMEOUT_MS = 20_000

/** What anybody is served at `url`, through whatever cache stands before it. */
export async function readPublic(url: string): Promise<Read> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    return response.ok ? { text: await response.text() } : { why: `${url} answers ${response.status}` }
  } catch (error) {
    return {
      why: `${url}: ${error instanceof Error ? String(error.cause instanceof Error ? error.cause : error) : String(error)}`,
    }
  }
}
