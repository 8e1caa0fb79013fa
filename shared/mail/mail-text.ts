import type { Event } from '../event.ts'
import { diffText } from '../render/inline.ts'
import { visible } from '../text/escape.ts'
import { COLUMNS, displayWidth, foldLines, mailLines } from '../text/wrap.ts'

/** SNS refuses messages over 256 KB, attributes included. In bytes of UTF-8: up to where diffs are shown, and up to where events are named. */
const BYTES_WITH_DIFF = 150_000
const BYTES = 200_000
/** So many events are shown with their diffs, and so many named, in a mail that somebody is to read. */
const WITH_DIFF = 20
const NAMED = 200
/** What is longer is cut: an office may publish a title without end. In UTF-16 units. */
const LONGEST_LINE = 600

/** So many figures of one event are listed above its diff. */
const FIGURES = 12

const RULE = '――――――――'

/**
 * `events`, oldest first, as plain text for people: under a `heading`, each with what changed first and its addresses after, in lines
 * of at most 76 columns; an address alone may be longer. Events that are too many are named without their diffs, then counted.
 */
export function mailText(events: readonly Event[], heading: string[] = []): string {
  const parts = heading.length > 0 ? [heading.flatMap(mailLines).join('\n')] : []
  let bytes = 0
  let told = 0
  for (const event of events.slice(0, NAMED)) {
    const part = partOf(event, told < WITH_DIFF && bytes < BYTES_WITH_DIFF)
    if ((bytes += Buffer.byteLength(part)) > BYTES) break
    parts.push(part)
    told++
  }
  const left = events.length - told
  if (left > 0) parts.push(mailLines(`另有 ${left} 项，见公开记录。(${left} more in the record.)`).join('\n'))
  return `${parts.join(`\n\n${RULE}\n\n`)}\n`
}

function partOf({ timestamp, data }: Event, isWithDiff: boolean): string {
  const figures = 'figures' in data ? (data.figures ?? []) : []
  const diff = isWithDiff && 'diff' in data ? data.diff : undefined
  const said = [
    ...(data.summary.includes(data.title) ? [] : [data.title]),
    data.summary,
    data.summaryEn,
    ...figures.slice(0, FIGURES).map(({ of = '', before, after }) => `  ${of}${of && ' '}${before} → ${after}`),
    ...(figures.length > FIGURES ? [`  另有 ${figures.length - FIGURES} 处 (${figures.length - FIGURES} more)`] : []),
  ]
  return [
    ...said.flatMap((line) => mailLines(oneLine(line))),
    ...(diff ? ['', ...foldLines(diffText(diff, COLUMNS).split('\n'))] : []),
    '',
    ...linkLines('记录 Record:', data.recordUrl),
    ...('url' in data ? linkLines('原网页 Page:', data.url) : []),
    `${timestamp} · ${data.id}`,
    data.ledger.hash,
  ].join('\n')
}

/** Leading spaces are the layout's own. */
const oneLine = (text: string) => `${/^ */.exec(text)?.[0] ?? ''}${cutTitle(text, LONGEST_LINE)}`

/** An address is never cut: one that does not fit beside its name stands alone on a line. */
function linkLines(name: string, url: string): string[] {
  const link = visible(url.replace(/\s/g, '%20'))
  return displayWidth(`${name} ${link}`) <= COLUMNS ? [`${name} ${link}`] : [name, link]
}

/**
 * `text` on one line without control characters, what reorders text made visible, cut after a whole character as a reader sees it to
 * at most `units` UTF-16 units, an ellipsis marking the cut; never empty.
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
