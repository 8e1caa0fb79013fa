import type { Event } from '../shared/event.ts'
import { diffTerminal, diffText } from '../shared/render/inline.ts'
import { visible } from '../shared/text/escape.ts'

/** An event as text for the terminal: what happened to which letter, the diff (in colour with `isColoured`), and the addresses. */
export function describeEvent({ type, timestamp, data }: Event, isColoured: boolean): string {
  const isLetter = 'letter' in data
  const figures = isLetter ? (data.figures ?? []) : []
  const diff = isLetter ? data.diff : undefined
  const lines = [
    `${data.id}  ${type}  ${timestamp}`,
    ...(data.summary.includes(data.title) ? [] : [data.title]),
    data.summary,
    data.summaryEn,
    ...(isLetter && data.significance ? [`${data.significance}: ${data.tags?.join(', ') ?? ''}`] : []),
    ...figures.map(({ of = '', before, after }) => `  ${of}${of && ' '}${before} → ${after}`),
  ]
  return [
    ...lines.map(visible),
    ...(diff ? ['', (isColoured ? diffTerminal : diffText)(diff), ''] : []),
    ...(isLetter ? [visible(data.url)] : []),
    data.recordUrl,
  ].join('\n')
}
