import type { Served } from '../snapshot.ts'
import { decode } from './decode.ts'
import { openPage, type Page } from './document.ts'

/** The page that `served` holds, decoded and parsed, or why its bytes make none. */
export function openServed(served: Served): Page | { why: string } {
  const decoded = decode(served)
  return 'why' in decoded ? decoded : openPage(decoded.text, served.finalUrl)
}
