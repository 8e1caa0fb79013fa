import { atomsIn } from '../edit/atoms.ts'
import { compact } from '../edit/compact.ts'
import { fold } from '../edit/fold.ts'
import type { Letter } from '../letter.ts'
import {
  ABOUT_NEXT_STEPS,
  COMMITMENT_RULES,
  type CommitmentRule,
  NEXT_STEP,
  type RuleName,
  type Strength,
} from './commitment-rules.ts'
import { type Deadline, deadlineIn } from './deadline.ts'
import { type Sentence, sentencesIn } from './sentences.ts'

/**
 * Something a letter says will be done: the sentence as served and its paragraph (0-based), the word that commits and how firmly,
 * by when, the offices named, the documents named, and the rule that found it.
 */
export type Commitment = {
  sentence: string
  paragraph: number
  verb: string
  strength: Strength
  deadline?: Deadline
  offices: string[]
  documents: string[]
  rule: RuleName
}

/** The commitments in `letter`, in order, by COMMITMENT_RULES; conservative, so that what it does not find may still be one. */
export function findPromises(letter: Letter): Commitment[] {
  const year = letterYear(letter)
  return sentencesIn(letter.paragraphs).flatMap((sentence) => commitmentIn(sentence, year) ?? [])
}

/** The year 今年 means in `letter`. */
export function letterYear({ signedOn, publishedOn }: Letter): number | undefined {
  const day = signedOn ?? publishedOn
  return day === undefined ? undefined : Number(day.slice(0, 4))
}

/** The commitment `sentence` makes, in a letter of that year; undefined when no rule finds one. */
export function commitmentIn({ text, paragraph, heading }: Sentence, year: number | undefined): Commitment | undefined {
  const plain = fold(compact(text))
  const found = ruleFor(plain, heading)
  if (!found) return undefined
  const deadline = deadlineIn(plain, year)
  const { rule, verb } = found
  return {
    sentence: text,
    paragraph,
    verb,
    strength: rule.strength,
    ...(deadline && { deadline }),
    ...namesIn(plain),
    rule: rule.name,
  }
}

function ruleFor(plain: string, heading: string): { rule: CommitmentRule; verb: string } | undefined {
  for (const rule of COMMITMENT_RULES) {
    const match = rule.verb.exec(plain)
    if (match) return { rule, verb: match[1] ?? match[0] }
  }
  const point = ABOUT_NEXT_STEPS.test(heading) ? NEXT_STEP.verb.exec(plain) : null
  return point ? { rule: NEXT_STEP, verb: point[1] ?? '' } : undefined
}

/** The offices and the documents in 《》 that `plain` (compact, folded) names, each once, in order. */
export function namesIn(plain: string): { offices: string[]; documents: string[] } {
  const names = atomsIn(plain)
    .filter(({ kind }) => kind === 'name')
    .map(({ start, end }) => plain.slice(start, end))
  const documents = names.filter((name) => name.startsWith('《') || name.endsWith('号'))
  const offices = names.filter((name) => !documents.includes(name) && !/^\d/.test(name))
  return { offices: [...new Set(offices)], documents: [...new Set(documents)] }
}
