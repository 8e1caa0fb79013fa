import type { Letter, Paragraph } from '../letter.ts'
import { type Markup, markup } from '../render/markup.ts'
import { both, outsideLink, served } from './elements.ts'

/** The text of a letter as served: its paragraphs by role, its attachments, and the places where characters were damaged. */
export function letterText(letter: Letter): Markup {
  return markup`<article class="letter" lang="zh-CN">
${letter.status.map((flag) => markup`<p class="flag">${flag}</p>\n`)}${letter.paragraphs.map(paragraph)}</article>
${attachments(letter)}${damage(letter)}`
}

function paragraph({ role, level, text }: Paragraph): Markup {
  if (role !== 'heading') return markup`<p class="${role}">${text}</p>\n`
  return level === 1 ? markup`<h3>${text}</h3>\n` : markup`<h4>${text}</h4>\n`
}

function attachments({ attachments, images }: Letter): Markup | undefined {
  const listed = [
    ...attachments.map(({ name, url }) => ({ name: served(name), url })),
    ...images.map((url) => ({ name: both('图片', 'Image'), url })),
  ]
  if (listed.length === 0) return undefined
  return markup`<section><h3>${both('附件与图片', 'Attachments and images')}</h3>
<ul>${listed.map(({ name, url }) => markup`<li>${outsideLink(url, name ?? url)}</li>`)}</ul></section>
`
}

function damage({ damage }: Letter): Markup | undefined {
  if (damage.length === 0) return undefined
  return markup`<section class="notice"><p>${both('原网页有缺损字符，按原样保留：', 'The page contained damaged characters; they are kept as served: ')}${damage.map(({ context }) => markup`<q lang="zh-CN">${context}</q> `)}</p></section>
`
}
