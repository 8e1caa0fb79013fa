import type { Compared } from '../edit/compare-lines.ts'
import { alike, sharedCount, type Shingles, shinglesOf } from '../edit/shingles.ts'
import type { Letter } from '../letter.ts'
import { type Commitment, commitmentIn, letterYear } from './find-promises.ts'
import type { Strength } from './commitment-rules.ts'
import { type Sentence, split } from './sentences.ts'

/** What became of a commitment in an edit. `weakened` and `strengthened` say so of its verb; `postponed` and `advanced` of its deadline. */
export type CommitmentChange =
  | { kind: 'added'; after: Commitment }
  | { kind: 'dropped'; before: Commitment }
  | { kind: 'weakened' | 'strengthened' | 'postponed' | 'advanced'; before: Commitment; after: Commitment }

const FIRMNESS = { hoped: 0, intended: 1, firm: 2 } satisfies Record<Strength, number>
/** Sentences at least this alike are one, reworded. */
const REWORDED = 0.5
/** Beyond this many pairs to try, a letter was written anew: what was promised is dropped, what is promised is added. */
const MOST_PAIRS = 2500

/** The commitments that came, went or changed among compared paragraphs of the body, in order. */
export function commitmentChanges(body: Compared[], before: Letter, after: Letter): CommitmentChange[] {
  const [stood, stands] = [sentencesOf(body, 'before'), sentencesOf(body, 'after')]
  const promised = commitmentsAmong(stood, stands, letterYear(before))
  const promises = commitmentsAmong(stands, stood, letterYear(after))
  return paired(promised, promises)
}

/** The sentences of one version in the paragraphs that changed. */
function sentencesOf(body: Compared[], side: 'before' | 'after'): Sentence[] {
  let heading = ''
  return body.flatMap((paragraph, index) => {
    const text = textOn(side, paragraph)
    if (text === undefined || paragraph.kind === 'left') return []
    if (paragraph.role === 'heading') heading = text
    if (paragraph.kind === 'same' || paragraph.role === 'heading' || isTypography(paragraph)) return []
    return split(text).map((sentence) => ({ text: sentence.trim(), paragraph: index, heading }))
  })
}

function isTypography(paragraph: Compared): boolean {
  return paragraph.kind === 'pair' && paragraph.before.folded === paragraph.after.folded
}

function textOn(side: 'before' | 'after', paragraph: Compared): string | undefined {
  if (paragraph.kind === 'pair') return paragraph[side].served
  if (paragraph.kind === 'same') return paragraph.text
  return paragraph.kind === (side === 'before' ? 'removed' : 'added') ? paragraph.text : undefined
}

/** The commitments in `sentences` that do not stand in the `others` as they are. */
function commitmentsAmong(sentences: Sentence[], others: Sentence[], year: number | undefined): Commitment[] {
  const known = new Set(others.map(({ text }) => text))
  return sentences.filter(({ text }) => !known.has(text)).flatMap((sentence) => commitmentIn(sentence, year) ?? [])
}

function paired(promised: Commitment[], promises: Commitment[]): CommitmentChange[] {
  const tried = promised.length * promises.length <= MOST_PAIRS
  const free = promises.map((commitment) => ({ commitment, shingles: shinglesOf(commitment.sentence) }))
  const changes = promised.flatMap((before): CommitmentChange[] => {
    const shingles = shinglesOf(before.sentence)
    const at = tried ? free.findIndex((other) => likenessOf(shingles, other.shingles) >= REWORDED) : -1
    const after = free[at]?.commitment
    if (!after) return [{ kind: 'dropped', before }]
    free.splice(at, 1)
    const kind = kindOf(before, after)
    return kind ? [{ kind, before, after }] : []
  })
  return [...changes, ...free.map(({ commitment }): CommitmentChange => ({ kind: 'added', after: commitment }))]
}

function likenessOf(one: Shingles, other: Shingles): number {
  return alike(sharedCount(one, other), one.size, other.size)
}

function kindOf(before: Commitment, after: Commitment): 'weakened' | 'strengthened' | 'postponed' | 'advanced' | undefined {
  const firmer = FIRMNESS[after.strength] - FIRMNESS[before.strength]
  if (firmer !== 0) return firmer < 0 ? 'weakened' : 'strengthened'
  const [stood, stands] = [before.deadline, after.deadline]
  if (stood && !stands) return 'weakened'
  if (!stood?.on || !stands?.on || stood.on === stands.on) return undefined
  return stands.on > stood.on ? 'postponed' : 'advanced'
}
