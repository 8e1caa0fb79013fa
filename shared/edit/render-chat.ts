import { visible } from '../escape.ts'
import type { Span } from './edit.ts'
import { renderLines, type Style } from './render-lines.ts'
import { MARKS } from './render-text.ts'

export type ChatFormat = 'slack' | 'feishu' | 'wecom'

const SLACK_ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
/** Slack cannot escape its own marks, so that a mark in the text is written with the character most like it. */
const SLACK_LOOK_ALIKES: Record<string, string> = { '*': '∗', '~': '∼', '`': 'ˋ' }

function slackText(text: string): string {
  return visible(text).replace(/[&<>*~`]/g, (found) => SLACK_ENTITIES[found] ?? SLACK_LOOK_ALIKES[found] ?? found)
}

/** Slack heeds its marks only with white space round them. */
const SLACK: Style = {
  same: slackText,
  added: (text) => ` *${slackText(text.trim())}* `,
  removed: (text) => ` ~${slackText(text.trim())}~ `,
  moved: slackText,
  note: (text) => `_${text}_`,
  field: (name) => `*${name}*`,
}

/** Feishu and WeCom read `<at …>` and `<@…>` in a text as calling somebody: no text of ours holds a `<`. */
const plain = (write: (text: string) => string) => (text: string) => write(text.replaceAll('<', '＜'))
const PLAIN: Style = {
  ...MARKS,
  same: plain(MARKS.same),
  added: plain(MARKS.added),
  removed: plain(MARKS.removed),
  moved: plain(MARKS.moved),
}

/** `diff` as the text of a chat message: Slack's own marks for Slack, [-removed-] and [+added+] for Feishu and WeCom. */
export function diffChat(diff: Span[], format: ChatFormat): string {
  return renderLines(diff, format === 'slack' ? SLACK : PLAIN).join('\n')
}
