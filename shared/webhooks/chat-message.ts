import { paragraphsIn } from '../diff/truncate.ts'
import type { Span } from '../edit.ts'
import { type ChatFormat, diffChat } from '../render/inline.ts'
import type { Event } from '../event.ts'

/** What a chat message says: its first line, its text, and addresses to go on from. */
export type ChatText = { title: string; text: string; links: { name: string; url: string }[] }

/** Each service's limit, and how it is counted. */
const LIMITS = {
  slack: { most: 3_900, of: (body) => body.length }, // Slack advises 4,000 characters and cuts from 40,000.
  feishu: { most: 18_000, of: (body) => Buffer.byteLength(body) }, // The whole request must stay under 20 KB.
  wecom: { most: 2_048, of: (_, content) => Buffer.byteLength(content) }, // The content of a text message, in bytes of UTF-8.
} satisfies Record<ChatFormat, { most: number; of: (body: string, content: string) => number }>

/** The request that tells of `event` in a chat: the change first, links after, the diff cut until the service takes it. */
export function chatMessage(event: Event, format: ChatFormat): string {
  const { data } = event
  const diff = 'diff' in data ? (data.diff ?? []) : []
  const links = [{ name: '变动记录', url: data.recordUrl }]
  if ('url' in data) links.push({ name: '原网页', url: data.url })
  const written = (characters: number): ChatText => {
    const shown = beginning(diff, characters)
    const text = [data.summary === data.title ? '' : plain(short(data.summary, 240), format), diffChat(shown, format)]
    return { title: plain(short(data.title, 120), format), text: text.filter((part) => part !== '').join('\n'), links }
  }
  return chatRequest(longest(written, lengthOf(diff), format), format)
}

/** The request that says `message` in a chat of `format`. */
export function chatRequest({ title, text, links }: ChatText, format: ChatFormat): string {
  switch (format) {
    case 'slack':
      return JSON.stringify({
        text: [`*${title}*`, text, ...links.map(({ name, url }) => `<${slackUrl(url)}|${name}>`)].join('\n'),
      })
    case 'feishu':
      return JSON.stringify({ msg_type: 'post', content: { post: { zh_cn: { title, content: feishuLines(text, links) } } } })
    case 'wecom':
      return JSON.stringify({ msgtype: 'text', text: { content: wecomContent({ title, text, links }) } })
  }
}

/** The longest of what `written` makes from 0 to `most` characters of the diff that stays within the limit of `format`. */
function longest(written: (characters: number) => ChatText, most: number, format: ChatFormat): ChatText {
  if (fits(written(most), format)) return written(most)
  let [fitting, tooMany] = [0, most]
  while (tooMany - fitting > 1) {
    const middle = (fitting + tooMany) >> 1
    if (fits(written(middle), format)) fitting = middle
    else tooMany = middle
  }
  return written(fitting)
}

function fits(message: ChatText, format: ChatFormat): boolean {
  const { most, of } = LIMITS[format]
  return of(chatRequest(message, format), wecomContent(message)) <= most
}

const wecomContent = ({ title, text, links }: ChatText) =>
  [title, text, ...links.map(({ name, url }) => `${name}：${url}`)].join('\n')

const feishuLines = (text: string, links: ChatText['links']) => [
  [{ tag: 'text', text }],
  ...links.map(({ name, url }) => [{ tag: 'a', text: name, href: url }]),
]

const slackUrl = (url: string) =>
  url.replaceAll('&', '&amp;').replaceAll('<', '%3C').replaceAll('>', '%3E').replaceAll('|', '%7C')

const plain = (text: string, format: ChatFormat) => diffChat([{ op: 'same', text }], format)

/** The first `most` characters, so that what is always said leaves room for the diff even where the limit is narrow. */
function short(text: string, most: number): string {
  return text.length <= most ? text : `${cutAt(text, most)}……`
}

/** The first `units` UTF-16 units of `text`, but no half of a character. */
const cutAt = (text: string, units: number) => text.slice(0, units).replace(/[\uD800-\uDBFF]$/, '')

const lengthOf = (diff: Span[]) => diff.reduce((sum, span) => sum + ('text' in span ? span.text.length : 0), 0)

/** The spans of `diff` up to so many characters of text, the last one cut between two characters, and gaps for what is left out. */
function beginning(diff: Span[], characters: number): Span[] {
  const taken: Span[] = []
  let left = characters
  for (const [index, span] of diff.entries()) {
    if (!('text' in span)) taken.push(span)
    else if (span.text.length <= left) {
      taken.push(span)
      left -= span.text.length
    } else {
      return [...taken, { ...span, text: cutAt(span.text, left) }, { op: 'gap', paragraphs: 0 }, ...rest(diff.slice(index))]
    }
  }
  return taken
}

/** What is said for all that comes after the paragraph in which `spans` begin. */
function rest(spans: Span[]): Span[] {
  const paragraphs = spans.reduce((sum, span) => sum + paragraphsIn(span), 0) - 1
  return paragraphs > 0 ? [{ op: 'break' }, { op: 'gap', paragraphs }] : []
}
