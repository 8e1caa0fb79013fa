import type { Token } from '../text/tokenize.ts'

/** The names among the `atoms` of `folded`, in order: offices, documents, and people before their office. */
export function namesIn(folded: string, atoms: Token[]): string[] {
  return atoms.filter(({ kind }) => kind === 'name').map(({ start, end }) => folded.slice(start, end))
}

/** How an office's name ends: people before their office are names too. */
const OFFICE = /(?:[委局厅部会院]|国务院|政府|人大|政协|办公室)$/
const SOME_OFFICE = /相关|有关/

/** The offices among `names`, each once. Found by their form: some are missed. */
export function officesAmong(names: string[]): string[] {
  return [...new Set(names.filter((name) => OFFICE.test(name) && !SOME_OFFICE.test(name)))]
}

/** The documents among `names`, in 《》 or by number, each once. */
export function documentsAmong(names: string[]): string[] {
  return [...new Set(names.filter((name) => name.startsWith('《') || name.endsWith('号')))]
}
