import { PromiseChangeKind, type PromisePart } from '../edit.ts'
import { compareDeadlines, type WrittenDeadline } from '../text/deadlines.ts'
import { isOnlyMarks, withoutMarks } from '../text/normalize.ts'
import { figureKey, parseQuantity, unitKey } from '../text/numerals.ts'
import { endsAClause } from '../text/sentences.ts'
import { type Token, tokenKey } from '../text/tokenize.ts'
import { nounOf } from './figures.ts'
import {
  firmnessOf,
  frequencyOf,
  isSelf,
  leadOf,
  lostResult,
  mayNameTime,
  scopeOf,
  type Status,
  statusOf,
  subjectOf,
} from './wording.ts'

/** A sentence that promises, or what came of it: compact (`seen`) and folded, with its atoms, its deadlines, and the day on which it was written. */
export type Clause = {
  seen: string
  folded: string
  atoms: Token[]
  deadlines: WrittenDeadline[]
  writtenOn: string | undefined
}

/** What differs between two versions of a promise, the weightiest first; empty where nothing that a promise consists of differs. */
export function promiseParts(before: Clause, after: Clause): PromisePart[] {
  const isAhead = progressOf(before, after) > 0
  const status = statusParts(before, after)
  const parts = [
    ...status,
    ...scopeParts(before, after),
    ...leadParts(before, after),
    ...(status.length > 0 ? [] : timeParts(before, after)).filter(({ kind }) => !isAhead || !LEFT_BEHIND.has(kind)),
    ...amountParts(before, after),
  ]
  const results =
    status.length > 0 || parts.some(({ kind }) => kind === 'weakened') ? [] : resultParts(before.folded, after.folded)
  return [...parts, ...results]
    .map((part) => asServed(part, before, after))
    .sort((one, other) => weightOf(one.kind) - weightOf(other.kind))
}

/** `part` with its words as they are in the sentences, not folded. */
function asServed(part: PromisePart, before: Clause, after: Clause): PromisePart {
  return {
    ...part,
    ...(part.before !== undefined && { before: servedIn(before, part.before) }),
    ...(part.after !== undefined && { after: servedIn(after, part.after) }),
  }
}

function servedIn({ seen, folded }: Clause, words: string): string {
  const at = folded.indexOf(words)
  return at < 0 ? words : seen.slice(at, at + words.length)
}

/** 0 for the weightiest kind of change. */
export function weightOf(kind: PromiseChangeKind): number {
  return PromiseChangeKind.options.indexOf(kind)
}

const PROGRESS = { planned: 0, 'under-way': 1, done: 2 } satisfies Record<Status, number>

/** Of what was planned and is under way no deadline was removed. */
const LEFT_BEHIND = new Set<PromiseChangeKind>(['deadline-removed', 'weakened', 'strengthened', 'reworded'])

/** Above 0 where the words that differ say that something is further than before, below 0 where it is less far. */
function progressOf(before: Clause, after: Clause): number {
  const changed = differing(before.folded, after.folded)
  const [from, to] = [statusOf(changed.before), statusOf(changed.after)]
  return from && to ? PROGRESS[to] - PROGRESS[from] : 0
}

/** What was done and is only under way or planned. That a promise was kept is no change of it. */
function statusParts(before: Clause, after: Clause): PromisePart[] {
  if (progressOf(before, after) >= 0) return []
  const changed = differing(before.folded, after.folded)
  const { start } = commonEnds(before.folded, after.folded)
  const isOfOne = start >= MIN_SUBJECT && withoutVerbs(changed.before) === withoutVerbs(changed.after)
  if (!isOfOne) return [rewordedPart(before, after)]
  const first = { before: firstClause(changed.before), after: firstClause(changed.after) }
  return [{ kind: 'status', ...(statusOf(first.before) && statusOf(first.after) ? first : changed) }]
}

/** Figures in the clauses that follow are changes of their own. */
function firstClause(text: string): string {
  return text.slice(0, clauseEnd(text, 0))
}

