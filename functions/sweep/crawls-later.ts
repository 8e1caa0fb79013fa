import type { Crawls } from './crawls.ts'

/** Crawls where none may ever have to be started: Lambda's client is loaded with the first. Bundles hold `crawls.ts` itself. */
export function openCrawls(name: string): Crawls {
  return { start: async (host) => (await import('./crawls.ts')).openCrawls(name).start(host) }
}
