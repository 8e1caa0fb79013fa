import * as z from 'zod/mini'
import { FoundFigure } from '../findings/figures.ts'
import type { Findings } from '../findings/findings.ts'
import { Commitment } from '../findings/promises.ts'
import { Evidence, type VersionEntry } from '../entry.ts'
import { Letter } from '../letter.ts'
import { type RecordBook, RecordedLetter, Step } from '../ledger/site-state.ts'
import { letterFilePath, recordAddress, type TextFile } from '../record.ts'

/** A step of a letter's history, oldest first; `recordUrl` is the page of the version that came with it. */
const HistoryLine = z.object({ ...Step.shape, recordUrl: z.optional(z.string()) })

/**
 * What `letter.json` says: where a letter stands, every version of it, its present content, and what we find in that: promises,
 * figures, offices and documents.
 */
export const LetterFile = z.object({
  letter: z.string(),
  column: z.string(),
  url: z.string(),
  recordUrl: z.string(),
  standing: RecordedLetter.shape.standing,
  version: z.number(),
  history: z.array(HistoryLine),
  content: Letter,
  promises: z.array(Commitment),
  figures: z.array(FoundFigure),
  offices: z.array(z.string()),
  documents: z.array(z.string()),
  evidence: Evidence,
  ledger: z.object({ sequence: z.number(), previous: z.string(), hash: z.string() }),
})
export type LetterFile = z.infer<typeof LetterFile>

/** The letter's file for programs; `entry` is the one that carries its present text, in which `found` was found. */
export function letterFile(
  { column }: RecordBook,
  postId: string,
  { url, standing, steps }: RecordedLetter,
  entry: VersionEntry,
  found: Findings,
  publicUrl: string,
): TextFile {
  const { content, version, evidence } = entry.data
  const { sequence, previous, hash } = entry
  const said: LetterFile = {
    letter: `${column}/${postId}`,
    column,
    url,
    recordUrl: recordAddress(publicUrl, `${column}/${postId}/`),
    standing,
    version,
    history: steps.map((step) => historyLine(step, recordAddress(publicUrl, `${column}/${postId}/${step.version}/`))),
    content,
    ...found,
    evidence,
    ledger: { sequence, previous, hash },
  }
  return { path: letterFilePath(column, postId), body: `${JSON.stringify(said, null, 2)}\n` }
}

/** What a person found to be wrong has no page, and is not said again. */
function historyLine({ summary, ...step }: Step, recordUrl: string): LetterFile['history'][number] {
  if (step.discarded) return step
  return { ...step, ...(summary !== undefined && { summary }), ...(step.text && { recordUrl }) }
}

/** A letter as plain text: its title, then what its text says, a paragraph a line. What a search looks through and shows. */
export function shownText({ title, status, paragraphs }: Letter): string {
  return (
    [title, ...status, ...paragraphs.map(({ text }) => text)].map((line) => line.replace(/\s*\n\s*/g, ' ')).join('\n') + '\n'
  )
}