/** Sentences about one thing begin with it. */
const MIN_SUBJECT = 2
const VERBS =
  /已经?|正在|推进中|进行中|将|拟|计划|准备|打算|完成|建成|竣工|收尾|推进|推动|建设|投用|投入使用|办结|编制|制定|起草|研究|开展|实施|启动|出台|印发|发布|施工|整改|落实|修订|组织|设立|组建|验收|筹[备建]|加快|抓紧|积极|全面|基本|正式|[于在并了正]/g

/** What is done, without what says how far it is: 一期 of 已完成一期. */
function withoutVerbs(words: string): string {
  return withoutMarks(words.replace(VERBS, '').replace(/[\d年月日]/g, ''))
}

function scopeParts(before: Clause, after: Clause): PromisePart[] {
  const changed = differing(before.folded, after.folded)
  const [from, to] = [scopeOf(changed.before), scopeOf(changed.after)]
  const isPutIn = (changed.before === '' && to === 'partial') || (changed.after === '' && from === 'partial')
  const isReplaced = (from === 'full' && to === 'partial') || (from === 'partial' && to === 'full')
  if (!isPutIn && !isReplaced) return []
  const [shown, shownAfter] = [afterDeadline(changed.before, before), afterDeadline(changed.after, after)]
  if (shown.length > MAX_SHOWN || shownAfter.length > MAX_SHOWN) return []
  return [{ kind: to === 'partial' ? 'narrowed' : 'widened', ...replaced(shown, shownAfter) }]
}

/** `words` of a sentence without a deadline at their beginning, which is a part of its own. */
function afterDeadline(words: string, { folded, deadlines }: Clause): string {
  const start = folded.indexOf(words)
  const last = deadlines.findLast(({ start: from, end }) => from < start + words.length && end > start)
  return last === undefined ? words : folded.slice(Math.min(last.end, start + words.length), start + words.length)
}

/** A part is shown in these many characters at most. */
const MAX_SHOWN = 30

function leadParts(before: Clause, after: Clause): PromisePart[] {
  const [from, to] = [leadOf(before.folded), leadOf(after.folded)]
  if (from.leads && !to.leads && to.assists && !from.assists)
    return [{ kind: 'handed-over', before: from.leads, after: to.assists }]
  if (from.assists && !to.assists && to.leads && !from.leads)
    return [{ kind: 'taken-over', before: from.assists, after: to.leads }]
  const [leader, leaderAfter] = [from.leader ?? subjectOf(before.folded), to.leader ?? subjectOf(after.folded)]
  if (!leader || !leaderAfter || leader === leaderAfter || (isSelf(leader) && isSelf(leaderAfter))) return []
  const isSwapped = from.leader && to.leader && before.folded.includes(leaderAfter) && after.folded.includes(leader)
  const kind = !isSwapped ? 'subject' : isSelf(leader) ? 'handed-over' : isSelf(leaderAfter) ? 'taken-over' : 'subject'
  return isSwapped
    ? [{ kind, before: `${leader}牵头`, after: `${leaderAfter}牵头` }]
    : [{ kind, before: leader, after: leaderAfter }]
}

/** How firm it is, by when and how often: they are one topic, because a word such as 适时 may replace any of them. */
function timeParts(before: Clause, after: Clause): PromisePart[] {
  const { parts: deadlines, hasUnknown } = deadlineParts(before, after)
  const frequencies = frequencyParts(before.folded, after.folded)
  const isRemoved = [...deadlines, ...frequencies].some(
    ({ kind }) => kind === 'deadline-removed' || kind === 'frequency-removed',
  )
  const isAdded = [...deadlines, ...frequencies].some(({ kind }) => kind === 'deadline-added' || kind === 'frequency-added')
  return [...deadlines, ...frequencies, ...firmnessParts(before.folded, after.folded, { isRemoved, isAdded, hasUnknown })]
}

/** A sentence with more deadlines or amounts than these is quoted, and not compared. */
const MAX_COMPARED = 20

