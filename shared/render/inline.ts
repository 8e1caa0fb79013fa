import { FIELD_NAMES, type Span } from '../edit.ts'
import { escapeHtml, visible } from '../text/escape.ts'
import { wrap } from '../text/wrap.ts'
import { type Block, blocksOf, gapNote, NOTES, type Paragraph, type Piece } from './blocks.ts'

/** How a rendering writes each kind of text. Each function escapes its argument. */
export type Style = {
  same: (text: string) => string
  added: (text: string) => string
  removed: (text: string) => string
  moved: (text: string) => string
  note: (text: string) => string
  field: (name: string) => string
}

/** One line of output for each paragraph, field and gap of `diff`, written in `style`. */
export function renderLines(diff: Span[], style: Style): string[] {
  return blocksOf(diff).map((block) => renderBlock(block, style))
}

function renderBlock(block: Block, style: Style): string {
  switch (block.kind) {
    case 'field':
      return style.field(FIELD_NAMES[block.field])
    case 'gap':
      return style.note(gapNote(block.paragraphs))
    case 'left':
      return style.note(NOTES.left)
    case 'paragraph':
      return renderParagraph(block, style)
  }
}

function renderParagraph({ pieces, move }: Paragraph, style: Style): string {
  const text = pieces.map((piece) => renderPiece(piece, style)).join('')
  return move === undefined ? text : style.note(NOTES.movedHere) + text
}

function renderPiece(piece: Piece, style: Style): string {
  if (piece.op === 'break') return style.note(piece.only === 'after' ? NOTES.splitHere : NOTES.joinedHere)
  return piece.op === 'cut' ? style.same(NOTES.cut) : style[piece.op](piece.text)
}

/** A mark of ours that occurs in the text gets a backslash. */
function plain(text: string): string {
  return visible(text).replace(/\[[-+]|[-+]\]/g, (mark) => `\\${mark}`)
}

/** The marks of plain text: [-三-][+一+]. */
export const MARKS: Style = {
  same: plain,
  added: (text) => `[+${plain(text)}+]`,
  removed: (text) => `[-${plain(text)}-]`,
  moved: plain,
  note: (text) => text,
  field: (name) => `【${name}】`,
}

/** `diff` as plain text with [-removed-] and [+added+], in lines of at most `width` columns, a Chinese character taking two. */
export function diffText(diff: Span[], width = 76): string {
  return renderLines(diff, MARKS)
    .flatMap((line) => wrap(line, width))
    .join('\n')
}

const paint = (code: string) => (text: string) => `\u001B[${code}m${visible(text)}\u001B[0m`

const COLOURS: Style = {
  same: visible,
  added: paint('32;4'),
  removed: paint('31;9'),
  moved: paint('36'),
  note: paint('2'),
  field: paint('1'),
}

/** `diff` for a terminal: added text green and underlined, removed red and struck through, moved cyan. Escape sequences in the text are made visible. */
export function diffTerminal(diff: Span[]): string {
  return renderLines(diff, COLOURS).join('\n')
}

/** The chat services that we send to. */
export const CHAT_FORMATS = ['slack', 'feishu', 'wecom'] as const
export type ChatFormat = (typeof CHAT_FORMATS)[number]

const SLACK_ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
/** Slack cannot escape its own marks: a mark in the text is replaced by the most similar character. */
const SLACK_LOOK_ALIKES: Record<string, string> = { '*': '∗', '~': '∼', '`': 'ˋ' }

function slackText(text: string): string {
  return visible(text).replace(/[&<>*~`]/g, (found) => SLACK_ENTITIES[found] ?? SLACK_LOOK_ALIKES[found] ?? found)
}

/** Slack recognizes its marks only between white space. */
const SLACK: Style = {
  same: slackText,
  added: (text) => ` *${slackText(text.trim())}* `,
  removed: (text) => ` ~${slackText(text.trim())}~ `,
  moved: slackText,
  note: (text) => `_${text}_`,
  field: (name) => `*${name}*`,
}

/** Feishu and WeCom notify people for `<at …>` and `<@…>` in a text, so `<` is replaced. */
const withoutAngles = (write: (text: string) => string) => (text: string) => write(text.replaceAll('<', '＜'))
const PLAIN: Style = {
  ...MARKS,
  same: withoutAngles(MARKS.same),
  added: withoutAngles(MARKS.added),
  removed: withoutAngles(MARKS.removed),
  moved: withoutAngles(MARKS.moved),
}

const CHAT_STYLES = { slack: SLACK, feishu: PLAIN, wecom: PLAIN } satisfies Record<ChatFormat, Style>

/** `diff` as the text of a chat message: Slack's own marks for Slack, [-removed-] and [+added+] for the others. */
export function diffChat(diff: Span[], format: ChatFormat): string {
  return renderLines(diff, CHAT_STYLES[format]).join('\n')
}

const FEED: Style = {
  same: escapeHtml,
  added: (text) => `<ins>〔新增：${escapeHtml(text)}〕</ins>`,
  removed: (text) => `<del>〔删除：${escapeHtml(text)}〕</del>`,
  moved: escapeHtml,
  note: (text) => `<em>${escapeHtml(text)}</em>`,
  field: (name) => `<b>${escapeHtml(name)}</b>`,
}

/** `diff` as HTML for feeds: paragraphs with `<ins>` and `<del>`, and the same in words, because feed readers strip classes and styles. */
export function diffHtml(diff: Span[]): string {
  return renderLines(diff, FEED)
    .map((line) => `<p>${line}</p>`)
    .join('\n')
}
