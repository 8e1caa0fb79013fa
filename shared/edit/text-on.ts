import type { Compared } from './compare-lines.ts'

/** What a compared paragraph says in one version; undefined where that version has none there. */
export function textOn(side: 'before' | 'after', paragraph: Compared): string | undefined {
  if (paragraph.kind === 'pair') return paragraph[side].served
  if (paragraph.kind === 'same') return paragraph.text
  return paragraph.kind === (side === 'before' ? 'removed' : 'added') ? paragraph.text : undefined
}