/** Each deadline that one of the versions alone has, beside the one that is in its place in the other. */
function deadlineParts(before: Clause, after: Clause): { parts: PromisePart[]; hasUnknown: boolean } {
  if (Math.max(before.deadlines.length, after.deadlines.length) > MAX_COMPARED)
    return { parts: [rewordedPart(before, after)], hasUnknown: true }
  const isSame = (one: WrittenDeadline, other: WrittenDeadline) => compared(one, before, other, after) === 'same'
  const gone = before.deadlines.filter((one) => !after.deadlines.some((other) => isSame(one, other)))
  const come = after.deadlines.filter((other) => !before.deadlines.some((one) => isSame(one, other)))
  const [one, other] = [gone[0], come[0]]
  if (one && other && gone.length === come.length) {
    const parts = gone.flatMap((deadline, index) => movedDeadline(deadline, before, come[index], after))
    return { parts, hasUnknown: parts.some(({ kind }) => kind === 'reworded') }
  }
  const changed = differing(before.folded, after.folded)
  if (one && come.length === 0 && !mayNameTime(changed.after) && !hasOtherDates(after, before))
    return { parts: gone.map(({ text }) => ({ kind: 'deadline-removed', before: text })), hasUnknown: false }
  if (other && gone.length === 0 && !mayNameTime(changed.before) && !hasOtherDates(before, after))
    return { parts: come.map(({ text }) => ({ kind: 'deadline-added', after: text })), hasUnknown: false }
  if (!one && !other) return { parts: [], hasUnknown: false }
  return { parts: [rewordedPart(before, after)], hasUnknown: true }
}

/** Whether `own` has a date, no deadline by its form, that `other` does not have: it may be one. */
function hasOtherDates(own: Clause, other: Clause): boolean {
  const known = new Set(datesIn(other))
  return datesIn(own).some((date) => !known.has(date))
}

function datesIn({ folded, atoms, deadlines }: Clause): string[] {
  const isDeadline = ({ start, end }: Token) => deadlines.some((deadline) => deadline.start < end && start < deadline.end)
  return atoms.filter((atom) => atom.kind === 'date' && !isDeadline(atom)).map((atom) => tokenKey(folded, atom))
}

function compared(one: WrittenDeadline, before: Clause, other: WrittenDeadline, after: Clause) {
  return compareDeadlines({ deadline: one, writtenOn: before.writtenOn }, { deadline: other, writtenOn: after.writtenOn })
}

function movedDeadline(one: WrittenDeadline, before: Clause, other: WrittenDeadline | undefined, after: Clause): PromisePart[] {
  if (!other) return []
  const comparison = compared(one, before, other, after)
  if (comparison === 'same') return []
  const kind = comparison === 'later' ? 'postponed' : comparison === 'earlier' ? 'advanced' : 'reworded'
  return [{ kind, before: one.text, after: other.text }]
}

/** What differs, in whole clauses, with no claim. */
export function rewordedPart(before: Clause, after: Clause): PromisePart {
  const changed = differingClauses(before.folded, after.folded)
  return asServed({ kind: 'reworded', ...replaced(changed.before, changed.after) }, before, after)
}

/** Two frequencies compare where both name their periods. */
function frequencyParts(before: string, after: string): PromisePart[] {
  const [one, other] = [frequencyOf(before), frequencyOf(after)]
  if (one?.text === other?.text) return []
  if (one && other) {
    const kind = one.days === undefined || other.days === undefined || one.days === other.days ? 'reworded' : undefined
    const isRarer = (other.days ?? 0) > (one.days ?? 0)
    return one.days !== undefined && one.days === other.days
      ? []
      : [{ kind: kind ?? (isRarer ? 'rarer' : 'more-often'), before: one.text, after: other.text }]
  }
  const changed = differing(before, after)
  if (one && !mayNameTime(changed.after)) return [{ kind: 'frequency-removed', before: one.text }]
  if (other && !mayNameTime(changed.before)) return [{ kind: 'frequency-added', after: other.text }]
  return []
}

