import { endsLetter, isBreadcrumb, isChrome, isClosingBar, isFooter, isHardEnd } from './chrome.ts'
import { countLetterSigns } from './letter-forms.ts'
import type { Line } from './lines.ts'
import { flagOf } from './status-flag.ts'

/**
 * A body without its chrome: whether something showed where it ends (`isBounded`: something else than the site's footer, below
 * which much may stand), and the status flags found in it.
 */
export type Cut = { lines: Line[]; isEnded: boolean; isBounded: boolean; flags: string[] }

/**
 * `lines` from the first that is no toolbar, breadcrumb or flag to the first that ends a letter. A share bar passed over at the
 * head may have been the end of an empty body: then what follows must have the form of a letter.
 */
export function cutChrome(lines: Line[]): Cut {
  const start = lines.findIndex(
    (line, at) => isHardEnd(lines, at) || !(isChrome(line) || isBreadcrumb(line) || flagOf(line.text) !== undefined),
  )
  const head = start < 0 ? lines : lines.slice(0, start)
  const rest = start < 0 ? [] : lines.slice(start)
  const end = rest.findIndex((_, at) => endsLetter(rest, at))
  const kept = (end < 0 ? rest : rest.slice(0, end)).filter((line) => !isChrome(line))
  const body = kept.filter(({ text }) => flagOf(text) === undefined)
  const isDoubtful = head.some(isClosingBar) && countLetterSigns(body.map(({ text }) => text)) === 0
  const flags = [...head, ...kept].flatMap(({ text }) => flagOf(text) ?? [])
  const isBounded = isDoubtful || (end >= 0 && !isFooter(rest, end))
  return { lines: isDoubtful || body.every(isOnlyLink) ? [] : body, isEnded: end >= 0 || isDoubtful, isBounded, flags }
}

function isOnlyLink({ linked, links }: Line): boolean {
  return (
    linked &&
    !links.some(({ attribs }) =>
      /attachment|\.(pdf|docx?|xlsx?|wps|ofd|zip|rar)\b/i.test(`${attribs['class'] ?? ''} ${attribs['href'] ?? ''}`),
    )
  )
}
