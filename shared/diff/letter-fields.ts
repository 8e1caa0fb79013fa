import { createHash } from 'node:crypto'
import { maskMobiles } from '../extract/phone-mask.ts'
import type { Letter, Role } from '../letter.ts'
import { compact } from '../text/normalize.ts'
import type { Field } from '../edit.ts'

/** A line that a reader sees in a letter: a paragraph of its body, or one of another field. */
export type Line = { text: string; role: Role }
type LetterField = { field: Field; lines: Line[] }

/**
 * What a reader sees of `letter`, in the order of a diff. Mobile numbers are masked again here, so that none is in an entry. How the letter
 * was read, roles and damage are not part of its content.
 */
export function letterFields(letter: Letter): LetterField[] {
  return [
    field('title', [letter.title]),
    field('number', [letter.number ?? '']),
    field('source', [letter.source ?? '']),
    field('publishedOn', [letter.publishedOn ?? '']),
    field('status', letter.status),
    { field: 'body', lines: letter.paragraphs.map(({ text, role }) => ({ text: maskMobiles(text), role })) },
    field('attachments', letter.attachments.map(attachmentLine)),
    field('images', letter.images.map(address)),
  ] // prettier-ignore
}

function field(name: Field, texts: string[]): LetterField {
  return { field: name, lines: texts.map((text) => ({ text: maskMobiles(text), role: 'text' })) }
}

/** Where the bytes of a file are compared, a part of their hash is behind its address. */
function attachmentLine({ name, url, sha256 }: Letter['attachments'][number]): string {
  return `${name} ${address(url)}${sha256 === undefined ? '' : `#sha256-${sha256.slice(0, 16)}`}`
}

/** The scheme and the fragment change without a change of what is linked. */
function address(url: string): string {
  return url.replace(/^https?:/, '').replace(/#.*$/, '')
}

/** 32 hexadecimal characters of SHA-256 over what a reader sees of `letter`: equal exactly when `diffLetters` finds no difference. */
export function fingerprint(letter: Letter): string {
  const visible = letterFields(letter).map(({ lines }) => lines.map(({ text }) => compact(text)).filter(Boolean))
  return createHash('sha256').update(JSON.stringify(visible)).digest('hex').slice(0, 32)
}
