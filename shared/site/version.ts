import type { Entry, EntryOf } from '../entry.ts'
import type { Letter } from '../letter.ts'

type Versioned = EntryOf<'letter.published' | 'letter.edited' | 'letter.restored' | 'letter.moved' | 'letter.reread'>

/** An entry that carries a letter's text. */
export type VersionEntry = Versioned & { data: { content: Letter } }

export function carriesText(entry: Entry): entry is VersionEntry {
  return 'content' in entry.data && entry.data.content !== undefined
}
