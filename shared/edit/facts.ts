import { commitmentChanges } from '../promises/commitment-changes.ts'
import type { Letter } from '../letter.ts'
import type { ComparedField } from './classify.ts'
import { isTypography, rulesByStretch } from './classify-stretch.ts'
import type { Compared, Pair } from './compare-lines.ts'
import type { Field, Figure, PromiseChange } from './edit.ts'
import { figuresOf } from './figures.ts'
import { servedBetween } from './prepared.ts'
import type { Stretch } from './stretch.ts'
import { textOn } from './text-on.ts'

/** What changed, counted and picked out for a sentence about it. */
export type Facts = {
  figures: Figure[]
  /** Those of the body; the others are told with their fields. */
  figuresInBody: Figure[]
  /** Fields but the body, with what they said; lines joined by 、. */
  fields: { field: Exclude<Field, 'body'>; before: string; after: string; within?: true }[]
  promises: PromiseChange[]
  added: string[]
  removed: string[]
  moved: number
  /** Paragraphs of the body rewritten whole. */
  rewritten: number
  /** Changed words, as they stood and stand. */
  words: { before: string; after: string }[]
}

/** A longer line is not quoted whole. */
const LONG = 24

/** The facts of an edit. */
export function factsOf(fields: ComparedField[], before: Letter, after: Letter): Facts {
  const body = fields.find(({ field }) => field === 'body')?.compared ?? []
  const pairs = fields.flatMap(({ compared }) => compared.filter(isPair)).filter((pair) => !isTypography(pair))
  const inBody = body.filter(isPair).filter((pair) => pair.move !== undefined || !isTypography(pair))
  return {
    figures: pairs.flatMap(figuresOf),
    figuresInBody: inBody.flatMap(figuresOf),
    fields: fields.flatMap(({ field, compared }) => (field === 'body' ? [] : [{ field, ...saidIn(compared) }])),
    promises: commitmentChanges(body, before, after),
    added: body.flatMap((paragraph) => (paragraph.kind === 'added' ? [paragraph.text.trim()] : [])),
    removed: body.flatMap((paragraph) => (paragraph.kind === 'removed' ? [paragraph.text.trim()] : [])),
    moved: inBody.filter(({ move }) => move !== undefined).length,
    rewritten: inBody.filter(isRewritten).length,
    words: inBody.filter((pair) => !isRewritten(pair)).flatMap(wordsIn),
  }
}

function isPair(paragraph: Compared): paragraph is Pair {
  return paragraph.kind === 'pair'
}

function isRewritten({ stretches, before, after }: Pair): boolean {
  return stretches.length === 1 && stretches[0]?.same === false && before.seen.length + after.seen.length > 40
}

/** The changes of words and of people's names, which no figure tells. Contacts are not spelled out. */
function wordsIn(pair: Pair): { before: string; after: string }[] {
  if (pair.role === 'contact') return []
  const told = ({ stretch, rules }: ReturnType<typeof rulesByStretch>[number]) =>
    rules.includes('wording') || (rules.includes('name') && figuresOf({ ...pair, stretches: [stretch] }).length === 0)
  return rulesByStretch(pair)
    .filter(told)
    .map(({ stretch }) => servedOf(stretch, pair))
}

/** What a field said; of a long line changed in one place, only that. Attachments go by their names. */
function saidIn(compared: Compared[]): { before: string; after: string; within?: true } {
  const [only] = compared.length === 1 ? compared.filter(isPair) : []
  const changes = only?.stretches.filter(({ same }) => !same) ?? []
  const [change] = changes.length === 1 ? changes : []
  if (only && change && only.after.served.length > LONG) return { ...servedOf(change, only), within: true }
  const said = (side: 'before' | 'after') => compared.map((paragraph) => textOn(side, paragraph)?.replace(/ \/\/\S+$/, ''))
  const joined = (side: 'before' | 'after') => said(side).filter(Boolean).join('、')
  return { before: joined('before'), after: joined('after') }
}

function servedOf({ before, after }: Stretch, pair: Pair): { before: string; after: string } {
  return {
    before: servedBetween(pair.before, before.from, before.to).trim(),
    after: servedBetween(pair.after, after.from, after.to).trim(),
  }
}
