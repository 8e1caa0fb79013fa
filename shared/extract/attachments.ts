import { createHash } from 'node:crypto'
import type { Element } from 'domhandler'
import type { Attachment } from '../letter.ts'
import { onOneLine, withoutBlank } from '../text/normalize.ts'
import { canonicalAddress, parseAddress, postIdOf } from './address.ts'
import { embeddedFile, type Line } from './lines.ts'
import { isElement, linkAddress, type Page, select, textWithin } from './page.ts'
import { maskMobiles } from './phone-mask.ts'

/**
 * The files attached to a letter: links in its body, those elsewhere on the page that the platform marks as this letter's, and documents
 * that its body shows in a frame or a viewer.
 */
export function readAttachments(page: Page, body: Line[]): Attachment[] {
  const inBody = body.flatMap(({ links }) => links).filter(isAttachment)
  const postId = postIdOf(page.url)
  const marked = select(page, 'a').filter((link) => isMarked(link, postId))
  const found = new Map<string, Attachment>()
  const add = (element: Element, address: string | undefined) => {
    const url = address === undefined ? undefined : withoutSignature(address)
    if (url !== undefined && !found.has(url)) found.set(url, { name: nameOf(element, url), url })
  }
  for (const link of [...inBody, ...marked]) add(link, linkAddress(page, link))
  for (const embed of body.flatMap(({ embeds }) => embeds)) add(embed, canonicalAddress(embeddedFile(embed) ?? '', page.base))
  return [...found.values()]
}

/** The pictures of a letter in order, by absolute address; one embedded in the page by the hash of what it embeds. */
export function readImages(page: Page, body: Line[]): string[] {
  const found = body.flatMap(({ images }) => images).flatMap((image) => imageAddress(image, page.base) ?? [])
  return [...new Set(found)]
}

/** Parameters that sign or time an address, and differ in every request for one file. */
const SIGNING =
  /^(?:_?t|ts|times?|time_?stamp|_|v|ver|rnd|rand|random|nonce|no_?cache|cache|token|access_?token|sign|signature|sig|expires?|expiration|jsessionid|session_?id|auth_key|oss_?access_?key_?id|access_?key_?id|security-token|x-(?:amz|oss|cos|obs)-.*|q-(?:sign|ak|key|header|url|signature).*)$/i

/** An address without what signs or times it: the same file has the same address in every crawl. */
export function withoutSignature(address: string): string {
  const url = parseAddress(address)
  if (url === undefined) return address
  const signing = [...url.searchParams.keys()].filter((name) => SIGNING.test(name))
  for (const name of signing) url.searchParams.delete(name)
  return signing.length === 0 ? address : url.href
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
    FILE.test(href.replace(/[?#].*$/s, '')) ||
    DOWNLOAD.test(href) ||
    FILE_PARAMETER.test(href)
  )
}

const FILE = /\.(pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|txt)$/i
/** Programs that send a file: `download.jsp?id=7`, `/downfile.do?…`, `/attachment/download?…`. */
const DOWNLOAD = /(?:^|\/)[\w-]{0,40}(?:download|down_?file|file_?down)[\w-]{0,40}(?:\.\w{1,8})?\?[^#]*=/i
/** A program that is given the name of a file: `getFile.jsp?name=%E8%A1%A8.xlsx&id=7`. */
const FILE_PARAMETER =
  /[?&]\w{0,20}(?:file|name|path|url)\w{0,20}=[^&#]{0,500}\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z)(?:[&#]|$)/i

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

function imageAddress(image: Element, base: string): string | undefined {
  const source = sourceOf(image)
  if (source === '' || /\/fileTypeImages\//.test(source)) return undefined
  if (/^data:/i.test(source)) return `data:sha256-${createHash('sha256').update(source).digest('hex')}`
  const address = canonicalAddress(source, base)
  return address === undefined ? undefined : withoutSignature(address)
}

/** Where scripts that load pictures late find their addresses. */
const LAZY = ['data-src', 'data-original', 'data-lazy-src', 'data-lazy', 'data-echo', 'data-url', 'lay-src']

/** The address of a picture, which a `source` beside it may give. */
function sourceOf(image: Element): string {
  const { attribs, parent } = image
  const late = LAZY.map((name) => attribs[name]?.trim()).find(Boolean)
  const own = late ?? (attribs['src']?.trim() || firstOf(attribs['srcset'] ?? attribs['data-srcset']))
  if (own !== '' || parent === null || !isElement(parent) || parent.name !== 'picture') return own
  const sources = parent.children.filter(isElement).filter(({ name }) => name === 'source')
  return sources.map((source) => firstOf(source.attribs['srcset'] ?? source.attribs['data-srcset'])).find(Boolean) ?? ''
}

function firstOf(srcset: string | undefined): string {
  return srcset?.trim().split(/[\s,]/)[0] ?? ''
}
