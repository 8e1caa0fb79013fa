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

/** A longer quotation is cut at a mark, before or after so many characters. */
const MAX_QUOTED = 24
/** Text without a mark is cut after so many. */
const MAX_UNCUT = 48
/** How much of a common beginning is kept before two long quotations without a mark differ. */
const CONTEXT = 7
/** More than this many of one kind are only counted. */
export const MAX_NAMED = 3

/** `text` on one line and without its last mark, cut at a mark where it is long, and safe to print: what reorders or breaks text is made visible. */
export function quote(text: string): string {
  return visible(cutAtMark(onOneLine(text.trim()).replace(/(?<=.)[。；;，,、]$/, '')))
}

/** A line that ends in a mark needs nothing more before the next. */
function onOneLine(text: string): string {
  return text.replace(/(?<=[。；;，,、：:！!？?])\s*\n\s*/g, '').replace(/\s*\n\s*/g, '，')
}

/** Where text may be cut; a mark between two digits is part of a number. */
const MARK = /[，。；：、！？;!?]|[,.:](?!\d)/g

function cutAtMark(text: string): string {
  const characters = Array.from(text.slice(0, 4 * MAX_UNCUT))
  if (characters.length <= MAX_QUOTED) return text
  const shown = characters.slice(0, MAX_UNCUT).join('')
  const marks = Array.from(shown.matchAll(MARK), ({ index }) => index).filter((at) => !isWithinQuotes(shown.slice(0, at)))
  const early = marks.findLast((at) => at >= MAX_QUOTED / 3 && at <= MAX_QUOTED)
  const at = early ?? marks.find((mark) => mark > MAX_QUOTED)
  if (at !== undefined) return `${shown.slice(0, at)}…`
  return characters.length <= MAX_UNCUT ? text : `${shown}…`
}

function isWithinQuotes(start: string): boolean {
  const count = (mark: string) => start.split(mark).length
  return count('《') > count('》') || count('“') > count('”')
}

/** Both texts as `quote` gives them; long ones with a common beginning from the clause in which they differ. */
export function quoteBoth(before: string, after: string): [before: string, after: string] {
  const [old, now] = [Array.from(before), Array.from(after)]
  const differs = old.findIndex((character, at) => character !== now[at])
  const from = Math.max(clauseStart(old, differs), 0)
  if (differs <= CONTEXT || Math.max(old.length, now.length) <= MAX_QUOTED) return [quote(before), quote(after)]
  const start = differs - from > MAX_QUOTED ? differs - CONTEXT : from
  const tail = (characters: string[]) => `${start > 0 ? '…' : ''}${quote(characters.slice(start).join(''))}`
  return [tail(old), tail(now)]
}

/** Where the clause begins that has the character at `at`. */
function clauseStart(characters: string[], at: number): number {
  for (let start = at; start > 0; start--) if (/[，。；：！？,;:!?\n]/.test(characters[start - 1] ?? '')) return start
  return 0
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
