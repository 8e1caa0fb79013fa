import { escapeHtml } from '../text/escape.ts'

/** Text that is safe to insert into HTML or XML unchanged. Only `markup` and `trusted` create it. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** A value in a template: text is escaped, markup is not, lists are joined, `undefined` and `false` give nothing. */
export type Content = string | number | Markup | undefined | false | Content[]

/** A template of HTML or XML in which every value is escaped unless it is markup itself. */
export function markup(parts: TemplateStringsArray, ...contents: Content[]): Markup {
  return new Markup(parts.map((part, index) => part + written(contents[index])).join(''))
}

/** HTML that a function of ours has made. */
export function trusted(html: string): Markup {
  return new Markup(html)
}

function written(content: Content): string {
  if (content === undefined || content === false) return ''
  if (content instanceof Markup) return content.text
  if (Array.isArray(content)) return content.map(written).join('')
  return escapeHtml(String(content))
}

/** `address` if a page may link to it: only http and https, never `javascript:` or the like. */
export function httpAddress(address: string): string | undefined {
  const url = URL.parse(address)
  return url && (url.protocol === 'http:' || url.protocol === 'https:') ? url.href : undefined
}
