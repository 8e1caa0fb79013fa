import { visible } from './text/escape.ts'

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
