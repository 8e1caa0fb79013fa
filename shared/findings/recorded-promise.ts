import * as z from 'zod/mini'
import { PromiseChange } from '../edit.ts'
import type { Letter } from '../letter.ts'
import { dayOfWriting, readSentences } from './letter-text.ts'
import { findPromises } from './promises.ts'

/** A promise of a version: its sentence, by when as written, and the last day (YYYY-MM-DD) where it can be known. */
export const FoundPromise = z.object({ sentence: z.string(), deadline: z.optional(z.string()), on: z.optional(z.string()) })
export type FoundPromise = z.infer<typeof FoundPromise>

/** A promise as the record lists it; `changed` is what the latest edit of it did, and the version of that edit. */
export const RecordedPromise = z.object({
  ...FoundPromise.shape,
  changed: z.optional(z.object({ kind: PromiseChange.shape.kind, version: z.number(), before: z.optional(z.string()) })),
})
export type RecordedPromise = z.infer<typeof RecordedPromise>

/** The period of the promises whose last day is not known. */
export const UNDATED = 'undated'

/** The promises in `letter`. */
export function promisesIn(letter: Letter): FoundPromise[] {
  return findPromises(readSentences(letter.paragraphs), dayOfWriting(letter)).map(({ sentence, deadline }) => ({
    sentence,
    ...(deadline && { deadline: deadline.text }),
    ...(deadline?.on !== undefined && { on: deadline.on }),
  }))
}

/** The list of promises after `version`, in which `found` are, and which made `changes` to the promises listed `before`. */
export function promisesAfter(
  before: RecordedPromise[],
  found: FoundPromise[],
  changes: PromiseChange[],
  version: number,
): RecordedPromise[] {
  const current = found.map((promise): RecordedPromise => {
    const change = changes.find(({ after }) => after?.sentence === promise.sentence)
    if (change)
      return { ...promise, changed: { kind: change.kind, version, ...(change.before && { before: change.before.sentence }) } }
    const same = before.find(({ sentence, changed }) => sentence === promise.sentence && changed?.kind !== 'dropped')
    return { ...promise, ...(same?.changed && { changed: same.changed }) }
  })
  const dropped = before.flatMap((promise): RecordedPromise[] => {
    if (promise.changed?.kind === 'dropped') return [promise]
    const gone = changes.some((change) => change.kind === 'dropped' && change.before?.sentence === promise.sentence)
    return gone ? [{ ...promise, changed: { kind: 'dropped', version } }] : []
  })
  return [...current, ...dropped]
}

/** The period of each of `promises`: the year of its last day, or UNDATED. */
export function periodsOf(promises: RecordedPromise[]): string[] {
  return promises.map(periodOf)
}

export function periodOf({ on }: RecordedPromise): string {
  return on?.slice(0, 4) ?? UNDATED
}
