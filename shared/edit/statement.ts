import { visible } from '../escape.ts'

/** One statement of a summary in both languages. */
export type Statement = { zh: string; en: string }

/** A longer quotation is cut to this many characters. */
const QUOTED = 24
/** What is left of the beginning that two quotations share. */
const LEAD = 7
/** More than this many of one kind are only counted. */
export const NAMED = 3

/** `text` without its last mark, cut where it is long, and safe to print: what reorders or breaks text is made visible. */
export function quote(text: string): string {
  return visible(excerpt(text.replace(/(?<=.)[。；;，,、]$/, ''), QUOTED))
}

/** What stood and what stands, each as `quote` gives it; long ones that begin alike from shortly before they part. */
export function quoteBoth(before: string, after: string): [before: string, after: string] {
  const [stood, stands] = [Array.from(before), Array.from(after)]
  const parting = stood.findIndex((character, at) => character !== stands[at])
  const from = parting - LEAD
  if (from <= 0 || Math.max(stood.length, stands.length) <= QUOTED) return [quote(before), quote(after)]
  const tail = (characters: string[]) => `…${quote(characters.slice(from).join(''))}`
  return [tail(stood), tail(stands)]
}

/** The first few of `texts`, each between quotation marks. */
export function quoteAll(texts: string[]): string {
  const quoted = texts.slice(0, NAMED).map((text) => `“${quote(text)}”`)
  return `${quoted.join('、')}${texts.length > NAMED ? '…' : ''}`
}

/** `text`, or its first `most` characters and an ellipsis. */
export function excerpt(text: string, most: number): string {
  const characters = Array.from(text)
  return characters.length <= most ? text : `${characters.slice(0, most).join('')}…`
}

/** Changed words, as they stood and stand; `sameValue` where a figure or date is only written in another way, `moved` where they stand elsewhere. */
export type Words = { before: string; after: string; sameValue?: true; moved?: true }

export function wordStatement({ before, after, sameValue, moved }: Words): Statement {
  const [stood, stands] = quoteBoth(before, after)
  if (moved) return { zh: `“${stands}”换了位置`, en: `“${stands}” moved` }
  if (sameValue)
    return { zh: `“${stood}”改写为“${stands}”，所指不变`, en: `“${stood}” is now written “${stands}”, which says the same` }
  if (before === '') return { zh: `增加“${stands}”`, en: `“${stands}” added` }
  if (after === '') return { zh: `删去“${stood}”`, en: `“${stood}” removed` }
  return { zh: `“${stood}”改为“${stands}”`, en: `“${stood}” became “${stands}”` }
}
