import { Buffer } from 'node:buffer'
import { foldFully } from '../text/normalize.ts'
import { splitSentences } from '../text/sentences.ts'
import type { Edit, Span } from '../edit.ts'

/**
 * `edit` with its diff cut until its JSON takes at most `maxBytes`: to the changed sentences with a neighbour on either side, then to the
 * changed sentences, then to the changes of content that fit, and those of typography after them. Gaps replace what is left out;
 * `truncated` is set where a change is left out.
 */
export function truncateDiff<Cut extends Pick<Edit, 'diff' | 'truncated'>>(edit: Cut, maxBytes: number): Cut {
  if (bytesOf(edit.diff) <= maxBytes) return edit
  const chunks = chunksOf(edit.diff)
  for (const neighbours of [1, 0]) {
    const diff = withGaps(
      chunks.map((chunk) => (chunk.weight === 0 ? undefined : sentencesOf(chunk.spans, neighbours))),
      chunks,
    )
    if (bytesOf(diff) <= maxBytes) return { ...edit, diff }
  }
  return { ...edit, diff: changesThatFit(chunks, maxBytes), truncated: true }
}

/** The bytes `diff` takes as JSON in UTF-8. */
function bytesOf(diff: Span[]): number {
  return Buffer.byteLength(JSON.stringify(diff))
}

/** What is kept of each of `chunks`, and a gap where nothing is kept; fields are always kept. */
function withGaps(kept: (Span[] | undefined)[], chunks: Chunk[]): Span[] {
  const diff: Span[] = []
  chunks.forEach((chunk, index) => {
    const last = diff.at(-1)
    const spans = kept[index] ?? (chunk.spans.every(({ op }) => op === 'field') ? chunk.spans : undefined)
    if (spans) diff.push(...spans)
    else if (last?.op === 'gap' && (last.paragraphs > 0 || chunk.paragraphs === 0))
      diff[diff.length - 1] = { op: 'gap', paragraphs: last.paragraphs + chunk.paragraphs }
    else diff.push({ op: 'gap', paragraphs: chunk.paragraphs })
  })
  return diff
}

/** A changed paragraph without the sentences far from its changes. */
function sentencesOf(spans: Span[], neighbours: number): Span[] {
  return spans.flatMap((span, index): Span[] => {
    if (span.op !== 'same' && span.op !== 'moved') return [span]
    const sentences = splitSentences(span.text)
    const first = isChange(spans[index - 1]) || span.op === 'moved' ? 1 + neighbours : 0
    const last = isChange(spans[index + 1]) ? 1 + neighbours : 0
    if (first + last >= sentences.length) return [span]
    const part = (from: number, to?: number): Span[] => {
      const text = sentences.slice(from, to).join('')
      return text === '' ? [] : [{ ...span, text }]
    }
    return [...part(0, first), { op: 'gap', paragraphs: 0 }, ...part(sentences.length - last)]
  })
}

function isChange(span: Span | undefined): boolean {
  return span?.op === 'added' || span?.op === 'removed' || (span?.op === 'break' && span.only !== undefined)
}

/** The most that a gap beside a kept change takes. */
const GAP_BYTES = 64

function changesThatFit(chunks: Chunk[], maxBytes: number): Span[] {
  const kept = new Array<Span[] | undefined>(chunks.length)
  let room = maxBytes - bytesOf(withGaps(kept, chunks))
  const byWeight = chunks.map((chunk, index) => ({ chunk, index })).filter(({ chunk }) => chunk.weight > 0)
  byWeight.sort((one, other) => other.chunk.weight - one.chunk.weight || one.index - other.index)
  for (const { chunk, index } of byWeight) {
    const spans = sentencesOf(chunk.weight === 2 ? withoutTypography(chunk.spans) : chunk.spans, 0)
    const gap = kept[index - 1] || kept[index + 1] ? 0 : GAP_BYTES
    const fitting = bytesOf(spans) + gap <= room ? spans : (shortened(spans, room - gap) ?? firstOf(spans, room - gap))
    if (!fitting) continue
    kept[index] = fitting
    room -= bytesOf(fitting) + gap
  }
  return withGaps(kept, chunks)
}

