import type { Served } from '../served.ts'
import { decode } from './decode.ts'
import { openPage, type Page } from './document.ts'

/** The page that `served` holds, decoded and parsed, or why its bytes make none. */
export function openServed(served: Served): Page | { why: string } {
  const decoded = decode(served)
  if ('why' in decoded) return decoded
  return openPage(decoded.text, served.finalUrl) ?? { why: 'the elements of the page nest too deep to be one' }
}
