import type { PromiseChange, Promised } from '../edit.ts'
import { findPromisedDeadlines, preferredDeadline } from '../text/deadlines.ts'
import { compact, withoutMarks } from '../text/normalize.ts'
import { atomsOf } from '../text/sentences.ts'
import { alike, sharedCount, type Shingles, shinglesOf } from '../text/similarity.ts'
import type { PlacedSentence } from './letter-text.ts'
import { type Clause, promiseParts, rewordedPart, weightOf } from './promise-parts.ts'
import { type Pledge, pledgeIn } from './promises.ts'
import { negates, statusOf } from './wording.ts'

/** The sentences of one version in the paragraphs that changed, and the day on which the letter was written, as YYYY-MM-DD. */
type ChangedText = { sentences: PlacedSentence[]; writtenOn: string | undefined }

/** The promises that were added, dropped or changed between two versions, the weightiest first. Paragraphs have the same numbers in both. */
export function promiseChanges(before: ChangedText, after: ChangedText): PromiseChange[] {
  const [own, other] = [changedSentences(before, after.sentences), changedSentences(after, before.sentences)]
  const changes = matchSentences(own, other)
  return changes.sort((one, another) => weightOf(one.kind) - weightOf(another.kind))
}

/** A sentence that only one version has, and what it promises. */
type Sentence = {
  paragraph: number
  shingles: Shingles
  /** The shingles without the number of the point and without marks, to find it in another. */
  core: Shingles
  served: string
  folded: string
  pledge: Pledge | undefined
  /** Made at first use: most sentences are never compared. */
  clause: () => Clause
}

/** The number of a point: 二是, (二). */
const POINT = /^(?:[一二三四五六七八九十]{1,3}是|\([一二三四五六七八九十\d]{1,3}\))/

