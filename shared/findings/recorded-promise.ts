import * as z from 'zod/mini'
import { PromiseChange } from '../edit.ts'
import type { Letter } from '../letter.ts'
import { readSentences } from './letter-text.ts'
import { dayOfWriting, findPromises } from './promises.ts'

/** A promise as a version makes it: its sentence, by when as written, and the last day where that can be known. */
export const FoundPromise = z.object({ sentence: z.string(), deadline: z.optional(z.string()), on: z.optional(z.string()) })
export type FoundPromise = z.infer<typeof FoundPromise>

/** A promise as the record lists it: `changed` says what the latest edit that touched it did, and in which version. */
export const RecordedPromise = z.object({
  ...FoundPromise.shape,
  changed: z.optional(z.object({ kind: PromiseChange.shape.kind, version: z.number(), before: z.optional(z.string()) })),
})
export type RecordedPromise = z.infer<typeof RecordedPromise>

/** The period that lists promises of which the last day is not known. */
export const UNDATED = 'undated'

/** The promises in `letter`. */
export function promisesIn(letter: Letter): FoundPromise[] {
  return findPromises(readSentences(letter.paragraphs), dayOfWriting(letter)).map(({ sentence, deadline }) => ({
    sentence,
    ...(deadline && { deadline: deadline.text }),
    ...(deadline?.on !== undefined && { on: deadline.on }),
  }))
}

/** What is listed once `version`, in which `found` stands, has made `changes` to the promises that were listed before. */
export function promisesAfter(
  before: RecordedPromise[],
  found: FoundPromise[],
  changes: PromiseChange[],
  version: number,
): RecordedPromise[] {
  const stands = found.map((promise): RecordedPromise => {
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
  return [...stands, ...dropped]
}

/** The period of each of `promises`: the year of its last day, or UNDATED. */
export function periodsOf(promises: RecordedPromise[]): string[] {
  return promises.map(periodOf)
}

export function periodOf({ on }: RecordedPromise): string {
  return on?.slice(0, 4) ?? UNDATED
}
