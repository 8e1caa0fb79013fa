import { type Markup, markup } from '../pages/markup.ts'
import type { FeedDocument } from './feed.ts'

/** Where the ledgers ended when a feed was written, for RSS and Atom. */
export function headElements({ heads = [] }: FeedDocument): Markup[] {
  return heads.map(
    ({ column, sequence, hash }) => markup`<lw:head column="${column}" sequence="${sequence}" hash="${hash}"/>
`,
  )
}
