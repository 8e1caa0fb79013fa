import { findDamage } from '../extract/fields.ts'
import type { Attachment, Letter, Paragraph } from '../letter.ts'
import { compact } from '../text/normalize.ts'

/**
 * `before` as the page of `after` would show it, which has another skin. Another skin may show another source and day, or none, break lines
 * elsewhere, and have other pictures and other addresses of files: all this is taken from `after`. What is left is a difference of the
 * letter: its title, its text, other files, a status that is new.
 */
export function inNewSkin(before: Letter, after: Letter): Letter {
  const isSameTitle = compact(before.title) === compact(after.title)
  const { source: _, publishedOn: __, number: ___, ...kept } = before
  const paragraphs = inLinesOf(withEdgesOf(before.paragraphs, after.paragraphs), after.paragraphs)
  const title = isSameTitle ? after.title : before.title
  const shown = {
    ...kept,
    ...(isSameTitle
      ? after.number !== undefined && { number: after.number }
      : before.number !== undefined && { number: before.number }),
    ...(after.source !== undefined && { source: after.source }),
    ...(after.publishedOn !== undefined && { publishedOn: after.publishedOn }),
  }
  return {
    ...shown,
    title,
    paragraphs,
    attachments: areSameFiles(before.attachments, after.attachments) ? after.attachments : before.attachments,
    images: after.images,
    status: after.status.filter((flag) => before.status.includes(flag)),
    damage: findDamage(
      title,
      paragraphs.map(({ text }) => text),
    ),
  }
}

function areSameFiles(before: Attachment[], after: Attachment[]): boolean {
  const names = (files: Attachment[]) => files.map(({ name }) => compact(name)).join('\n')
  const places = (files: Attachment[]) => files.map(({ url }) => url.replace(/[?#].*$/, '').replace(/^.*\//, '')).join('\n')
  return before.length === after.length && (names(before) === names(after) || places(before) === places(after))
}

/** At the edges of a letter, so many lines may belong to a skin: fields above the letter, links and counters below it. */
const MAX_EDGE = 12

/** `before` with the lines above and below the letter that the skin of `after` shows there, and without those that it does not show. */
function withEdgesOf(before: Paragraph[], after: Paragraph[]): Paragraph[] {
  const [headBefore, headAfter] = edges(before, after)
  const [tailBefore, tailAfter] = edges(before.toReversed(), after.toReversed())
  if (headBefore + tailBefore >= before.length || headAfter + tailAfter >= after.length) return before
  return [
    ...after.slice(0, headAfter),
    ...before.slice(headBefore, before.length - tailBefore),
    ...after.slice(after.length - tailAfter),
  ]
}

/** How many first lines only one of two texts has, before the first line of the other; 0 and 0 if that line is not found. */
function edges(before: Paragraph[], after: Paragraph[]): [number, number] {
  const find = ([first]: Paragraph[], others: Paragraph[]) =>
    others.slice(0, MAX_EDGE + 1).findIndex(({ text }) => first !== undefined && compact(text) === compact(first.text))
  const [inAfter, inBefore] = [find(before, after), find(after, before)]
  return inAfter >= 0 ? [0, inAfter] : [Math.max(0, inBefore), 0]
}

/** The text of `before` in the lines of `after`, as far as both have the same text from the start and from the end. */
function inLinesOf(before: Paragraph[], after: Paragraph[]): Paragraph[] {
  const own = before.map(({ text }) => compact(text))
  const whole = own.join('')
  const others = after.map(({ text }) => compact(text))
  let [from, head] = [0, 0]
  for (let text = others[head]; text !== undefined && whole.startsWith(text, from); text = others[++head]) from += text.length
  let [to, tail] = [whole.length, others.length]
  for (let text = others[tail - 1]; tail > head && text !== undefined; text = others[--tail - 1]) {
    if (to - text.length < from || !whole.startsWith(text, to - text.length)) break
    to -= text.length
  }
  return [...after.slice(0, head), ...between(before, own, from, to), ...after.slice(tail)]
}

/** The paragraphs of which the joined texts `own` are within from … to, those at its ends in part. */
function between(paragraphs: Paragraph[], own: string[], from: number, to: number): Paragraph[] {
  let end = 0
  return paragraphs.flatMap((paragraph, at) => {
    const text = own[at] ?? ''
    const start = end
    end += text.length
    const part = text.slice(Math.max(0, from - start), Math.max(0, to - start))
    if (part === '') return []
    return [part === text ? paragraph : { ...paragraph, text: part }]
  })
}
