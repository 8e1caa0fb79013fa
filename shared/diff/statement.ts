import { visible } from '../text/escape.ts'

/** One statement of a summary in both languages. */
export type Statement = { zh: string; en: string }

/** Changed words; `sameValue` where a figure or date is only written in another way, `moved` where they have another place. */
export type Words = { before: string; after: string; sameValue?: true; moved?: true }

export function wordStatement({ before, after, sameValue, moved }: Words): Statement {
  const [old, now] = quoteBoth(before, after)
  if (moved) return { zh: `“${now}”换了位置`, en: `“${now}” moved` }
  if (sameValue) return { zh: `“${old}”改写为“${now}”，所指不变`, en: `“${old}” is now written “${now}”, which says the same` }
  if (before === '') return { zh: `增加“${now}”`, en: `“${now}” added` }
  if (after === '') return { zh: `删去“${old}”`, en: `“${old}” removed` }
  return { zh: `“${old}”改为“${now}”`, en: `“${old}” became “${now}”` }
}

/** A longer quotation is cut to this many characters. */
const MAX_QUOTED = 24
/** How much of a common beginning is kept before two long quotations differ. */
const CONTEXT = 7
/** More than this many of one kind are only counted. */
export const MAX_NAMED = 3

/** `text` without its last mark, cut where it is long, and safe to print: what reorders or breaks text is made visible. */
export function quote(text: string): string {
  return visible(excerpt(text.replace(/(?<=.)[。；;，,、]$/, ''), MAX_QUOTED))
}

/** Both texts as `quote` gives them; long ones with a common beginning from shortly before they differ. */
export function quoteBoth(before: string, after: string): [before: string, after: string] {
  const [old, now] = [Array.from(before), Array.from(after)]
  const from = old.findIndex((character, at) => character !== now[at]) - CONTEXT
  if (from <= 0 || Math.max(old.length, now.length) <= MAX_QUOTED) return [quote(before), quote(after)]
  const tail = (characters: string[]) => `…${quote(characters.slice(from).join(''))}`
  return [tail(old), tail(now)]
}

/** The first few of `texts`, each between quotation marks. */
export function quoteAll(texts: string[]): string {
  const quoted = texts.slice(0, MAX_NAMED).map((text) => `“${quote(text)}”`)
  return `${quoted.join('、')}${texts.length > MAX_NAMED ? '…' : ''}`
}

/** `text`, or its first `most` characters and an ellipsis. */
export function excerpt(text: string, most: number): string {
  const characters = Array.from(text)
  return characters.length <= most ? text : `${characters.slice(0, most).join('')}…`
}
