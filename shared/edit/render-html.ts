import { escapeHtml } from '../escape.ts'
import type { Span } from './edit.ts'
import { renderLines, type Style } from './render-lines.ts'

const FEED: Style = {
  same: escapeHtml,
  added: (text) => `<ins>〔新增：${escapeHtml(text)}〕</ins>`,
  removed: (text) => `<del>〔删除：${escapeHtml(text)}〕</del>`,
  moved: escapeHtml,
  note: (text) => `<em>${escapeHtml(text)}</em>`,
  field: (name) => `<b>${escapeHtml(name)}</b>`,
}

/** `diff` as HTML for feeds: paragraphs, `<ins>` and `<del>`, and the same in words, because readers strip classes, styles and colours. */
export function diffHtml(diff: Span[]): string {
  return renderLines(diff, FEED)
    .map((line) => `<p>${line}</p>`)
    .join('\n')
}
