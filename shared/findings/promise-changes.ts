import { isTypography } from '../diff/classify.ts'
import { type Compared, textOn } from '../diff/compare-paragraphs.ts'
import type { PromiseChange, Promised } from '../diff/edit.ts'
import type { Letter } from '../letter.ts'
import { type Deadline, deadlineIn } from '../text/dates.ts'
import { compact, fold } from '../text/normalize.ts'
import { type Quantity, quantityOf } from '../text/numerals.ts'
import { alike, sharedCount, type Shingles, shinglesOf } from '../text/similarity.ts'
import { deadlineOf, letterYear, type Pledge, pledgeIn, type Strength } from './promises.ts'
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

const FIRMNESS = { hoped: 0, intended: 1, firm: 2 } satisfies Record<Strength, number>

type Due = Pick<Pledge, 'strength' | 'rule' | 'sentence'> & { due: Deadline | undefined }

/**
 * What became of a promise that stands in both versions; undefined when it is as firm as it was and due as before. A deadline that went
 * weakens it, unless its word became a firm one, or what was planned is under way; more leeway for what is done by then does, too.
 */
export function kindOfChange(before: Due, after: Due): PromiseChange['kind'] | undefined {
  const firmer = FIRMNESS[after.strength] - FIRMNESS[before.strength]
  const isLost = before.due !== undefined && after.due === undefined
  if (firmer < 0) return 'weakened'
  if (isLost && after.rule === 'under-way') return undefined
  if (isLost && (firmer === 0 || after.strength !== 'firm')) return 'weakened'
  if (firmer > 0 || (before.due === undefined && after.due !== undefined)) return 'strengthened'
  const later = before.due && after.due ? laterBy(before.due, after.due) : 0
  if (later !== 0) return later > 0 ? 'postponed' : 'advanced'
  const leeway = leewayGained(before.sentence, after.sentence)
  return leeway === 0 ? undefined : leeway > 0 ? 'weakened' : 'strengthened'
}

/** Where neither the letter nor the promise names its year, both mean the same. */
const SAME_YEAR = 2000

/** Above 0 when `after` ends later than `before`, below when earlier; 0 when they cannot be told apart. */
function laterBy(before: Deadline, after: Deadline): number {
  const [stoodOn, standsOn] =
    before.on || after.on ? [before.on, after.on] : [before, after].map(({ text }) => deadlineIn(text, SAME_YEAR)?.on)
  if (stoodOn && standsOn) return Date.parse(standsOn) - Date.parse(stoodOn)
  const [stood, stands] = [spanOf(before), spanOf(after)]
  return stood && stands && stood.unit === stands.unit ? stands.value - stood.value : 0
}

/** How long 20个工作日内 is. */
function spanOf({ text }: Deadline): Quantity | undefined {
  return quantityOf(text.replace(/^(?:近|未来)|(?:之|以)?内$/g, ''))
}

/** Words by which something is looked into rather than done, or done only in some case. */
const CONDITIONS =
  /研究(?=设立|建立|建设|出台|制定|开展|推动|推进|提出|实施)|原则上|条件(?:成熟|具备|允许)|视情|择机|以[^,，。;；]{1,15}为准/
/** What is finished, and what is only gone on with. */
const RESULT = /完成|建成|出台|印发|发布|实现|竣工|投入使用/
const EFFORT = /推进|推动|启动|开展|谋划|研究/

/** Above 0 where `after` leaves more leeway than `before`, a promise of the same firmness and deadline; below 0 where it leaves less. */
export function leewayGained(before: string, after: string): number {
  return Number(leavesMore(before, after)) - Number(leavesMore(after, before))
}

function leavesMore(before: string, after: string): boolean {
  if (CONDITIONS.test(after) && !CONDITIONS.test(before)) return true
  return RESULT.test(before) && !RESULT.test(after) && EFFORT.test(after) && !EFFORT.test(before)
}
