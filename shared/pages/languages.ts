import type { Label } from '../feed/labels.ts'
import { type Content, type Markup, markup } from './markup.ts'

/** The same in Chinese and in English: a page shows one of them, Chinese unless the reader asked for English. */
export function both(zh: Content, en: Content): Markup {
  return markup`<span class="zh">${zh}</span><span lang="en"> ${en}</span>`
}

/** The same for paragraphs. */
export function bothParagraphs(zh: Content, en: Content): Markup {
  return markup`<p class="zh">${zh}</p>
<p lang="en">${en}</p>`
}

/** A name in Chinese with the English one beside it. */
export function bilingual({ zh, en }: Label): Markup {
  return both(zh, en)
}
