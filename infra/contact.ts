import { Settings } from '../shared/settings.ts'
import { refusedHost } from '../shared/webhooks/address-guard.ts'

/**
 * The hosts of `urls` whose offices cannot reach the operator, because `contact` is still the placeholder. Loopback and private addresses need
 * no contact.
 */
export function hostsWithoutContact({ contact, userAgent }: Settings, urls: string[]): string[] {
  const isDefault = contact === Settings.parse({}).contact && userAgent === undefined
  if (!isDefault) return []
  return urls.map((url) => new URL(url)).flatMap((url) => (refusedHost(url) === undefined ? [url.hostname] : []))
}

/** Why the first of `urls` may not be crawled without a contact, or undefined when all may be. */
export function missingContact(settings: Settings, urls: string[]): string | undefined {
  const [host] = hostsWithoutContact(settings, urls)
  if (host === undefined) return undefined
  return `Cannot crawl ${host}: "contact" is still ${Settings.parse({}).contact}. Set it in the configuration to an address or page of your own, where the office can reach you`
}
