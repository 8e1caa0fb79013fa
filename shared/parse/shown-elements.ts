import type { Element } from './nodes.ts'

const names = (list: string) => new Set(list.split(' '))
const BLOCKS = names(
  'address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul',
)
const UNSEEN = names(
  'audio button canvas iframe input map noscript object script select style svg template textarea title video',
)
const ASIDES = names('aside footer nav')
const CALLS_ITSELF_ASIDE =
  /\b(foot(er)?|nav|menu|side(bar)?|crumbs?|breadcrumb|share|relat(e|ed)?|recommend|copyright|toolbar|top(bar)?|login|search)\b/i
const UNDISPLAYED = /display\s{0,5}:\s{0,5}none/i

/** Whether a browser begins a line with `element`, and another after it. */
export function isBlock({ name }: Element): boolean {
  return BLOCKS.has(name)
}

/** Whether a reader sees nothing of `element`: by its kind, or because it says that it is hidden. */
export function isUnseen({ name, attribs }: Element): boolean {
  if (UNSEEN.has(name)) return true
  if (name === 'body' || name === 'html') return false
  const { hidden, style } = attribs
  return hidden !== undefined || (style !== undefined && UNDISPLAYED.test(style))
}

/** Whether `element` is navigation, a footer or the like, or calls itself so. */
export function isAside({ name, attribs }: Element): boolean {
  return ASIDES.has(name) || callsItselfAside(attribs['class']) || callsItselfAside(attribs['id'])
}

function callsItselfAside(name: string | undefined): boolean {
  return name !== undefined && CALLS_ITSELF_ASIDE.test(name)
}
