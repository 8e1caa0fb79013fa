import type { Event } from '../event.ts'
import { diffText } from '../render/inline.ts'
import { visible } from '../text/escape.ts'
import { COLUMNS, displayWidth, foldLines, mailLines } from '../text/wrap.ts'

/** SNS refuses messages over 256 KB with their attributes. In bytes of UTF-8: the size up to which diffs are added, and events. */
const MAX_BYTES_WITH_DIFFS = 150_000
const MAX_BYTES = 200_000
/** The number of events with their diffs, and of all events, in one mail. */
const MAX_DIFFS = 20
const MAX_EVENTS = 200
/** The longest title or summary, in UTF-16 units: an office may publish one of any length. */
const MAX_LINE_LENGTH = 600

/** The most figures of one event that are listed above its diff. */
const MAX_FIGURES = 12

const RULE = '――――――――'

/**
 * `events`, oldest first, as plain text under a `heading`: of each the summary and the diff, then its addresses, in lines of at most 76
 * columns; only an address may be longer. If there are many, the later ones have no diff, and the last are only counted.
 */
export function mailText(events: readonly Event[], heading: string[] = []): string {
  const parts = heading.length > 0 ? [heading.flatMap(mailLines).join('\n')] : []
  let bytes = 0
  let written = 0
  for (const event of events.slice(0, MAX_EVENTS)) {
    const part = partOf(event, written < MAX_DIFFS && bytes < MAX_BYTES_WITH_DIFFS)
    if ((bytes += Buffer.byteLength(part)) > MAX_BYTES) break
    parts.push(part)
    written++
  }
  const left = events.length - written
  if (left > 0) parts.push(mailLines(`另有 ${left} 项，详见公开记录。(${left} more in the record.)`).join('\n'))
  return `${parts.join(`\n\n${RULE}\n\n`)}\n`
}

function partOf({ timestamp, data }: Event, isWithDiff: boolean): string {
  const figures = 'figures' in data ? (data.figures ?? []) : []
  const diff = isWithDiff && 'diff' in data ? data.diff : undefined
  const lines = [
    ...(data.summary.includes(data.title) ? [] : [data.title]),
    data.summary,
    data.summaryEn,
    ...figures.slice(0, MAX_FIGURES).map(({ of = '', before, after }) => `  ${of}${of && ' '}${before} → ${after}`),
    ...(figures.length > MAX_FIGURES
      ? [`  另有 ${figures.length - MAX_FIGURES} 处 (${figures.length - MAX_FIGURES} more)`]
      : []),
  ]
  return [
    ...lines.flatMap((line) => mailLines(oneLine(line))),
    ...(diff ? ['', ...foldLines(diffText(diff, COLUMNS).split('\n'))] : []),
    '',
    ...linkLines('变动记录 Record:', data.recordUrl),
    ...('url' in data ? linkLines('原网页 Original:', data.url) : []),
    `${timestamp} · ${data.id}`,
    data.ledger.hash,
  ].join('\n')
}

/** `text` on one line; its leading spaces, which are layout, stay. */
const oneLine = (text: string) => `${/^ */.exec(text)?.[0] ?? ''}${cutTitle(text, MAX_LINE_LENGTH)}`

/** An address is never cut: one that does not fit beside its name has a line of its own. */
function linkLines(name: string, url: string): string[] {
  const link = visible(url.replace(/\s/g, '%20'))
  return displayWidth(`${name} ${link}`) <= COLUMNS ? [`${name} ${link}`] : [name, link]
}

/**
 * `text` on one line, at most `units` UTF-16 units long and never empty. Control characters become spaces, bidirectional controls are
 * made visible, and a cut is after a whole grapheme and marked by an ellipsis.
 */
export function cutTitle(text: string, units: number): string {
  const line = visible(text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()) || 'letterwatch'
  if (line.length <= units) return line
  const characters = new Intl.Segmenter('zh', { granularity: 'grapheme' })
  let cut = ''
  for (const { segment } of characters.segment(line.slice(0, units + 1))) {
    if (cut.length + segment.length > units - 1) break
    cut += segment
  }
  return `${cut}…`
}
