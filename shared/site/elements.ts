import type { Label } from '../render/labels.ts'
import { type Content, httpAddress, type Markup, markup } from '../render/markup.ts'

/** A phrase in Chinese and in English: a page shows one of them, Chinese unless the reader chose English. */
export function both(zh: Content, en: Content): Markup {
  return markup`<span class="zh">${zh}</span><span lang="en"> ${en}</span>`
}

/** The same for a label. */
export function bilingual({ zh, en }: Label): Markup {
  return both(zh, en)
}

/** A paragraph in Chinese and in English. */
export function bothParagraphs(zh: Content, en: Content): Markup {
  return markup`<p class="zh">${zh}</p>
<p lang="en">${en}</p>`
}

/** Text as the authority served it: the same whichever language is shown. */
export function served(text: Content): Markup | undefined {
  return text === undefined || text === '' ? undefined : markup`<span lang="zh-CN">${text}</span>`
}

/** A sentence in both languages, where the English one quotes Chinese. */
export function bothQuoting(zh: string, en: string): Markup {
  return both(zh, quoting(en))
}

/** An English sentence whose Chinese quotations are marked as Chinese. */
export function quoting(en: string): Content {
  return en.split(CHINESE).map((part, index) => (index % 2 === 1 ? served(part) : part))
}

const CHINESE = /([^\s\p{ASCII}]*\p{Script=Han}[^\s\p{ASCII}]*)/u

type Rows = [zh: string, en: string, content: Content][]

/** A list of names and values; rows without a value are left out. */
export function facts(rows: Rows): Markup {
  return factList(rows, 'facts')
}

/** The same for numbers, which are shown large. */
export function counts(rows: Rows): Markup {
  return factList(rows, 'facts counts')
}

function factList(rows: Rows, kind: string): Markup {
  const written = rows
    .filter(([, , content]) => content !== undefined && content !== '')
    .map(
      ([zh, en, content]) => markup`<div><dt>${both(zh, en)}</dt><dd>${content}</dd></div>
`,
    )
  return markup`<dl class="${kind}">
${written}</dl>`
}

/** A link to a page of another site; its address as text when that is no web address. */
export function outsideLink(address: string, text: Content = address): Markup {
  const href = httpAddress(address)
  return href === undefined ? markup`${text}` : markup`<a class="outside" rel="noreferrer nofollow" href="${href}">${text}</a>`
}

/** The day of an instant. */
export function calendarDay(at: string): Markup {
  return markup`<time datetime="${at.slice(0, 10)}">${at.slice(0, 10)}</time>`
}

/** The time of day of an instant, to the minute. */
export function clockTime(at: string): Markup {
  return markup`<time datetime="${at}">${at.slice(11, 16)}</time>`
}

/** The day and the time of an instant, to the minute. Every page states the offset once. */
export function instant(at: string): Markup {
  return markup`<time datetime="${at}">${at.slice(0, 10)} ${at.slice(11, 16)}</time>`
}