/** Shorter text is useless to a reader. */
const MIN_LENGTH = 40

/** `spans` with their longer texts cut until they fit `room`; undefined where that leaves too little. */
function shortened(spans: Span[], room: number): Span[] | undefined {
  const longest = Math.max(...spans.map((span) => ('text' in span ? span.text.length : 0)))
  for (let length = Math.floor(longest / 2); length >= MIN_LENGTH; length = Math.floor(length / 2)) {
    const shorter = spans.flatMap((span) => ('text' in span ? clipped(span, length) : [span]))
    if (bytesOf(shorter) <= room) return shorter
  }
  return undefined
}

/** The first of `spans` that fit `room`, a gap for the rest, and the end of the paragraph; undefined where none of them is a change. */
function firstOf(spans: Span[], room: number): Span[] | undefined {
  const end: Span[] = [{ op: 'gap', paragraphs: 0 }, ...spans.slice(-1).filter(({ op }) => op === 'break')]
  let left = room - bytesOf(end)
  const from = Math.max(0, spans.findIndex(isChange) - 1)
  const first: Span[] = from > 0 ? [{ op: 'gap', paragraphs: 0 }] : []
  for (const span of spans.slice(from)) {
    if ((left -= bytesOf([span])) < 0) return first.some(isChange) ? [...first, ...end] : undefined
    first.push(span)
  }
  return first
}

/** `span` with the first `length` units of its text, cut between two characters, and a gap for the rest. */
function clipped(span: Extract<Span, { text: string }>, length: number): Span[] {
  if (span.text.length <= length) return [span]
  return [
    { ...span, text: span.text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '') },
    { op: 'gap', paragraphs: 0 },
  ]
}

/** The spans of one paragraph with its break, or one other span. `weight`: 2 where content changed, 1 where only typography did, else 0. */
type Chunk = { spans: Span[]; weight: 0 | 1 | 2; paragraphs: number }

function chunksOf(diff: Span[]): Chunk[] {
  const chunks: Chunk[] = []
  let spans: Span[] = []
  for (const span of diff) {
    spans.push(span)
    if ('text' in span || isCut(span)) continue
    chunks.push(chunkOf(spans))
    spans = []
  }
  return spans.length > 0 ? [...chunks, chunkOf(spans)] : chunks
}

function isCut(span: Span): boolean {
  return span.op === 'gap' && span.paragraphs === 0
}

function chunkOf(spans: Span[]): Chunk {
  return { spans, weight: weightOf(spans), paragraphs: spans.reduce((sum, span) => sum + paragraphsIn(span), 0) }
}

/** How many paragraphs a span ends or replaces. */
export function paragraphsIn(span: Span): number {
  if (span.op === 'gap') return span.paragraphs
  return span.op === 'break' || span.op === 'left' ? 1 : 0
}

function weightOf(spans: Span[]): 0 | 1 | 2 {
  const text = (op: string) => foldFully(spans.map((span) => ('text' in span && span.op === op ? span.text : '')).join(''))
  if (spans.some((span) => span.op === 'moved' || span.op === 'left')) return 2
  if (text('removed') !== text('added')) return 2
  return spans.some((span) => span.op === 'removed' || (span.op === 'break' && span.only)) ? 1 : 0
}

/** `spans` with changes of typography shown as equal text. */
function withoutTypography(spans: Span[]): Span[] {
  const kept: Span[] = []
  for (const span of spans) {
    const last = kept.at(-1)
    const replaces = span.op === 'added' && last?.op === 'removed' && foldFully(last.text) === foldFully(span.text)
    if (replaces) kept.pop()
    putJoined(kept, replaces ? { op: 'same', text: span.text } : span)
  }
  return kept
}

function putJoined(spans: Span[], span: Span) {
  const last = spans.at(-1)
  if (last?.op === 'same' && span.op === 'same') spans[spans.length - 1] = { op: 'same', text: last.text + span.text }
  else spans.push(span)
}
