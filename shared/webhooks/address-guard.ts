import ipaddr from 'ipaddr.js'

/** Global unicast, the only part of IPv6 from which addresses of the public network are given out (IANA, RFC 4291). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/** Services of a cloud's own machines at an address that IANA counts as public: Azure's metadata and agent. */
const CLOUD_SERVICES = ['168.63.129.16']

/**
 * Whether `address` is one of the public network, by IANA's registries of special-purpose addresses. Every form of IPv6 that
 * carries an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo) counts as special, whatever it carries: no receiver needs one.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast' || CLOUD_SERVICES.includes(parsed.toString())) return false
  return !(parsed instanceof ipaddr.IPv6) || parsed.match(GLOBAL_UNICAST)
}

/** The IP address that `url` names, or undefined when it names a host. */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(host) ? host : undefined
}

/**
 * Why nothing may be sent to `address`, or undefined when it may. Only the address itself is checked: what its name resolves to is checked
 * when connecting. `allowPrivate` permits http, other ports and addresses that are not public.
 */
export function validateUrl(address: string, allowPrivate: boolean): string | undefined {
  const url = URL.parse(address)
  if (!url) return 'it is not an address'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'it is neither https nor http'
  if (url.username !== '' || url.password !== '') return 'it carries a user name or password'
  return allowPrivate ? undefined : validatePublicUrl(url)
}

function validatePublicUrl(url: URL): string | undefined {
  if (url.protocol !== 'https:') return 'it is not https'
  if (url.port !== '') return `its port is ${url.port}, not 443`
  return refusedHost(url)
}

/** Why no connection is made to the host of `url`: it is an address that is not public, or a name of this machine. Names are not resolved. */
export function refusedHost(url: URL): string | undefined {
  if (/(^|\.)localhost\.?$/.test(url.hostname)) return `${url.hostname} resolves to this machine`
  const literal = literalAddress(url)
  return literal === undefined || isPublicAddress(literal) ? undefined : notPublicReason(literal)
}

/** Why nothing is sent to the IP address `address`. */
export function notPublicReason(address: string): string {
  return `${address} is not an address of the public network`
}
