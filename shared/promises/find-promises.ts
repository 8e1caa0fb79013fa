import * as z from 'zod/mini'
import { atomsIn } from '../edit/atoms.ts'
import { compact } from '../edit/compact.ts'
import { fold } from '../edit/fold.ts'
import type { Letter } from '../letter.ts'
import {
  ABOUT_NEXT_STEPS,
  COMMITMENT_RULES,
  type CommitmentRule,
  CommitmentRuleName,
  NEXT_STEP,
  Strength,
} from './commitment-rules.ts'
import { Deadline, deadlineIn } from './deadline.ts'
import { type Sentence, sentencesIn } from './sentences.ts'

/** A sentence that promises something: as served, its paragraph (0-based), the word that commits and how firmly, and the rule that found it. */
export const Pledge = z.object({
  sentence: z.string(),
  paragraph: z.number(),
  verb: z.string(),
  strength: Strength,
  rule: CommitmentRuleName,
})
export type Pledge = z.infer<typeof Pledge>

/** A pledge with by when it is promised, and the offices and documents its sentence names. */
export const Commitment = z.object({
  ...Pledge.shape,
  deadline: z.optional(Deadline),
  offices: z.array(z.string()),
  documents: z.array(z.string()),
})
export type Commitment = z.infer<typeof Commitment>

/** The commitments in `letter`, in order, by COMMITMENT_RULES; conservative, so that what it does not find may still be one. */
export function findPromises(letter: Letter): Commitment[] {
  const year = letterYear(letter)
  return sentencesIn(letter.paragraphs).flatMap((sentence) => {
    const pledge = pledgeIn(sentence)
    return pledge ? [commitmentOf(pledge, year)] : []
  })
}

/** The year 今年 means in `letter`. */
export function letterYear({ signedOn, publishedOn }: Letter): number | undefined {
  const day = signedOn ?? publishedOn
  return day === undefined ? undefined : Number(day.slice(0, 4))
}

/** What `sentence` promises; undefined when no rule finds anything. */
export function pledgeIn({ text, paragraph, heading }: Sentence): Pledge | undefined {
  const found = ruleFor(fold(compact(text)), heading)
  return found && { sentence: text, paragraph, verb: found.verb, strength: found.rule.strength, rule: found.rule.name }
}

/** By when `pledge`, in a letter of that year, is promised. */
export function deadlineOf({ sentence }: Pledge, year: number | undefined): Deadline | undefined {
  return deadlineIn(fold(compact(sentence)), year)
}

function commitmentOf(pledge: Pledge, year: number | undefined): Commitment {
  const deadline = deadlineOf(pledge, year)
  return { ...pledge, ...(deadline && { deadline }), ...namesIn(fold(compact(pledge.sentence))) }
}

function ruleFor(plain: string, heading: string): { rule: CommitmentRule; verb: string } | undefined {
  for (const rule of COMMITMENT_RULES) {
    const match = rule.verb.exec(plain)
    if (match) return { rule, verb: match[1] ?? match[0] }
  }
  const point = ABOUT_NEXT_STEPS.test(heading) ? NEXT_STEP.verb.exec(plain) : null
  return point ? { rule: NEXT_STEP, verb: point[1] ?? '' } : undefined
}

/** How an office's name ends: people before their office are names too. */
const OFFICE = /(?:[委局厅部会院]|国务院|政府|人大|政协|办公室)$/
const SOME_OFFICE = /相关|有关/

/** The offices and the documents in 《》 that `plain` (compact, folded) names, each once, in order. */
export function namesIn(plain: string): { offices: string[]; documents: string[] } {
  const names = atomsIn(plain)
    .filter(({ kind }) => kind === 'name')
    .map(({ start, end }) => plain.slice(start, end))
  const documents = names.filter((name) => name.startsWith('《') || name.endsWith('号'))
  const offices = names.filter((name) => OFFICE.test(name) && !SOME_OFFICE.test(name))
  return { offices: [...new Set(offices)], documents: [...new Set(documents)] }
}
