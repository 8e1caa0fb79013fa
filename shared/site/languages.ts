import type { Label } from '../render/labels.ts'
import { type Content, type Markup, markup } from '../render/markup.ts'

/** The same in Chinese and in English: a page shows one of them, Chinese unless the reader asked for English. */
export function both(zh: Content, en: Content): Markup {
  return markup`<span class="zh">${zh}</span><span lang="en"> ${en}</span>`
}

/** The same for paragraphs. */
export function bothParagraphs(zh: Content, en: Content): Markup {
  return markup`<p class="zh">${zh}</p>
<p lang="en">${en}</p>`
}

/** Text as the authority served it: it stays as it is whichever language is shown. */
export function served(text: Content): Markup | undefined {
  return text === undefined || text === '' ? undefined : markup`<span lang="zh-CN">${text}</span>`
}

/** The same sentence in both languages, where the English one quotes a letter. */
export function bothQuoting(zh: string, en: string): Markup {
  return both(zh, quoting(en))
}

/** An English sentence with what it quotes in Chinese marked as such. */
export function quoting(en: string): Content {
  return en.split(CHINESE).map((part, index) => (index % 2 === 1 ? served(part) : part))
}

const CHINESE = /([^\s\p{ASCII}]*\p{Script=Han}[^\s\p{ASCII}]*)/u

/** A name in Chinese with the English one beside it. */
export function bilingual({ zh, en }: Label): Markup {
  return both(zh, en)
}
