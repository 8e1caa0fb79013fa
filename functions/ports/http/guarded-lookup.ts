import { lookup as systemLookup } from 'node:dns/promises'
import { type LookupFunction } from 'node:net'
import { isPublicAddress, notPublicReason } from '../../../shared/webhooks/address-guard.ts'

export type ResolvedAddress = { address: string; family: number }

/** All addresses of a host name. Throws what the resolver throws. */
export type Resolve = (host: string) => Promise<ResolvedAddress[]>

export const systemResolve: Resolve = (host) => systemLookup(host, { all: true })

/** A host that resolves to an address to which no connection is made. */
export class RefusedAddress extends Error {}

/** The addresses of `host`. Throws RefusedAddress when any of them is not public: a mixed answer is an attack, not a choice. */
export async function publicAddresses(host: string, resolve: Resolve): Promise<ResolvedAddress[]> {
  const addresses = await resolve(host)
  const refused = addresses.find(({ address }) => !isPublicAddress(address))
  if (refused) throw new RefusedAddress(`${host} resolves to ${refused.address}: ${notPublicReason(refused.address)}`)
  if (addresses.length === 0) throw new RefusedAddress(`${host} resolves to no address`)
  return addresses
}

/**
 * The `lookup` of one connection. With `publicOnly` it answers checked addresses only, and the connection uses exactly those: a name that
 * changes its addresses between check and connection (DNS rebinding) has no effect.
 */
export function guardedLookup(resolve: Resolve, publicOnly: boolean): LookupFunction {
  const addressesOf = publicOnly ? (host: string) => publicAddresses(host, resolve) : resolve
  return (host, { all }, answer) => {
    const found = (addresses: ResolvedAddress[]) => {
      const [first] = addresses
      if (!first) answer(Object.assign(new Error(`${host} has no address`), { code: 'ENODATA' }), '')
      else if (all) answer(null, addresses)
      else answer(null, first.address, first.family)
    }
    addressesOf(host).then(found, (error: unknown) => answer(error as Error, ''))
  }
}
