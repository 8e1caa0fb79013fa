import { dayOfWriting, type PlacedSentence } from '../findings/letter-text.ts'
import { promiseChanges } from '../findings/promise-changes.ts'
import type { Letter } from '../letter.ts'
import { prepare, withoutMarks } from '../text/normalize.ts'
import { sentencesIn } from '../text/sentences.ts'
import { type ComparedField, isTypography, rulesByStretch } from './classify.ts'
import { type Compared, type Pair, servedOf, textOn } from './compare-paragraphs.ts'
import type { Figure, PromiseChange } from '../edit.ts'
import { figuresOf } from './figure-changes.ts'
import { RULES } from './rules.ts'
import type { Statement, Words } from './statement.ts'
import { columnChanges, isMerged, lineCounts, type Merged, mergedPoints, withoutJoined, withoutNumbers } from './structure.ts'
import { type Turn, turnsIn } from './turns.ts'
import type { Stretch } from './word-diff.ts'

/**
 * What changed, selected and counted for a summary. `figuresInBody` are those that no other field states; `added`, `removed`, `moved` and
 * `rewritten` are paragraphs of the body; `structure` says what many small changes make.
 */
export type Facts = {
  figures: Figure[]
  figuresInBody: Figure[]
  fields: ComparedField[]
  turns: Turn[]
  promises: PromiseChange[]
  structure: Statement[]
  contact: { isPhone: boolean; isPerson: boolean }
  added: string[]
  removed: string[]
  moved: number
  rewritten: number
  words: Words[]
  notations: Words[]
}

/** The facts of an edit. */
export function factsOf(fields: ComparedField[], before: Letter, after: Letter): Facts {
  const body = fields.find(({ field }) => field === 'body')?.compared ?? []
  const pairs = fields.flatMap(({ compared }) => compared.filter(isPair)).filter((pair) => !isTypography(pair))
  const inBody = body.filter(isPair).filter((pair) => pair.move !== undefined || !isTypography(pair))
  const columns = columnChanges(body)
  const merged = mergedPoints(body)
  const isMergedPair = (pair: Pair) => merged.some(({ into }) => into === pair)
  const stated = inBody.filter((pair) => isPublic(pair) && !columns.pairs.has(pair) && !isMergedPair(pair))
  const joined = new Set(merged.flatMap(({ from }) => from))
  const reworded = stated.filter((pair) => !isRewritten(pair))
  const turns = reworded.flatMap(turnsIn)
  const changed = changedWords(reworded, new Set(turns.map(({ stretch }) => stretch)), merged)
  return {
    figures: pairs.filter(isPublic).flatMap(figuresOf),
    figuresInBody: stated.flatMap(figuresOf),
    fields,
    turns,
    promises: promiseChanges(
      { sentences: changedSentences(body, 'before'), writtenOn: dayOfWriting(before) },
      { sentences: changedSentences(body, 'after'), writtenOn: dayOfWriting(after) },
    ),
    structure: [...columns.statements, ...changed.structure],
    contact: changedContact(inBody),
    added: body.flatMap((paragraph) => (paragraph.kind === 'added' ? [paragraph.text.trim()] : [])),
    removed: body
      .flatMap((paragraph) => (paragraph.kind === 'removed' ? [paragraph.text.trim()] : []))
      .filter((text) => !joined.has(text)),
    moved: inBody.filter(({ move }) => move !== undefined).length,
    rewritten: inBody.filter(isRewritten).length,
    words: changed.words,
    notations: pairs.filter(isPublic).flatMap(notationsIn),
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

/** What a contact is: its number and its person; neither is printed. */
function changedContact(pairs: Pair[]): Facts['contact'] {
  const changed = pairs.flatMap((pair) =>
    rulesByStretch(pair)
      .filter(({ rules }) => rules.some((rule) => RULES[rule].significance !== 'cosmetic'))
      .map(({ rules }) => ({ rules, isContact: pair.role === 'contact' })),
  )
  return {
    isPhone: changed.some(({ rules }) => rules.includes('contact')),
    isPerson: changed.some(({ rules, isContact }) => isContact && !rules.includes('contact')),
  }
}

/** The changes of words and of people's names, which are not among the figures, and how points were joined and renumbered. */
function changedWords(pairs: Pair[], turned: Set<Stretch>, joined: Merged[]): { words: Words[]; structure: Statement[] } {
  const merged = pairs.filter(isMerged)
  const counts = [...joined.map(({ from }) => ({ before: from.length + 1, after: 1 })), ...merged.map(lineCounts)]
  const renumbered: Words[] = []
  const words = pairs
    .filter((pair) => !merged.includes(pair))
    .flatMap((pair) => {
      const left = wordsIn(pair, turned).flatMap(({ next, ...change }) => {
        const { words, isRenumbered } = withoutNumbers(change, next)
        if (isRenumbered) renumbered.push(change)
        return words ?? []
      })
      const { words, count } = withoutJoined(left)
      if (count > 0) counts.push({ before: count + 1, after: 1 })
      return joinMoves(words)
    })
  const [only] = renumbered
  if (only && renumbered.length === 1 && words.length === 0 && counts.length === 0) return { words: [only], structure: [] }
  return { words, structure: pointStatements(counts, renumbered.length > 0) }
}

/** How points were joined and renumbered, in one statement. */
function pointStatements(counts: { before: number; after: number }[], areRenumbered: boolean): Statement[] {
  const joined = counts.map(({ before, after }) => ({
    zh: `${before}项合并为${after}项`,
    en: `${before} points joined to ${after}`,
  }))
  const renumbered =
    joined.length > 0 ? { zh: '其余重新编号', en: 'the others renumbered' } : { zh: '各项重新编号', en: 'points renumbered' }
  const all = [...joined, ...(areRenumbered ? [renumbered] : [])]
  return all.length === 0 ? [] : [{ zh: all.map(({ zh }) => zh).join('，'), en: all.map(({ en }) => en).join(', ') }]
}

/** The changes of words in a paragraph, each with the text that follows it. */
function wordsIn(pair: Pair, turned: Set<Stretch>): (Words & { next: string })[] {
  const isOfWords = ({ stretch, rules }: ReturnType<typeof rulesByStretch>[number]) =>
    rules.includes('wording') || (rules.includes('name') && figuresOf({ ...pair, stretches: [stretch] }).length === 0)
  return rulesByStretch(pair)
    .filter((ruled) => isOfWords(ruled) && !turned.has(ruled.stretch))
    .map(({ stretch }) => ({
      ...servedOf(stretch, pair),
      next: pair.before.folded.slice(stretch.before.to, stretch.before.to + 2),
    }))
}

/** The figures and dates that are only written in another way. */
function notationsIn(pair: Pair): Words[] {
  const written = rulesByStretch(pair).filter(({ rules }) => rules.includes('notation'))
  return written.map(({ stretch }) => ({ ...servedOf(stretch, pair), sameValue: true as const }))
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
