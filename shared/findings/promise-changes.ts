import type { PromiseChange, Promised } from '../edit.ts'
import { lastDay } from '../text/dates.ts'
import { findDeadline, type WrittenDeadline } from '../text/deadlines.ts'
import { unitKey } from '../text/numerals.ts'
import { atomsOf } from '../text/sentences.ts'
import { alike, sharedCount, type Shingles, shinglesOf } from '../text/similarity.ts'
import type { PlacedSentence } from './letter-text.ts'
import { type Pledge, pledgeIn, type Strength } from './promises.ts'

/** The sentences of one version in the paragraphs that changed, and the day on which the letter was written, as YYYY-MM-DD. */
export type ChangedText = { sentences: PlacedSentence[]; writtenOn: string | undefined }

/** The promises that were added, dropped or changed between two versions, in order. Paragraphs have the same numbers in both. */
export function promiseChanges(before: ChangedText, after: ChangedText): PromiseChange[] {
  return pairPledges(newPledges(before, after.sentences), newPledges(after, before.sentences), findDeeds(after.sentences))
}

/** A pledge of one version, and by when it is promised. */
type DuePledge = Pledge & Comparable & { due: Due | undefined }
type Due = WrittenDeadline & { on: string | undefined }

/** A sentence by its shingles, to find the one most like it in the other version. */
type Comparable = { paragraph: number; shingles: Shingles }

/** The pledges of a version without those whose sentence is unchanged among the `others`. */
function newPledges({ sentences, writtenOn }: ChangedText, others: PlacedSentence[]): DuePledge[] {
  const known = new Set(others.map(({ folded }) => folded))
  return sentences.flatMap((sentence) => {
    const pledge = known.has(sentence.folded) ? undefined : pledgeIn(sentence)
    if (!pledge) return []
    const deadline = findDeadline(sentence.folded, atomsOf(sentence))
    const due = deadline && { ...deadline, on: deadline.date && lastDay(deadline.date, writtenOn) }
    return [{ ...pledge, due, shingles: shinglesOf(sentence.folded) }]
  })
}

/** The sentences that say what was done. */
function findDeeds(sentences: PlacedSentence[]): Comparable[] {
  const done = sentences.filter((sentence) => sentence.folded.includes('已') && !pledgeIn(sentence))
  return done.map(({ folded, paragraph }) => ({ paragraph, shingles: shinglesOf(folded) }))
}

/** From this similarity on a sentence is a rewording of another; within one paragraph less suffices. */
const REWORDED = 0.5
const REWORDED_IN_PLACE = 0.3
/** A sentence that has this share of its text in one of the other version was split off from it or joined to it. */
const CONTAINED = 0.7
/** With more pairs to try than this a letter is a new one: all promises before are dropped, all promises after are added. */
const MAX_PAIRS = 2500

/** Pairs each pledge before with the most similar one after. A pledge is not dropped where a sentence after says that it was kept. */
function pairPledges(before: DuePledge[], after: DuePledge[], deeds: Comparable[]): PromiseChange[] {
  const isTried = before.length * (after.length + deeds.length) <= MAX_PAIRS
  const free = new Set(after)
  const pairs = before.map((pledge) => {
    const match = isTried ? mostAlike(pledge, [...free]) : undefined
    if (match) free.delete(match)
    return { pledge, match }
  })
  const isPart = (pledge: DuePledge) => isTried && after.some((other) => isPartOf(pledge, other))
  return [
    ...pairs.flatMap(({ pledge, match }): PromiseChange[] => {
      if (match) return changeOf(pledge, match)
      return isPart(pledge) || (isTried && mostAlike(pledge, deeds)) ? [] : [{ kind: 'dropped', before: promised(pledge) }]
    }),
    ...[...free].flatMap((pledge): PromiseChange[] => {
      const whole = isTried ? before.find((other) => isPartOf(pledge, other)) : undefined
      return whole ? splitOff(whole, pledge) : [{ kind: 'added', after: promised(pledge) }]
    }),
  ]
}

