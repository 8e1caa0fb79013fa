import { createHash } from 'node:crypto'
import type { Letter, Role } from '../letter.ts'
import { maskMobiles } from '../extract/phone-mask.ts'
import { compact } from '../text/normalize.ts'
import type { Field } from '../edit.ts'

/** One line a person can see in a letter: a paragraph of its body, or what stands in another field. */
export type Line = { text: string; role: Role }
export type LetterField = { field: Field; lines: Line[] }

/**
 * What a person can see of `letter`, in the order of a diff. Mobile numbers are masked whoever read it: no entry holds one. The way it was read, roles and damage are no part of what it says.
 */
export function letterFields(letter: Letter): LetterField[] {
  return [
    field('title', [letter.title]),
    field('number', [letter.number ?? '']),
    field('source', [letter.source ?? '']),
    field('publishedOn', [letter.publishedOn ?? '']),
    field('status', letter.status),
    { field: 'body', lines: letter.paragraphs.map(({ text, role }) => ({ text: maskMobiles(text), role })) },
    field('attachments', letter.attachments.map(({ name, url }) => `${name} ${address(url)}`)),
    field('images', letter.images.map(address)),
  ] // prettier-ignore
}

function field(name: Field, texts: string[]): LetterField {
  return { field: name, lines: texts.map((text) => ({ text: maskMobiles(text), role: 'text' })) }
}

/** The scheme drifts and says nothing about what is linked. */
function address(url: string): string {
  return url.replace(/^https?:/, '').replace(/#.*$/, '')
}

/** 32 hexadecimal characters of SHA-256 over everything a person can see in `letter`: equal exactly when `compareLetters` finds nothing. */
export function fingerprint(letter: Letter): string {
  const seen = letterFields(letter).map(({ lines }) => lines.map(({ text }) => compact(text)).filter(Boolean))
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 32)
}
