import type { Letter } from '../../letter.ts'
import { compact, countHan } from '../../text/normalize.ts'
import { isAttachmentLine } from '../attachments.ts'
import { isBreadcrumb } from '../chrome.ts'
import type { Line } from '../lines.ts'

/**
 * What a page shows around a letter's paragraphs and is not read as a part of the letter: the lines directly above it, those between its
 * paragraphs, and those directly below it. `sentences` are all lines of the page outside the letter that read like text.
 */
export type LeftOut = { above: string[]; inside: string[]; below: string[]; sentences: string[] }

/** So many lines on each side show where a letter was cut; a page has hundreds of lines of menus. */
const MAX_LINES = 6

/** The lines of a page that are around a letter and no part of it. All are empty when the page shows no paragraph of the letter. */
export function findLeftOut(lines: Line[], letter: Letter): LeftOut {
  const own = linesOfLetter(lines, letter)
  const [first, last] = [Math.min(...own), Math.max(...own)]
  if (own.size === 0) return { above: [], inside: [], below: [], sentences: [] }
  const title = compact(letter.title)
  const others = lines.flatMap((line, at) => (own.has(at) || isRead(line, title) ? [] : [{ line, at }]))
  const isBelowTitle = ({ at }: { at: number }) => at > lines.slice(0, first).findLastIndex((line) => isTitleLine(line, title))
  const textOf = ({ line }: { line: Line }) => line.text
  return {
    above: others
      .filter((one) => one.at < first && isBelowTitle(one))
      .map(textOf)
      .slice(-MAX_LINES),
    inside: others.filter(({ at }) => at > first && at < last).map(textOf),
    below: others
      .filter(({ at }) => at > last)
      .map(textOf)
      .slice(0, MAX_LINES),
    sentences: others.filter(({ line }) => isSentence(line)).map(textOf),
  }
}

/**
 * The indexes of the lines that are the letter's paragraphs. The longest paragraph is found first, because short ones may be elsewhere on
 * the page too; the others are the nearest lines of their text, upwards and downwards from there.
 */
function linesOfLetter(lines: Line[], { paragraphs }: Letter): Set<number> {
  const texts = lines.map(({ text }) => text)
  const longest = paragraphs.reduce((most, { text }, at) => (text.length > (paragraphs[most]?.text.length ?? 0) ? at : most), 0)
  const anchor = texts.indexOf(paragraphs[longest]?.text ?? '')
  const own = new Set<number>()
  if (paragraphs.length === 0 || anchor < 0) return own
  own.add(anchor)
  let at = anchor
  for (const { text } of paragraphs.slice(0, longest).toReversed()) {
    const found = at === 0 ? -1 : texts.lastIndexOf(text, at - 1)
    if (found < 0) continue
    own.add(found)
    at = found
  }
  at = anchor
  for (const { text } of paragraphs.slice(longest + 1)) {
    const found = texts.indexOf(text, at + 1)
    if (found < 0) continue
    own.add(found)
    at = found
  }
  return own
}

/** What is read of a page beside the paragraphs: the title, and lines that name files. */
function isRead(line: Line, title: string): boolean {
  return line.text === '' || isAttachmentLine(line) || isTitleLine(line, title)
}

/** A title may be in several lines. */
function isTitleLine({ text }: Line, title: string): boolean {
  const shown = compact(text)
  return shown.length >= 4 && title.includes(shown)
}

const MIN_CHARACTERS = 15

function isSentence(line: Line): boolean {
  if (line.isLinksOnly || line.inAside || isBreadcrumb(line)) return false
  return /[。；！？]/.test(line.text) && countHan(line.text) >= MIN_CHARACTERS
}
