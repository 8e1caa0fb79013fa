import type { Token } from './atoms.ts'
import type { Pair } from './compare-lines.ts'
import { fold, foldFully } from './fold.ts'
import { isOnlyMarks, withoutMarks } from './marks.ts'
import { meaningOf } from './meaning.ts'
import type { Prepared } from './prepared.ts'
import { isRepair } from './repair.ts'
import type { RuleName } from './rules.ts'
import type { Part, Stretch } from './stretch.ts'

/** The rules that apply to the changed stretches of a paragraph that both versions have, whatever the paragraph is for. */
export function classifyPair(pair: Pair): RuleName[] {
  return isTypography(pair) ? ['typography'] : rulesByStretch(pair).flatMap(({ rules }) => rules)
}

/** Whether the two versions of a paragraph are one but for width and typography; a paragraph only moved is none. */
export function isTypography({ before, after, stretches }: Pair): boolean {
  return before.folded === after.folded && stretches.some(({ same }) => !same)
}

/** Each changed stretch of `pair` with the rules that apply to it. */
export function rulesByStretch(pair: Pair): { stretch: Stretch; rules: RuleName[] }[] {
  const whole = ({ seen }: Prepared) => foldFully(seen.replaceAll('\n', ''))
  const changed = pair.stretches.filter(({ same }) => !same)
  if (whole(pair.before) === whole(pair.after)) return changed.map((stretch) => ({ stretch, rules: ['typography'] }))
  return changed.map((stretch) => ({ stretch, rules: classifyStretch(stretch, pair) }))
}

function classifyStretch({ before, after }: Stretch, pair: Pair): RuleName[] {
  const [stood, stands] = [textOf(pair.before, before), textOf(pair.after, after)]
  if (foldFully(stood) === foldFully(stands)) return ['typography']
  const [left, right] = [pair.before.seen[before.from - 1] ?? '', pair.before.seen[before.to] ?? '']
  if (isRepair(fold(stood), fold(stands), left, right)) return ['repair']
  if (isOnlyMarks(fold(stood)) && isOnlyMarks(fold(stands))) return ['marks']
  const rules = rulesOf(before, after, pair)
  if (rules.length > 0) return rules
  return isWrittenOtherwise(before, after, pair) ? ['notation'] : ['wording']
}

function textOf({ seen }: Prepared, { from, to }: Part): string {
  return seen.slice(from, to).replaceAll('\n', '')
}

const ATOM_RULES = { figure: 'figure', date: 'date', name: 'name', contact: 'contact', code: 'wording' } as const

function rulesOf(before: Part, after: Part, pair: Pair): RuleName[] {
  const rules: RuleName[] = []
  for (const kind of ['figure', 'date', 'name', 'contact', 'code'] as const)
    if (keysOf(pair.before, before, kind) !== keysOf(pair.after, after, kind)) rules.push(ATOM_RULES[kind])
  const [stood, stands] = [wordsOf(pair.before, before), wordsOf(pair.after, after)]
  if (stood !== stands && !rules.includes('wording')) rules.push('wording')
  return rules
}

function keysOf(text: Prepared, { tokens }: Part, kind: Token['kind']): string {
  const own = tokens.filter((token) => token.kind === kind)
  return own
    .map(({ start, end }) => meaningOf(kind, text.folded.slice(start, end)))
    .sort()
    .join('\n')
}

/** Whether a figure or date is written in other characters, where nothing says anything else. */
function isWrittenOtherwise(before: Part, after: Part, pair: Pair): boolean {
  const written = ({ folded }: Prepared, { tokens }: Part) =>
    tokens
      .filter(({ kind }) => kind !== 'word' && kind !== 'mark')
      .map(({ start, end }) => folded.slice(start, end))
      .sort()
      .join('\n')
  return written(pair.before, before) !== written(pair.after, after)
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
  return withoutMarks(words + text.folded.slice(at, to))
}
