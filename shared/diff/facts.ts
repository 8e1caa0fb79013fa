import type { PlacedSentence } from '../findings/letter-text.ts'
import { promiseChanges } from '../findings/promise-changes.ts'
import { dayOfWriting } from '../findings/promises.ts'
import type { Letter } from '../letter.ts'
import { type ComparedField, isTypography, rulesByStretch } from './classify.ts'
import { type Compared, type Pair, servedOf, textOn } from './compare-paragraphs.ts'
import type { Figure, PromiseChange } from '../edit.ts'
import { fieldStatements, type Statement, type Words } from './summarize.ts'
import { figuresOf } from './figure-changes.ts'
import { prepare, withoutMarks } from '../text/normalize.ts'
import { sentencesIn } from '../text/sentences.ts'

/** What changed, counted and picked out for a sentence about it. */
export type Facts = {
  figures: Figure[]
  /** Those of the body; the others are told with their fields. */
  figuresInBody: Figure[]
  /** What changed in the fields but the body. */
  fields: Statement[]
  promises: PromiseChange[]
  added: string[]
  removed: string[]
  moved: number
  /** Paragraphs of the body rewritten whole. */
  rewritten: number
  words: Words[]
}

/** The facts of an edit. */
export function factsOf(fields: ComparedField[], before: Letter, after: Letter): Facts {
  const body = fields.find(({ field }) => field === 'body')?.compared ?? []
  const pairs = fields.flatMap(({ compared }) => compared.filter(isPair)).filter((pair) => !isTypography(pair))
  const inBody = body.filter(isPair).filter((pair) => pair.move !== undefined || !isTypography(pair))
  return {
    figures: pairs.filter(isSpelledOut).flatMap(figuresOf),
    figuresInBody: inBody.filter(isSpelledOut).flatMap(figuresOf),
    fields: fields.flatMap(({ field, compared }) => (field === 'body' ? [] : fieldStatements(field, compared))),
    promises: promiseChanges(
      { sentences: changedSentences(body, 'before'), writtenOn: dayOfWriting(before) },
      { sentences: changedSentences(body, 'after'), writtenOn: dayOfWriting(after) },
    ),
    added: body.flatMap((paragraph) => (paragraph.kind === 'added' ? [paragraph.text.trim()] : [])),
    removed: body.flatMap((paragraph) => (paragraph.kind === 'removed' ? [paragraph.text.trim()] : [])),
    moved: inBody.filter(({ move }) => move !== undefined).length,
    rewritten: inBody.filter(isRewritten).length,
    words: inBody.filter((pair) => isSpelledOut(pair) && !isRewritten(pair)).flatMap(wordsIn),
  }
}

/** The sentences of one version in the paragraphs of the body that changed. */
function changedSentences(body: Compared[], side: 'before' | 'after'): PlacedSentence[] {
  let heading = ''
  return body.flatMap((compared, paragraph) => {
    const text = textOn(side, compared)
    if (text === undefined || compared.kind === 'left') return []
    if (compared.role === 'heading') heading = text
    if (compared.kind === 'same' || compared.role === 'heading') return []
    if (compared.kind === 'pair' && isTypography(compared)) return []
    const sentences =
      compared.kind === 'pair' ? sentencesIn(compared[side], compared.atoms?.[side]) : sentencesIn(prepare([text]))
    return sentences.map((sentence) => ({ ...sentence, paragraph, heading }))
  })
}

function isPair(paragraph: Compared): paragraph is Pair {
  return paragraph.kind === 'pair'
}

function isRewritten({ stretches, before, after }: Pair): boolean {
  return stretches.length === 1 && stretches[0]?.same === false && before.seen.length + after.seen.length > 40
}

/** Who is to be called is shown, and not told in lists and summaries. */
function isSpelledOut({ role }: Pair): boolean {
  return role !== 'contact'
}

/** The changes of words and of people's names, which no figure tells. */
function wordsIn(pair: Pair): Words[] {
  const told = ({ stretch, rules }: ReturnType<typeof rulesByStretch>[number]) =>
    rules.includes('wording') ||
    rules.includes('notation') ||
    (rules.includes('name') && figuresOf({ ...pair, stretches: [stretch] }).length === 0)
  const words = rulesByStretch(pair)
    .filter(told)
    .map(({ stretch, rules }) => ({
      ...servedOf(stretch, pair),
      ...(rules.includes('notation') && { sameValue: true as const }),
    }))
  return movedTogether(words)
}

/** What went in one place of a paragraph and came in another is told once. */
function movedTogether(words: Words[]): Words[] {
  const came = new Map(words.flatMap((word) => (word.before === '' ? [[withoutMarks(word.after), word] as const] : [])))
  const arrivals = new Set<Words>()
  const told = words.map((word) => {
    const arrival = word.after === '' ? came.get(withoutMarks(word.before)) : undefined
    if (arrival) arrivals.add(arrival)
    return arrival ? { before: word.before, after: word.before, moved: true as const } : word
  })
  return told.filter((word) => !arrivals.has(word))
}
