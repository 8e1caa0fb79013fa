import { compact } from '../edit/compact.ts'
import { fold } from '../edit/fold.ts'
import type { Letter } from '../letter.ts'
import { namesIn } from './find-promises.ts'

/** The offices `letter` names, and the documents (in 《》 or by number), each once, in order. Found by their form: some are missed. */
export function findNames({ title, paragraphs }: Letter): { offices: string[]; documents: string[] } {
  return namesIn([title, ...paragraphs.map(({ text }) => text)].map((text) => fold(compact(text))).join('\n'))
}
