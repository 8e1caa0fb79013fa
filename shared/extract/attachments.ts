import { createHash } from 'node:crypto'
import type { Element } from 'domhandler'
import type { Attachment } from '../letter.ts'
import { onOneLine, withoutBlank } from '../text/normalize.ts'
import { canonicalAddress, parseAddress, postIdOf } from './address.ts'
import type { Line } from './lines.ts'
import { linkAddress, type Page, select, textWithin } from './page.ts'
import { maskMobiles } from './phone-mask.ts'

/** The files attached to a letter: links in its body, and those elsewhere on the page that the platform marks as this letter's. */
export function readAttachments(page: Page, body: Line[]): Attachment[] {
  const inBody = body.flatMap(({ links }) => links).filter(isAttachment)
  const postId = postIdOf(page.url)
  const marked = select(page, 'a').filter((link) => isMarked(link, postId))
  const found = new Map<string, Attachment>()
  for (const link of [...inBody, ...marked]) {
    const address = linkAddress(page, link)
    if (address !== undefined && !found.has(address)) found.set(address, { name: nameOf(link, address), url: address })
  }
  return [...found.values()]
}

/** The pictures of a letter in order, by absolute address; one embedded in the page by the hash of what it embeds. */
export function readImages(page: Page, body: Line[]): string[] {
  const found = body.flatMap(({ images }) => images).flatMap((image) => imageAddress(image, page.base) ?? [])
  return [...new Set(found)]
}

/** Whether a line contains only names of attachments, which some templates print under the body and others beside it. */
export function isAttachmentLine({ text, links }: Line): boolean {
  if (links.length === 0 || !links.every(isAttachment)) return false
  const names = links.map((link) => withoutBlank(textWithin(link))).join('')
  const rest = withoutBlank(text).replace(names, '')
  return /^(附件\d{0,2})?[:：.、\d]{0,4}$/.test(rest)
}

/** Whether a link leads to a file rather than a page. */
export function isAttachment({ attribs }: Element): boolean {
  const href = attribs['href'] ?? ''
  return (
    /\bnfw-cms-attachment\b/.test(attribs['class'] ?? '') ||
    /\/attachment\/\d/.test(href) ||
    FILE.test(href.replace(/[?#].*$/s, ''))
  )
}

const FILE = /\.(pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|txt)$/i

const ATTACHED = /\/attachment\/\d[\d/]*\/(\d+)\.\w{1,6}$/

/** The platform names an attachment's file after its post. */
function isMarked({ attribs }: Element, postId: string | undefined): boolean {
  if (/\bnfw-cms-attachment\b/.test(attribs['class'] ?? '')) return true
  return postId !== undefined && ATTACHED.exec(attribs['href'] ?? '')?.[1] === postId
}

function nameOf(link: Element, address: string): string {
  const shown = onOneLine(textWithin(link))
  const name = shown !== '' ? shown : (nameAttribute(link) ?? parseAddress(address)?.pathname.split('/').at(-1) ?? address)
  return maskMobiles(name)
}

function nameAttribute({ attribs }: Element): string | undefined {
  return attribs['title'] ?? attribs['download'] ?? attribs['alt']
}

function imageAddress({ attribs }: Element, base: string): string | undefined {
  const source = attribs['data-src'] ?? attribs['data-original'] ?? attribs['src'] ?? ''
  if (/\/fileTypeImages\//.test(source)) return undefined
  if (/^data:/i.test(source)) return `data:sha256-${createHash('sha256').update(source).digest('hex')}`
  return canonicalAddress(source, base)
}
