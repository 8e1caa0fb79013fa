/** `address` if a page may link to it: only http and https, never `javascript:` or the like. */
export function httpAddress(address: string): string | undefined {
  const url = URL.parse(address)
  return url && (url.protocol === 'http:' || url.protocol === 'https:') ? url.href : undefined
}
