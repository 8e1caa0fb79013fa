import { isTypography } from '../edit/classify-stretch.ts'
import type { Compared } from '../edit/compare-lines.ts'
import type { PromiseChange, Promised } from '../edit/edit.ts'
import { alike, sharedCount, type Shingles, shinglesOf } from '../edit/shingles.ts'
import { textOn } from '../edit/text-on.ts'
import type { Letter } from '../letter.ts'
import { deadlineOf, letterYear, type Pledge, pledgeIn } from './find-promises.ts'
import type { Strength } from './commitment-rules.ts'
import { type Sentence, split } from './sentences.ts'

const FIRMNESS = { hoped: 0, intended: 1, firm: 2 } satisfies Record<Strength, number>
/** Sentences at least this alike are one, reworded. */
const REWORDED = 0.5
/** Beyond this many pairs to try, a letter was written anew: what was promised is dropped, what is promised is added. */
const MOST_PAIRS = 2500

/** The commitments that came, went or changed among compared paragraphs of the body, in order. */
export function commitmentChanges(body: Compared[], before: Letter, after: Letter): PromiseChange[] {
  const [stood, stands] = [sentencesOf(body, 'before'), sentencesOf(body, 'after')]
  return paired(pledgesAmong(stood, stands), pledgesAmong(stands, stood), {
    before: letterYear(before),
    after: letterYear(after),
  })
}

/** The sentences of one version in the paragraphs that changed. */
function sentencesOf(body: Compared[], side: 'before' | 'after'): Sentence[] {
  let heading = ''
  return body.flatMap((paragraph, index) => {
    const text = textOn(side, paragraph)
    if (text === undefined || paragraph.kind === 'left') return []
    if (paragraph.role === 'heading') heading = text
    if (paragraph.kind === 'same' || paragraph.role === 'heading' || (paragraph.kind === 'pair' && isTypography(paragraph)))
      return []
    return split(text).map((sentence) => ({ text: sentence.trim(), paragraph: index, heading }))
  })
}

/** The pledges in `sentences` that do not stand in the `others` as they are. */
function pledgesAmong(sentences: Sentence[], others: Sentence[]): Pledge[] {
  const known = new Set(others.map(({ text }) => text))
  return sentences.filter(({ text }) => !known.has(text)).flatMap((sentence) => pledgeIn(sentence) ?? [])
}

type Years = { before: number | undefined; after: number | undefined }

function paired(stood: Pledge[], stands: Pledge[], years: Years): PromiseChange[] {
  const tried = stood.length * stands.length <= MOST_PAIRS
  const free = stands.map((pledge) => ({ pledge, shingles: shinglesOf(pledge.sentence) }))
  const changes = stood.flatMap((before): PromiseChange[] => {
    const shingles = shinglesOf(before.sentence)
    const at = tried ? free.findIndex((other) => likenessOf(shingles, other.shingles) >= REWORDED) : -1
    const after = free[at]?.pledge
    if (!after) return [{ kind: 'dropped', before: promised(before, years.before) }]
    free.splice(at, 1)
    return changeOf(before, after, years)
  })
  return [...changes, ...free.map(({ pledge }): PromiseChange => ({ kind: 'added', after: promised(pledge, years.after) }))]
}

function promised(pledge: Pledge, year: number | undefined): Promised {
  const deadline = deadlineOf(pledge, year)
  return { sentence: pledge.sentence, verb: pledge.verb, ...(deadline && { deadline: deadline.text }) }
}

function likenessOf(one: Shingles, other: Shingles): number {
  return alike(sharedCount(one, other), one.size, other.size)
}

function changeOf(before: Pledge, after: Pledge, years: Years): PromiseChange[] {
  const [stood, stands] = [deadlineOf(before, years.before), deadlineOf(after, years.after)]
  const both = { before: promised(before, years.before), after: promised(after, years.after) }
  const firmer = FIRMNESS[after.strength] - FIRMNESS[before.strength]
  if (firmer < 0 || (firmer === 0 && stood && !stands)) return [{ kind: 'weakened', ...both }]
  if (firmer > 0) return [{ kind: 'strengthened', ...both }]
  if (!stood?.on || !stands?.on || stood.on === stands.on) return []
  return [{ kind: stands.on > stood.on ? 'postponed' : 'advanced', ...both }]
}
