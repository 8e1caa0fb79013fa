import * as z from 'zod/mini'
import { FoundFigure } from '../findings/figures.ts'
import type { Findings } from '../findings/findings.ts'
import { Commitment } from '../findings/promises.ts'
import { Evidence, type VersionEntry } from '../entry.ts'
import { Letter } from '../letter.ts'
import { type SiteState, SiteLetter, HistoryStep } from '../ledger/site-state.ts'
import { letterFilePath, recordAddress, type TextFile } from '../record.ts'

/** A step of a letter's history; `recordUrl` is the page of its version. */
const HistoryLine = z.object({ ...HistoryStep.shape, recordUrl: z.optional(z.string()) })

/**
 * The content of `letter.json`: the state of a letter, its history from the oldest step on, its current content, and the promises, figures,
 * offices and documents found in that.
 */
export const LetterFile = z.object({
  letter: z.string(),
  column: z.string(),
  url: z.string(),
  recordUrl: z.string(),
  standing: SiteLetter.shape.presence,
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

/** The letter as a file for programs. `entry` is the one that carries its current text, `found` the findings in it. */
export function letterFile(
  { column }: SiteState,
  postId: string,
  { url, presence, history }: SiteLetter,
  entry: VersionEntry,
  found: Findings,
  publicUrl: string,
): TextFile {
  const { content, version, evidence } = entry.data
  const { sequence, previous, hash } = entry
  const file: LetterFile = {
    letter: `${column}/${postId}`,
    column,
    url,
    recordUrl: recordAddress(publicUrl, `${column}/${postId}/`),
    standing: presence,
    version,
    history: history.map((step) => historyLine(step, recordAddress(publicUrl, `${column}/${postId}/${step.version}/`))),
    content,
    ...found,
    evidence,
    ledger: { sequence, previous, hash },
  }
  return { path: letterFilePath(column, postId), body: `${JSON.stringify(file, null, 2)}\n` }
}

/** A version that an operator discarded has no page, and its summary is left out. */
function historyLine({ summary, ...step }: HistoryStep, recordUrl: string): LetterFile['history'][number] {
  if (step.discarded) return step
  return { ...step, ...(summary !== undefined && { summary }), ...(step.text && { recordUrl }) }
}

/** A letter as plain text for search: the title, the status, then one line for each paragraph. */
export function shownText({ title, status, paragraphs }: Letter): string {
  return (
    [title, ...status, ...paragraphs.map(({ text }) => text)].map((line) => line.replace(/\s*\n\s*/g, ' ')).join('\n') + '\n'
  )
}
