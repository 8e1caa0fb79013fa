import { isTypography } from '../edit/classify-stretch.ts'
import { compact } from '../edit/compact.ts'
import type { Compared } from '../edit/compare-lines.ts'
import type { PromiseChange, Promised } from '../edit/edit.ts'
import { fold } from '../edit/fold.ts'
import { alike, sharedCount, type Shingles, shinglesOf } from '../edit/shingles.ts'
import { textOn } from '../edit/text-on.ts'
import type { Letter } from '../letter.ts'
import type { Deadline } from './deadline.ts'
import { deadlineOf, letterYear, type Pledge, pledgeIn } from './find-promises.ts'
import { kindOfChange } from './kind-of-change.ts'
import { type Sentence, split } from './sentences.ts'

/** Sentences at least this alike are one, reworded; within one paragraph less will do. */
const REWORDED = 0.5
const REWORDED_IN_PLACE = 0.3
/** A sentence of which that share stands in one of the other version was split off from it or joined to it. */
const CONTAINED = 0.7
/** Beyond this many pairs to try, a letter was written anew: what was promised is dropped, what is promised is added. */
const MOST_PAIRS = 2500

/** The commitments that came, went or changed among compared paragraphs of the body, in order. */
export function commitmentChanges(body: Compared[], before: Letter, after: Letter): PromiseChange[] {
  const [stood, stands] = [sentencesOf(body, 'before'), sentencesOf(body, 'after')]
  return paired(pledgesAmong(stood, stands, letterYear(before)), pledgesAmong(stands, stood, letterYear(after)), deeds(stands))
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

/** A pledge of one version, and by when it is promised. */
type Measured = Pledge & Words & { due: Deadline | undefined }

/** The pledges in `sentences` that do not stand in the `others` as they are. */
function pledgesAmong(sentences: Sentence[], others: Sentence[], year: number | undefined): Measured[] {
  const folded = ({ text }: Sentence) => fold(compact(text))
  const known = new Set(others.map(folded))
  const pledges = sentences.filter((sentence) => !known.has(folded(sentence))).flatMap((sentence) => pledgeIn(sentence) ?? [])
  return pledges.map((pledge) => ({
    ...pledge,
    due: deadlineOf(pledge, year),
    shingles: shinglesOf(fold(compact(pledge.sentence))),
  }))
}

/** A sentence, and what of its words to look for in the other version. */
type Words = { paragraph: number; shingles: Shingles }

/** The sentences that say what was done. */
function deeds(sentences: Sentence[]): Words[] {
  const done = sentences.filter((sentence) => sentence.text.includes('已') && !pledgeIn(sentence))
  return done.map(({ text, paragraph }) => ({ paragraph, shingles: shinglesOf(fold(compact(text))) }))
}

/** A promise that a sentence now says was kept is not dropped. */
function paired(stood: Measured[], stands: Measured[], done: Words[]): PromiseChange[] {
  const isTried = stood.length * (stands.length + done.length) <= MOST_PAIRS
  const free = new Set(stands)
  const kept = stood.map((before) => {
    const after = isTried ? mostAlike(before, [...free]) : undefined
    if (after) free.delete(after)
    return { before, after }
  })
  const isPart = (one: Measured, others: Measured[]) => isTried && others.some((other) => isPartOf(one, other))
  return [
    ...kept.flatMap(({ before, after }): PromiseChange[] => {
      if (after) return changeOf(before, after)
      return isPart(before, stands) || (isTried && mostAlike(before, done))
        ? []
        : [{ kind: 'dropped', before: promised(before) }]
    }),
    ...[...free].flatMap((after): PromiseChange[] => {
      const whole = isTried ? stood.find((before) => isPartOf(after, before)) : undefined
      return whole ? splitOff(whole, after) : [{ kind: 'added', after: promised(after) }]
    }),
  ]
}

function mostAlike<Other extends Words>(before: Measured, others: Other[]): Other | undefined {
  let [best, highest]: [Other | undefined, number] = [undefined, 0]
  for (const other of others) {
    const score = alike(sharedCount(before.shingles, other.shingles), before.shingles.size, other.shingles.size)
    const least = before.paragraph === other.paragraph ? REWORDED_IN_PLACE : REWORDED
    if (score >= least && score > highest) [best, highest] = [other, score]
  }
  return best
}

function isPartOf(part: Measured, whole: Measured): boolean {
  return part.paragraph === whole.paragraph && sharedCount(part.shingles, whole.shingles) >= CONTAINED * part.shingles.size
}

function promised({ sentence, verb, due }: Measured): Promised {
  return { sentence, verb, ...(due && { deadline: due.text }) }
}

/** A part that is a sentence of its own now changed its promise only where it says another day than any the whole said. */
function splitOff(whole: Measured, part: Measured): PromiseChange[] {
  return part.due && !whole.sentence.includes(part.due.text) ? changeOf(whole, part) : []
}

function changeOf(before: Measured, after: Measured): PromiseChange[] {
  const kind = kindOfChange(before, after)
  return kind ? [{ kind, before: promised(before), after: promised(after) }] : []
}