/** The sentences of a version without those that are unchanged among the `others`. */
function changedSentences({ sentences, writtenOn }: ChangedText, others: PlacedSentence[]): Sentence[] {
  const known = new Set(others.map(({ folded }) => folded))
  return sentences
    .filter(({ folded }) => !known.has(folded))
    .map((placed) => ({
      paragraph: placed.paragraph,
      shingles: shinglesOf(placed.folded),
      core: shinglesOf(withoutMarks(placed.folded.replace(POINT, ''))),
      served: placed.text,
      folded: placed.folded,
      pledge: pledgeIn(placed),
      clause: once(() => clauseOf(placed, writtenOn)),
    }))
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

/** From this similarity on a sentence is a rewording of another; for two promises of one paragraph, and for one that was kept, less suffices. */
const REWORDED = 0.5
const REWORDED_IN_PLACE = 0.3
const KEPT_IN_PLACE = 0.15
/** A sentence that has this share of its text in one of the other version was split off from it or joined to it. */
const CONTAINED = 0.7
const CONTAINED_ELSEWHERE = 0.75
/** With more pairs to try than this, sentences are only compared within their paragraph. */
const MAX_PAIRS = 5000

/** Pairs each sentence that promises with the one most like it, promises first, and says what became of it. */
function matchSentences(before: Sentence[], after: Sentence[]): PromiseChange[] {
  const [pledges, pledgesAfter] = [before.filter(isPledge), after.filter(isPledge)]
  const free = { before: new Set(before), after: new Set(after) }
  const isTried = canTry(before, after)
  const pairs = isTried
    ? takeAllPairs(before, after, free)
    : paragraphsOf(before, after).flatMap(([own, others]) => takeAllPairs(own, others, free))
  const replaced = takeReplaced(free)
  return [
    ...pairs.flatMap(([one, other]) => changeOf(one, other)),
    ...replaced.flatMap(([one, other]) => keptOrRefused(one, other) ?? [rewording(one, other)]),
    ...pledges.filter((pledge) => free.before.has(pledge)).flatMap((pledge) => withoutMatch(pledge, isTried ? after : [])),
    ...pledgesAfter.filter((pledge) => free.after.has(pledge)).flatMap((pledge) => newPledge(pledge, isTried ? before : [])),
  ]
}

/** Whether all pairs of a promise with a sentence of the other version can be tried. */
function canTry(before: Sentence[], after: Sentence[]): boolean {
  return before.filter(isPledge).length * after.length + after.filter(isPledge).length * before.length <= MAX_PAIRS
}

/** The sentences of each paragraph that has some in both versions. */
function paragraphsOf(before: Sentence[], after: Sentence[]): [Sentence[], Sentence[]][] {
  const others = Map.groupBy(after, ({ paragraph }) => paragraph)
  return [...Map.groupBy(before, ({ paragraph }) => paragraph)].map(([paragraph, own]) => [own, others.get(paragraph) ?? []])
}

/** The pairs of two lists of sentences, taken from `free`; of lists too long to try, as many promises are paired in their order. */
function takeAllPairs(before: Sentence[], after: Sentence[], free: Free): [Sentence, Sentence][] {
  const [pledges, pledgesAfter] = [before.filter(isPledge), after.filter(isPledge)]
  if (canTry(before, after))
    return [
      ...takePairs(pledges, pledgesAfter, free),
      ...takePairs(pledges, after, free),
      ...takePairs(before, pledgesAfter, free),
    ]
  if (pledges.length !== pledgesAfter.length) return []
  return pledges.flatMap((pledge, index) => takePairs([pledge], pledgesAfter.slice(index, index + 1), free))
}

function isPledge({ pledge }: Sentence): boolean {
  return pledge !== undefined
}

/** Takes the sentences that are each the only one left in a paragraph and have little in common: they are quoted, and not compared. */
function takeReplaced(free: Free): [Sentence, Sentence][] {
  return paragraphsOf([...free.before], [...free.after]).flatMap(([own, others]): [Sentence, Sentence][] => {
    const [sentence, match] = [own[0], others[0]]
    if (!sentence || !match || own.length > 1 || others.length > 1) return []
    if (!(sentence.pledge || match.pledge) || likenessOf(sentence, match) < KEPT_IN_PLACE) return []
    free.before.delete(sentence)
    free.after.delete(match)
    return [[sentence, match]]
  })
}

function likenessOf(one: Sentence, other: Sentence): number {
  return alike(sharedCount(one.shingles, other.shingles), one.shingles.size, other.shingles.size)
}

function rewording(before: Sentence, after: Sentence): PromiseChange {
  const parts = [rewordedPart(before.clause(), after.clause())]
  return { kind: 'reworded', before: promised(before), after: promised(after), parts }
}

type Free = { before: Set<Sentence>; after: Set<Sentence> }

/** Takes from `free`, for each of `own` in order, the one of `others` most like it. */
function takePairs(own: Sentence[], others: Sentence[], free: Free): [Sentence, Sentence][] {
  return own.flatMap((sentence): [Sentence, Sentence][] => {
    if (!free.before.has(sentence)) return []
    const match = mostAlike(
      sentence,
      others.filter((other) => free.after.has(other)),
    )
    if (!match) return []
    free.before.delete(sentence)
    free.after.delete(match)
    return [[sentence, match]]
  })
}

function mostAlike(sentence: Sentence, others: Sentence[]): Sentence | undefined {
  let [best, highest]: [Sentence | undefined, number] = [undefined, 0]
  for (const other of others) {
    const score = likenessOf(sentence, other)
    const areBothPledges = sentence.pledge !== undefined && other.pledge !== undefined
    const isOfDeed = saysDone(sentence) || saysDone(other)
    const isInPlace = sentence.paragraph === other.paragraph
    const least = !isInPlace ? REWORDED : isOfDeed ? KEPT_IN_PLACE : areBothPledges ? REWORDED_IN_PLACE : REWORDED
    if (score >= least && score > highest) [best, highest] = [other, score]
  }
  return best
}

function saysDone({ folded }: Sentence): boolean {
  return statusOf(folded) === 'done'
}

function isPartOf(part: Sentence, whole: Sentence): boolean {
  const share = part.paragraph === whole.paragraph ? CONTAINED : CONTAINED_ELSEWHERE
  return sharedCount(part.core, whole.core) >= share * part.core.size
}

/** A promise is not dropped where it became a part of another, or where a sentence says that it was kept. */
function withoutMatch(pledge: Sentence, after: Sentence[]): PromiseChange[] {
  return after.some((other) => isPartOf(pledge, other)) ? [] : [dropped(pledge)]
}

/** A part that became a sentence of its own changed its promise only where its deadline is not written in the whole. */
function newPledge(pledge: Sentence, before: Sentence[]): PromiseChange[] {
  const whole = before.find((other) => other.pledge && isPartOf(pledge, other))
  if (!whole) return [added(pledge)]
  const deadline = promised(pledge).deadline
  return deadline !== undefined && !whole.folded.includes(deadline) ? changeOf(whole, pledge) : []
}

function dropped(pledge: Sentence): PromiseChange {
  return { kind: 'dropped', before: promised(pledge) }
}

function added(pledge: Sentence): PromiseChange {
  return { kind: 'added', after: promised(pledge) }
}

/** What became of a sentence that promises in one of its versions at least. */
function changeOf(before: Sentence, after: Sentence): PromiseChange[] {
  const certain = keptOrRefused(before, after)
  if (certain) return certain
  const both = { before: promised(before), after: promised(after) }
  const [clause, clauseAfter] = [before.clause(), after.clause()]
  const found = promiseParts(clause, clauseAfter)
  const isNoPledge = before.pledge === undefined || after.pledge === undefined
  const parts = found.length === 0 && isNoPledge ? [rewordedPart(clause, clauseAfter)] : found
  const [first] = parts
  return first ? [{ kind: first.kind, ...both, parts }] : []
}

function clauseOf(placed: PlacedSentence, writtenOn: string | undefined): Clause {
  const atoms = atomsOf(placed)
  const seen = compact(placed.text)
  return {
    seen: seen.length === placed.folded.length ? seen : placed.folded,
    folded: placed.folded,
    atoms,
    deadlines: findPromisedDeadlines(placed.folded, atoms, writtenOn),
    writtenOn,
  }
}

function promised(sentence: Sentence): Promised {
  const deadline = preferredDeadline(sentence.clause().deadlines)
  return { sentence: sentence.served, verb: sentence.pledge?.verb ?? '', ...(deadline && { deadline: deadline.text }) }
}

/** A promise that was kept did not change, and one that is denied was dropped; undefined where the sentence says neither. */
function keptOrRefused(before: Sentence, after: Sentence): PromiseChange[] | undefined {
  if (!before.pledge || after.pledge) return undefined
  if (statusOf(after.folded) === 'done' && statusOf(before.folded) !== 'done') return []
  return negates(after.folded) && !negates(before.folded) ? [dropped(before)] : undefined
}