type Timing = { isRemoved: boolean; isAdded: boolean; hasUnknown: boolean }

/**
 * Words that make a promise less or more firm. Where a deadline went and 适时 came, the words are named and nothing is claimed of their
 * firmness; where words of both kinds changed, neither.
 */
function firmnessParts(before: string, after: string, { isRemoved, isAdded, hasUnknown }: Timing): PromisePart[] {
  const [one, other] = [firmnessOf(before), firmnessOf(after)]
  const lost = (kind: 'soft' | 'firm' | 'timing') => without(one[kind], other[kind]).filter((word) => !after.includes(word))
  const gained = (kind: 'soft' | 'firm' | 'timing') => without(other[kind], one[kind]).filter((word) => !before.includes(word))
  const isTimed = isRemoved || isAdded || hasUnknown
  const timing = firstOf(gained('timing'))
  const timingLost = firstOf(lost('timing'))
  const changed = differing(before, after)
  const isOfTime = isTimed || (timing !== undefined && timingLost !== undefined) || mayNameTime(changed.before + changed.after)
  const isTiming = (word: string) => [...one.timing, ...other.timing].includes(word)
  const softLost = lost('soft').filter((word) => !isOfTime || !isTiming(word))
  const softGained = gained('soft').filter((word) => !isOfTime || !isTiming(word))
  const beside: PromisePart[] =
    isOfTime && !hasUnknown && (timing ?? timingLost) !== undefined
      ? [{ kind: 'reworded', ...replaced(timingLost ?? '', timing ?? '') }]
      : []
  const firmLost = firstOf(lost('firm')) ?? ''
  const firmGained = firstOf(gained('firm')) ?? ''
  const [soft, softAfter] = [softLost[0], softGained[0]]
  if (soft !== undefined && softAfter !== undefined) return [...beside, { kind: 'reworded', ...replaced(soft, softAfter) }]
  if (softAfter !== undefined && firmGained === '')
    return [...beside, { kind: isAdded ? 'reworded' : 'weakened', ...replaced(firmLost, softAfter) }]
  if (soft !== undefined && firmLost === '' && statusOf(changed.after) !== 'under-way' && !isDone(after, before))
    return timing !== undefined && isTimed
      ? [{ kind: 'reworded', ...replaced(soft, timing) }]
      : [...beside, { kind: isRemoved ? 'reworded' : 'strengthened', ...replaced(soft, firmGained) }]
  if (!isTimed && lost('firm').length > 0 && timing !== undefined)
    return [{ kind: 'reworded', ...replaced(firstOf(lost('firm')) ?? '', timing) }]
  return beside
}

/** One version finishes what the other only goes on with: the words that differ, where they are few. */
function resultParts(before: string, after: string): PromisePart[] {
  const [lost, gained] = [lostResult(before, after), lostResult(after, before)]
  const changed = differing(before, after)
  const isShort = [changed.before, changed.after].every(({ length }) => length > 0 && length <= MAX_VERB)
  if (lost) return [{ kind: 'weakened', ...(isShort ? changed : lost) }]
  return gained ? [{ kind: 'strengthened', ...(isShort ? changed : { before: gained.after, after: gained.before }) }] : []
}

/** A verb with what belongs to it. */
const MAX_VERB = 5

function firstOf(words: string[]): string | undefined {
  return words[0]
}

function isDone(after: string, before: string): boolean {
  return after.includes('已') && !before.includes('已')
}

