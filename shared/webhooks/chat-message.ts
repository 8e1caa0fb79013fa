import type { Span } from '../edit.ts'
import { paragraphsIn } from '../diff/truncate.ts'
import type { Event } from '../event.ts'
import { type ChatFormat, diffChat } from '../render/inline.ts'

/** A chat message: its first line, its text, and links. */
export type ChatText = { title: string; text: string; links: { name: string; url: string }[] }

/** How a chat service takes a message: the JSON of the request, its size as the service counts it, and the largest size it accepts. */
type Service = { request: (message: ChatText) => object; size: (message: ChatText, request: string) => number; maxSize: number }

const SERVICES = {
  slack: {
    request: ({ title, text, links }) => ({
      text: [`*${title}*`, text, ...links.map(({ name, url }) => `<${slackUrl(url)}|${name}>`)].join('\n'),
    }),
    // Slack advises 4,000 characters and cuts from 40,000.
    size: (_, request) => request.length,
    maxSize: 3_900,
  },
  feishu: {
    request: ({ title, text, links }) => ({
      msg_type: 'post',
      content: { post: { zh_cn: { title, content: feishuLines(text, links) } } },
    }),
    // The whole request must be under 20 KB.
    size: (_, request) => Buffer.byteLength(request),
    maxSize: 18_000,
  },
  wecom: {
    request: (message) => ({ msgtype: 'text', text: { content: wecomContent(message) } }),
    // The content of a text message, in bytes of UTF-8.
    size: (message) => Buffer.byteLength(wecomContent(message)),
    maxSize: 2_048,
  },
} satisfies Record<ChatFormat, Service>

const MAX_TITLE_LENGTH = 120
const MAX_SUMMARY_LENGTH = 240

/** The body of the chat message for `event`: title, summary and diff, then links. The diff is cut until the service accepts the message. */
export function chatMessage(event: Event, format: ChatFormat): string {
  const { data } = event
  const diff = 'diff' in data ? (data.diff ?? []) : []
  const links = [{ name: '变动记录', url: data.recordUrl }]
  if ('url' in data) links.push({ name: '原网页', url: data.url })
  const messageWith = (characters: number): ChatText => {
    const summary = data.summary === data.title ? '' : plain(shorten(data.summary, MAX_SUMMARY_LENGTH), format)
    const text = [summary, diffChat(cutSpans(diff, characters), format)].filter((part) => part !== '').join('\n')
    return { title: plain(shorten(data.title, MAX_TITLE_LENGTH), format), text, links }
  }
  return chatRequest(longestThatFits(messageWith, lengthOf(diff), format), format)
}

/** The body of the request that sends `message` to a chat of `format`. */
export function chatRequest(message: ChatText, format: ChatFormat): string {
  return JSON.stringify(SERVICES[format].request(message))
}

/** The message with as many characters of the diff, from 0 to `max`, as fit: found by bisection. */
function longestThatFits(messageWith: (characters: number) => ChatText, max: number, format: ChatFormat): ChatText {
  if (fits(messageWith(max), format)) return messageWith(max)
  let [fitting, tooMany] = [0, max]
  while (tooMany - fitting > 1) {
    const middle = (fitting + tooMany) >> 1
    if (fits(messageWith(middle), format)) fitting = middle
    else tooMany = middle
  }
  return messageWith(fitting)
}

function fits(message: ChatText, format: ChatFormat): boolean {
  const { size, maxSize } = SERVICES[format]
  return size(message, chatRequest(message, format)) <= maxSize
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

/** At most `max` characters, so that title and summary leave room for the diff. */
function shorten(text: string, max: number): string {
  return text.length <= max ? text : `${cutAt(text, max)}……`
}

/** The first `units` UTF-16 units of `text`, without half a surrogate pair. */
const cutAt = (text: string, units: number) => text.slice(0, units).replace(/[\uD800-\uDBFF]$/, '')

const lengthOf = (diff: Span[]) => diff.reduce((sum, span) => sum + ('text' in span ? span.text.length : 0), 0)

/** The spans of `diff` up to so many characters of text, the last one cut between two characters, and gaps for the rest. */
function cutSpans(diff: Span[], characters: number): Span[] {
  const taken: Span[] = []
  let left = characters
  for (const [index, span] of diff.entries()) {
    if (!('text' in span)) taken.push(span)
    else if (span.text.length <= left) {
      taken.push(span)
      left -= span.text.length
    } else {
      return [...taken, { ...span, text: cutAt(span.text, left) }, { op: 'gap', paragraphs: 0 }, ...gapFor(diff.slice(index))]
    }
  }
  return taken
}

/** The gap for the paragraphs after the one in which `spans` begin. */
function gapFor(spans: Span[]): Span[] {
  const paragraphs = spans.reduce((sum, span) => sum + paragraphsIn(span), 0) - 1
  return paragraphs > 0 ? [{ op: 'break' }, { op: 'gap', paragraphs }] : []
}
