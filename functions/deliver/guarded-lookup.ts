import { lookup as askSystem } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { isPublicAddress, notPublic } from '../../shared/webhooks/address-guard.ts'

export type ResolvedAddress = { address: string; family: number }

/** All addresses of a host name. Throws what the resolver throws. */
export type Resolve = (host: string) => Promise<ResolvedAddress[]>

export const systemResolve: Resolve = (host) => askSystem(host, { all: true })

/** A name resolved to an address that we do not connect to. */
export class RefusedAddress extends Error {}

/** The addresses of `host`. Throws RefusedAddress when any of them is not public: a mixed answer is an attack, not a choice. */
export async function publicAddresses(host: string, resolve: Resolve): Promise<ResolvedAddress[]> {
  const addresses = await resolve(host)
  const refused = addresses.find(({ address }) => !isPublicAddress(address))
  if (refused) throw new RefusedAddress(`${host} resolves to ${refused.address}: ${notPublic(refused.address)}`)
  if (addresses.length === 0) throw new RefusedAddress(`${host} resolves to no address`)
  return addresses
}

/**
 * The `lookup` of a connection that goes to no address but those checked, unless `allowPrivate`. It is asked anew on every attempt and
 * the connection is made to what it answers, so that a name that changes its answer gains nothing.
 */
export function lookupBy(resolve: Resolve, allowPrivate: boolean): LookupFunction {
  const addressesOf = allowPrivate ? resolve : (host: string) => publicAddresses(host, resolve)
  return (host, { all }, answer) => {
    const found = (addresses: ResolvedAddress[]) =>
      all ? answer(null, addresses) : answer(null, addresses[0]?.address ?? '', addresses[0]?.family)
    addressesOf(host).then(found, (error: unknown) => answer(error as Error, ''))
  }
}
