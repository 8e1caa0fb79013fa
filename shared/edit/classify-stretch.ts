import type { Token } from './atoms.ts'
import type { Pair } from './compare-lines.ts'
import type { Tag } from './edit.ts'
import { fold, foldFully } from './fold.ts'
import type { Prepared } from './prepared.ts'
import { isRepair } from './repair.ts'
import type { Part, Stretch } from './stretch.ts'

/** One reason for an edit's significance. */
export type Finding = { tag: Tag; cosmetic: boolean }

const ONLY_MARKS = /^[\p{P}\p{S}\n]*$/u
/** Why the changed stretches of a paragraph that both versions have matter, whatever the paragraph is for. */
export function classifyPair(pair: Pair): Finding[] {
  if (isTypography(pair)) return [TYPOGRAPHY]
  return findingsByStretch(pair).flatMap(({ findings }) => findings)
}

/** Whether the two versions of a paragraph are one but for width and typography; a paragraph only moved is none. */
export function isTypography({ before, after, stretches }: Pair): boolean {
  return before.folded === after.folded && stretches.some(({ same }) => !same)
}

const TYPOGRAPHY: Finding = { tag: 'punctuation', cosmetic: true }

/** Each changed stretch of `pair` with why it matters. */
export function findingsByStretch(pair: Pair): { stretch: Stretch; findings: Finding[] }[] {
  const whole = ({ seen }: Prepared) => foldFully(seen.replaceAll('\n', ''))
  const changed = pair.stretches.filter(({ same }) => !same)
  const typography: Finding[] | undefined = whole(pair.before) === whole(pair.after) ? [TYPOGRAPHY] : undefined
  return changed.map((stretch) => ({ stretch, findings: typography ?? classifyStretch(stretch, pair) }))
}

function classifyStretch({ before, after }: Stretch, pair: Pair): Finding[] {
  const [stood, stands] = [textOf(pair.before, before), textOf(pair.after, after)]
  if (foldFully(stood) === foldFully(stands)) return [TYPOGRAPHY]
  const [left, right] = [pair.before.seen[before.from - 1] ?? '', pair.before.seen[before.to] ?? '']
  if (isRepair(fold(stood), fold(stands), left, right)) return [{ tag: 'damage-repaired', cosmetic: true }]
  if (ONLY_MARKS.test(stood) && ONLY_MARKS.test(stands)) return [{ tag: 'punctuation', cosmetic: false }]
  const tags = tagsOf(before, after, pair)
  return (tags.length > 0 ? tags : ['wording' as const]).map((tag) => ({ tag, cosmetic: false }))
}

function textOf({ seen }: Prepared, { from, to }: Part): string {
  return seen.slice(from, to).replaceAll('\n', '')
}

const ATOM_TAGS = { figure: 'figure', date: 'date', name: 'name', contact: 'contact', address: 'wording' } as const

function tagsOf(before: Part, after: Part, pair: Pair): Tag[] {
  const tags: Tag[] = []
  for (const kind of ['figure', 'date', 'name', 'contact', 'address'] as const)
    if (keysOf(pair.before, before, kind) !== keysOf(pair.after, after, kind)) tags.push(ATOM_TAGS[kind])
  const [stood, stands] = [wordsOf(pair.before, before), wordsOf(pair.after, after)]
  if (stood !== stands && !tags.includes('wording')) tags.push('wording')
  return tags
}

function keysOf(text: Prepared, { tokens }: Part, kind: Token['kind']): string {
  const keys = tokens.filter((token) => token.kind === kind).map(({ start, end }) => text.folded.slice(start, end))
  return keys.sort().join('\n')
}

/** What is left of a part without its figures, dates, names and marks. */
function wordsOf(text: Prepared, { from, to, tokens }: Part): string {
  let words = ''
  let at = from
  for (const { start, end, kind } of tokens) {
    if (kind === 'word' || kind === 'damage') continue
    words += text.folded.slice(at, start)
    at = end
  }
  return (words + text.folded.slice(at, to)).replace(/[\p{P}\p{S}\n]/gu, '')
}
