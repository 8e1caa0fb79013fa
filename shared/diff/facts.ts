import { dayOfWriting, type PlacedSentence } from '../findings/letter-text.ts'
import { promiseChanges } from '../findings/promise-changes.ts'
import type { Letter } from '../letter.ts'
import { prepare, withoutMarks } from '../text/normalize.ts'
import { sentencesIn } from '../text/sentences.ts'
import { type ComparedField, isTypography, rulesByStretch } from './classify.ts'
import { type Compared, type Pair, servedOf, textOn } from './compare-paragraphs.ts'
import type { Figure, PromiseChange } from '../edit.ts'
import { figuresOf } from './figure-changes.ts'
import type { Words } from './statement.ts'

/**
 * What changed, selected and counted for a summary. `figuresInBody` are those that no other field states; `added`, `removed`, `moved` and
 * `rewritten` are paragraphs of the body.
 */
export type Facts = {
  figures: Figure[]
  figuresInBody: Figure[]
  fields: ComparedField[]
  promises: PromiseChange[]
  added: string[]
  removed: string[]
  moved: number
  rewritten: number
  words: Words[]
}

/** The facts of an edit. */
export function factsOf(fields: ComparedField[], before: Letter, after: Letter): Facts {
  const body = fields.find(({ field }) => field === 'body')?.compared ?? []
  const pairs = fields.flatMap(({ compared }) => compared.filter(isPair)).filter((pair) => !isTypography(pair))
  const inBody = body.filter(isPair).filter((pair) => pair.move !== undefined || !isTypography(pair))
  return {
    figures: pairs.filter(isPublic).flatMap(figuresOf),
    figuresInBody: inBody.filter(isPublic).flatMap(figuresOf),
    fields,
    promises: promiseChanges(
      { sentences: changedSentences(body, 'before'), writtenOn: dayOfWriting(before) },
      { sentences: changedSentences(body, 'after'), writtenOn: dayOfWriting(after) },
    ),
    added: body.flatMap((paragraph) => (paragraph.kind === 'added' ? [paragraph.text.trim()] : [])),
    removed: body.flatMap((paragraph) => (paragraph.kind === 'removed' ? [paragraph.text.trim()] : [])),
    moved: inBody.filter(({ move }) => move !== undefined).length,
    rewritten: inBody.filter(isRewritten).length,
    words: inBody.filter((pair) => isPublic(pair) && !isRewritten(pair)).flatMap(wordsIn),
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

/** Contacts appear in the diff, but not in lists and summaries. */
function isPublic({ role }: Pair): boolean {
  return role !== 'contact'
}

/** The changes of words and of people's names, which are not among the figures. */
function wordsIn(pair: Pair): Words[] {
  const isOfWords = ({ stretch, rules }: ReturnType<typeof rulesByStretch>[number]) =>
    rules.includes('wording') ||
    rules.includes('notation') ||
    (rules.includes('name') && figuresOf({ ...pair, stretches: [stretch] }).length === 0)
  const words = rulesByStretch(pair)
    .filter(isOfWords)
    .map(({ stretch, rules }) => ({
      ...servedOf(stretch, pair),
      ...(rules.includes('notation') && { sameValue: true as const }),
    }))
  return joinMoves(words)
}

/** Words that were removed in one place of a paragraph and added in another are one change. */
function joinMoves(words: Words[]): Words[] {
  const additions = new Map(words.flatMap((word) => (word.before === '' ? [[withoutMarks(word.after), word] as const] : [])))
  const joined = new Set<Words>()
  const changes = words.map((word) => {
    const addition = word.after === '' ? additions.get(withoutMarks(word.before)) : undefined
    if (addition) joined.add(addition)
    return addition ? { before: word.before, after: word.before, moved: true as const } : word
  })
  return changes.filter((word) => !joined.has(word))
}
