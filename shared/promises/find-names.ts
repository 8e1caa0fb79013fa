import { compact } from '../edit/compact.ts'
import { fold } from '../edit/fold.ts'
import type { Letter } from '../letter.ts'
import { namesIn } from './find-promises.ts'

/**
 * The offices `letter` names, and the documents (in 《》 or by number) other than the proposal it answers, each once, in order. Found by
 * their form: some are missed.
 */
export function findNames({ title, number, paragraphs }: Pick<Letter, 'title' | 'number' | 'paragraphs'>): {
  offices: string[]
  documents: string[]
} {
  const { offices, documents } = namesIn(
    [title, ...paragraphs.map(({ text }) => text)].map((text) => fold(compact(text))).join('\n'),
  )
  return { offices, documents: documents.filter((name) => name !== `第${number ?? ''}号`) }
}
