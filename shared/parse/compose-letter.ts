import type { Letter } from '../letter.ts'
import { dayIn } from '../text/dates.ts'
import { isBreadcrumb } from './chrome.ts'
import { findDamage } from './damage.ts'
import { metaContent, type Page } from './document.ts'
import { isAttachmentLine, readAttachments, readImages } from './enclosures.ts'
import type { InformationLine } from './information-line.ts'
import type { Line } from './lines.ts'
import type { Body } from './locate-body.ts'
import type { Title } from './locate-title.ts'
import { maskMobiles } from './mask.ts'
import { readMotion } from './motion.ts'
import { readParts } from './roles.ts'
import { flagOf } from './status-flag.ts'

/** Where the parts of a letter lie in a page. */
export type Found = { page: Page; lines: Line[]; information: InformationLine | undefined; title: Title; body: Body }

/** The letter that was found in the page served for `url`, its parts read from their text. */
export function toLetter({ page, lines, information, title, body }: Found, url: string): Letter {
  const written = body.lines.slice(0, body.lines.findLastIndex((line) => !isAttachmentLine(line)) + 1)
  const parts = readParts(written)
  const texts = parts.paragraphs.map(({ text }) => text)
  const source = maskMobiles(metaContent(page, 'ContentSource') ?? '') || information?.source
  const publishedOn = dayIn(metaContent(page, 'PubDate') ?? '') ?? information?.publishedOn
  return {
    title: title.text,
    ...readMotion(title.text, texts, columnName(page, lines)),
    ...(source && { source }),
    ...(publishedOn && { publishedOn }),
    ...parts,
    attachments: readAttachments(page, body.lines, url),
    images: readImages(page, body.lines),
    status: statusOf(lines.slice(0, body.startsAt), [title.flag, information?.flag, ...body.flags]),
    damage: findDamage(title.text, texts),
  }
}

/** The column a page stands in: the last part of its breadcrumb, else what its meta tag says. */
function columnName(page: Page, lines: Line[]): string {
  const crumb =
    lines
      .find(isBreadcrumb)
      ?.text.split(/[>›»＞]/)
      .at(-1) ?? ''
  return crumb.trim() || (metaContent(page, 'ColumnName') ?? '')
}

function statusOf(above: Line[], flags: (string | undefined)[]): string[] {
  const all = [...above.map(({ text }) => flagOf(text)), ...flags]
  return [...new Set(all.filter((flag) => flag !== undefined))]
}