function mostAlike<Other extends Comparable>(pledge: DuePledge, others: Other[]): Other | undefined {
  let [best, highest]: [Other | undefined, number] = [undefined, 0]
  for (const other of others) {
    const score = alike(sharedCount(pledge.shingles, other.shingles), pledge.shingles.size, other.shingles.size)
    const least = pledge.paragraph === other.paragraph ? REWORDED_IN_PLACE : REWORDED
    if (score >= least && score > highest) [best, highest] = [other, score]
  }
  return best
}

function isPartOf(part: DuePledge, whole: DuePledge): boolean {
  return part.paragraph === whole.paragraph && sharedCount(part.shingles, whole.shingles) >= CONTAINED * part.shingles.size
}

/** A part that became a sentence of its own changed its promise only where its deadline is not written in the whole. */
function splitOff(whole: DuePledge, part: DuePledge): PromiseChange[] {
  return part.due && !whole.sentence.includes(part.due.text) ? changeOf(whole, part) : []
}

function changeOf(before: DuePledge, after: DuePledge): PromiseChange[] {
  const kind = kindOfChange(before, after)
  return kind ? [{ kind, before: promised(before), after: promised(after) }] : []
}

function promised({ sentence, verb, due }: DuePledge): Promised {
  return { sentence, verb, ...(due && { deadline: due.text }) }
}

const FIRMNESS = { hoped: 0, intended: 1, firm: 2 } satisfies Record<Strength, number>

/**
 * What became of a promise that both versions make; undefined when it is as firm as before and due as before. The loss of a deadline
 * weakens it, unless its word became a firm one, or what was planned is under way; more hedging at the same deadline weakens it, too.
 */
function kindOfChange(before: DuePledge, after: DuePledge): PromiseChange['kind'] | undefined {
  const firmer = FIRMNESS[after.strength] - FIRMNESS[before.strength]
  const isLost = before.due !== undefined && after.due === undefined
  if (firmer < 0) return 'weakened'
  if (isLost && after.rule === 'under-way') return undefined
  if (isLost && (firmer === 0 || after.strength !== 'firm')) return 'weakened'
  if (firmer > 0 || (before.due === undefined && after.due !== undefined)) return 'strengthened'
  const later = before.due && after.due ? laterBy(before.due, after.due) : 0
  if (later !== 0) return later > 0 ? 'postponed' : 'advanced'
  const hedging = hedgingAdded(before.sentence, after.sentence)
  return hedging === 0 ? undefined : hedging > 0 ? 'weakened' : 'strengthened'
}

/** Where neither the letter nor the promise names its year, both mean the same. */
const SAME_DAY = '2000-01-01'

/** Above 0 when `after` ends later than `before`, below when earlier; 0 when they do not compare. */
function laterBy(before: Due, after: Due): number {
  const [first, last] =
    before.on !== undefined || after.on !== undefined
      ? [before.on, after.on]
      : [before, after].map(({ date }) => date && lastDay(date, SAME_DAY))
  if (first !== undefined && last !== undefined) return Date.parse(last) - Date.parse(first)
  const [shorter, longer] = [before.within, after.within]
  return shorter && longer && unitKey(shorter.unit) === unitKey(longer.unit) ? longer.value - shorter.value : 0
}

/** Words by which something is studied rather than done, or done only in some case. */
const CONDITIONS =
  /研究(?=设立|建立|建设|出台|制定|开展|推动|推进|提出|实施)|原则上|条件(?:成熟|具备|允许)|视情|择机|以[^,，。;；]{1,15}为准/
/** What is finished, and what is only continued. */
const RESULT = /完成|建成|出台|印发|发布|实现|竣工|投入使用/
const EFFORT = /推进|推动|启动|开展|谋划|研究/

/** Above 0 where `after` hedges more than `before`, a promise of the same firmness and deadline; below 0 where it hedges less. */
function hedgingAdded(before: string, after: string): number {
  return Number(hedgesMore(before, after)) - Number(hedgesMore(after, before))
}

function hedgesMore(before: string, after: string): boolean {
  if (CONDITIONS.test(after) && !CONDITIONS.test(before)) return true
  return RESULT.test(before) && !RESULT.test(after) && EFFORT.test(after) && !EFFORT.test(before)
}