/** The words of `own` beyond those of `other`. */
function without(own: string[], other: string[]): string[] {
  const left = [...other]
  return own.filter((word) => {
    const at = left.indexOf(word)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** A figure of one unit that replaced the only one of that unit, and is no deadline and no frequency. */
function amountParts(before: Clause, after: Clause): PromisePart[] {
  if ([before, after].some(({ atoms }) => atoms.filter(({ kind }) => kind === 'figure').length > MAX_COMPARED)) return []
  const [own, other] = [amountsIn(before), amountsIn(after)]
  const [gone, come] = [withoutKeys(own, other), withoutKeys(other, own)]
  return gone.flatMap((amount): PromisePart[] => {
    const alike = come.filter(({ unit }) => unit === amount.unit)
    const [to] = alike
    if (!to || alike.length > 1 || gone.filter(({ unit }) => unit === amount.unit).length > 1) return []
    return [{ kind: 'amount', before: amount.text, after: to.text, ...(to.of !== undefined && { of: to.of }) }]
  })
}

/** Clauses that report what there is: their amounts are not promised. */
const REPORTS = /已|截至|目前|现有|累计|去年|上年|同比|基础上|曾/

type Amount = { text: string; key: string; unit: string; of: string | undefined }

function amountsIn({ folded, atoms, deadlines }: Clause): Amount[] {
  const often = frequencyOf(folded)?.text
  const oftenAt = often === undefined ? -1 : folded.indexOf(often)
  return atoms.flatMap(({ kind, start, end }) => {
    const text = folded.slice(start, end)
    const quantity = kind === 'figure' ? parseQuantity(text) : undefined
    const isTime = deadlines.some((deadline) => deadline.start < end && start < deadline.end)
    const isOften = oftenAt >= 0 && start < oftenAt + (often?.length ?? 0) && end > oftenAt
    const clause = folded.slice(clauseStart(folded, start), clauseEnd(folded, end))
    if (!quantity || isTime || isOften || quantity.unit === '' || REPORTS.test(clause)) return []
    return [{ text, key: figureKey(text), unit: unitKey(quantity.unit), of: nounOf(folded, start, end) }]
  })
}

function withoutKeys(own: Amount[], other: Amount[]): Amount[] {
  const keys = new Set(other.map(({ key }) => key))
  return own.filter(({ key }) => !keys.has(key))
}

function replaced(before: string, after: string): { before?: string; after?: string } {
  return { ...(before !== '' && { before }), ...(after !== '' && { after }) }
}

type Changed = { before: string; after: string }

/** What two texts have between their common beginning and their common end; a number with its unit is not cut. */
function differing(before: string, after: string): Changed {
  const common = commonEnds(before, after)
  let { start, end } = common
  while (start > 0 && /\d/.test(before[start - 1] ?? '')) start--
  const endsInDigit = (text: string) => /\d/.test(text[text.length - end - 1] ?? '')
  while (end > 0 && /[\d年月日]/.test(before[before.length - end] ?? '') && (endsInDigit(before) || endsInDigit(after))) end--
  return { before: before.slice(start, before.length - end), after: after.slice(start, after.length - end) }
}

/** The same in whole clauses, without the marks around them. */
function differingClauses(before: string, after: string): Changed {
  const { start, end } = commonEnds(before, after)
  const from = clauseStart(before, start)
  const clause = (text: string) => {
    const to = clauseEnd(text, text.length - end)
    return trimMarks(text.slice(start === 0 ? 0 : from, to))
  }
  return { before: clause(before), after: clause(after) }
}

/** No clause is followed further: hostile text has none of the marks that end it. */
const MAX_CLAUSE = 300

function clauseStart(text: string, within: number): number {
  let start = within
  while (start > 0 && within - start < MAX_CLAUSE && !endsAClause(text, start - 1)) start--
  return start
}

function clauseEnd(text: string, within: number): number {
  let end = within
  while (end < text.length && end - within < MAX_CLAUSE && !endsAClause(text, end)) end++
  return end
}

function trimMarks(text: string): string {
  let [from, to] = [0, text.length]
  while (from < to && isOnlyMarks(text[from] ?? '') && !'《"(<['.includes(text[from] ?? '')) from++
  while (to > from && /[,.;:!?、]/.test(text[to - 1] ?? '')) to--
  return text.slice(from, to)
}

function commonEnds(before: string, after: string): { start: number; end: number } {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start++
  let end = 0
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  return { start, end }
}
