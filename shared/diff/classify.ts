import type { Role } from '../letter.ts'
import { fold, foldFully, isOnlyMarks, type Prepared, withoutMarks } from '../text/normalize.ts'
import { isAtom, type Token, tokenKey } from '../text/tokenize.ts'
import type { Compared, Pair } from './compare-paragraphs.ts'
import { type Field, type Significance, Tag } from '../edit.ts'
import { type RuleName, RULES } from './rules.ts'
import type { Part, Stretch } from './word-diff.ts'

/** A field of a letter, and its lines compared. */
export type ComparedField = { field: Field; compared: Compared[] }

/** The significance of an edit and its tags, in their order, by RULES. */
export function classify(fields: ComparedField[]): { significance: Significance; tags: Tag[] } {
  const applied = fields.flatMap(({ field, compared }) => compared.flatMap((paragraph) => rulesFor(field, paragraph)))
  const rules = [...new Set(applied)].map((name) => RULES[name])
  return {
    significance: rules.every(({ significance }) => significance === 'cosmetic') ? 'cosmetic' : 'substantive',
    tags: Tag.options.filter((tag) => rules.some((rule) => rule.tag === tag)),
  }
}

const FIELD_RULES = {
  title: 'title',
  number: 'title',
  source: 'source',
  publishedOn: 'date',
  status: 'status',
  attachments: 'attachment',
  images: 'attachment',
  body: undefined,
} satisfies Record<Field, RuleName | undefined>

/** Paragraphs with one role: any change of their words is a change of an addressee, a signature, a date or a contact. */
const ROLE_RULES = {
  addressee: 'name',
  signature: 'name',
  date: 'date',
  contact: 'contact',
  text: undefined,
  heading: undefined,
  row: undefined,
  closing: undefined,
} satisfies Record<Role, RuleName | undefined>

function rulesFor(field: Field, paragraph: Compared): RuleName[] {
  if (paragraph.kind === 'same' || paragraph.kind === 'left') return []
  const own = FIELD_RULES[field] ?? ROLE_RULES[paragraph.role]
  if (paragraph.kind !== 'pair') {
    const section = paragraph.kind === 'added' ? 'section-added' : 'section-removed'
    return [own ?? (paragraph.role === 'closing' ? 'wording' : section)]
  }
  const moved: RuleName[] = paragraph.move === undefined ? [] : [own ?? 'wording']
  return [...moved, ...classifyPair(paragraph).map((rule) => (keepsItsRule(rule) ? rule : (own ?? rule)))]
}

/** A cosmetic change is not a change of its field: a date written in another way is the same date. */
function keepsItsRule(rule: RuleName): boolean {
  return RULES[rule].significance === 'cosmetic'
}

/** The rules that apply to the changed stretches of a pair, whatever the purpose of the paragraph. */
function classifyPair(pair: Pair): RuleName[] {
  return isTypography(pair) ? ['typography'] : rulesByStretch(pair).flatMap(({ rules }) => rules)
}

/** Whether two versions of a paragraph differ in width and typography alone; one that was only moved does not differ. */
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
  const [text, textAfter] = [textOf(pair.before, before), textOf(pair.after, after)]
  if (foldFully(text) === foldFully(textAfter)) return ['typography']
  const [left, right] = [pair.before.seen[before.from - 1] ?? '', pair.before.seen[before.to] ?? '']
  if (isRepair(fold(text), fold(textAfter), left, right)) return ['repair']
  if (isOnlyMarks(fold(text)) && isOnlyMarks(fold(textAfter))) return ['marks']
  const rules = rulesOf(before, after, pair)
  if (rules.length > 0) return rules
  const [states, statesAfter] = [statementOf(pair.before, before), statementOf(pair.after, after)]
  if (states.withoutMarks !== statesAfter.withoutMarks) return ['wording']
  return states.withMarks === statesAfter.withMarks ? ['notation'] : ['notation', 'marks']
}

function textOf({ seen }: Prepared, { from, to }: Part): string {
  return seen.slice(from, to).replaceAll('\n', '')
}

const ATOM_RULES = { figure: 'figure', date: 'date', name: 'name', contact: 'contact', code: 'wording' } as const

function rulesOf(before: Part, after: Part, pair: Pair): RuleName[] {
  const rules: RuleName[] = []
  for (const kind of ['figure', 'date', 'name', 'contact', 'code'] as const)
    if (keysOf(pair.before, before, kind) !== keysOf(pair.after, after, kind)) rules.push(ATOM_RULES[kind])
  const isReworded = wordsOf(pair.before, before) !== wordsOf(pair.after, after)
  if (isReworded && !rules.includes('wording')) rules.push('wording')
  return rules
}

function keysOf(text: Prepared, { tokens }: Part, kind: Token['kind']): string {
  const own = tokens.filter((token) => token.kind === kind)
  return own
    .map((token) => tokenKey(text.folded, token))
    .sort()
    .join('\n')
}

/** What a part states, in order, however its figures and dates are written. */
function statementOf({ folded }: Prepared, { from, to, tokens }: Part): { withMarks: string; withoutMarks: string } {
  let [withMarks, unmarked, at] = ['', '', from]
  const put = (end: number) => {
    const text = folded.slice(at, end)
    withMarks += text.replaceAll('\n', '')
    unmarked += withoutMarks(text)
    at = end
  }
  for (const token of tokens.filter(isAtom)) {
    put(token.start)
    const key = `⟨${tokenKey(folded, token)}⟩`
    withMarks += key
    unmarked += key
    at = token.end
  }
  put(to)
  return { withMarks: foldFully(withMarks), withoutMarks: unmarked }
}

/** A part without its figures, dates, names and marks. */
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

const LOST = /[\x80-\x9F\xC0-\xD6\xD8-\xF6\xF8-\xFF\uFFFD\uE000-\uF8FF]+/
const HAN = /^[\u4e00-\u9fff]$/

/**
 * Whether `after` is `before` with each run of lost characters replaced by one Chinese character, or by as many as were lost. `left` and
 * `right` are the characters around it: only between two Chinese characters can lost ones be distinguished from a foreign word.
 */
function isRepair(before: string, after: string, left: string, right: string): boolean {
  if (!LOST.test(before) || LOST.test(after)) return false
  const kept = before.split(LOST)
  const lost = before.match(new RegExp(LOST, 'g')) ?? []
  const neighbours = lost.every(
    (_, index) => HAN.test(lastOf(kept[index]) ?? left) && HAN.test(firstOf(kept[index + 1]) ?? right),
  )
  const pattern = kept.map(
    (text, index) =>
      text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') +
      (index < lost.length ? `[\u4e00-\u9fff]{1,${lost[index]?.length ?? 1}}` : ''),
  )
  return neighbours && new RegExp(`^${pattern.join('')}$`).test(after)
}

function lastOf(text: string | undefined): string | undefined {
  return text ? text.slice(-1) : undefined
}

function firstOf(text: string | undefined): string | undefined {
  return text ? text.slice(0, 1) : undefined
}
