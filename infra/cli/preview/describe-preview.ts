import type { Column } from '../../../shared/column.ts'
import type { LeftOut } from '../../../shared/extract/preview/left-out.ts'
import type { Learning, ListingPreview, Preview, PreviewedLetter, Volatility } from '../../../shared/extract/preview/preview.ts'
import { describeTemplate } from '../../../shared/extract/template/describe.ts'
import type { ReadPins } from '../../../shared/template.ts'
import type { Letter } from '../../../shared/letter.ts'
import { visible } from '../../../shared/text/escape.ts'
import { displayWidth, wrap } from '../../../shared/text/wrap.ts'
import type { RobotsPreview } from './fetch-column.ts'
import { counted } from '../../../shared/text/counted.ts'

/** What `describePreview` prints beside the preview itself. */
type PreviewedSite = { preview: Preview; column: Column; robots: RobotsPreview | undefined }

/** A preview as text of 80 columns: the listing, how letters are read, each letter, what is unsure, and what to do next. */
export function describePreview({ preview, column, robots }: PreviewedSite): string {
  const { listing, learning, letters, volatile, doubts, pins = {} } = preview
  return [
    ...[`${column.name} · ${column.authority}`, column.url].map(visible),
    ...section('Listing', listingLines(listing, robots, pins)),
    ...section(howLettersAreRead(learning, letters.length), [...templateLines(learning, pins), ...volatileLines(volatile)]),
    ...letters.flatMap((letter, at) => section(`Letter ${at + 1} of ${letters.length}`, letterLines(letter))),
    ...section('Unsure', doubtLines(doubts)),
  ].join('\n')
}

/** A preview in short: what was found, and what is unsure. */
export function summarizePreview({ listing, learning, letters, doubts }: Preview): string {
  const read = letters.filter(({ outcome }) => outcome === 'read').length
  return [
    ...field('listing', rowsText(listing)),
    ...field('letters', `${read} of ${letters.length} fetched can be read, ${howRead(learning)}`),
    ...section('Unsure', doubtLines(doubts)),
  ].join('\n')
}

function section(title: string, lines: string[]): string[] {
  return ['', title, ...lines]
}

const WIDTH = 80
const LABEL_WIDTH = 13
const INDENT = '  '

/** The columns that are left for the text of a field. */
const TEXT_WIDTH = WIDTH - INDENT.length - LABEL_WIDTH

/** A label and its text, broken at 80 columns; at most `maxLines` of it. A word that is longer than a line, as an address, is not broken. */
function field(label: string, text: string, maxLines = Infinity): string[] {
  return labelled(label, wrap(visible(text), TEXT_WIDTH), maxLines)
}

/** The same for a selector, which is broken only at its spaces. */
function selectorField(label: string, text: string): string[] {
  const lines = ['']
  for (const word of visible(text).split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trimStart()
    if (displayWidth(longer) <= TEXT_WIDTH || lines.at(-1) === '') lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return labelled(label, lines, 4)
}

function labelled(label: string, lines: string[], maxLines: number): string[] {
  const rest = lines.slice(Math.max(0, maxLines - 1)).join('')
  const shown = lines.length > maxLines ? [...lines.slice(0, maxLines - 1), cutTo(rest, TEXT_WIDTH)] : lines
  return shown.map((line, at) => `${INDENT}${(at === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`)
}

function cutTo(text: string, width: number): string {
  let end = text.length
  while (displayWidth(text.slice(0, end)) > width - 2) end--
  return `${text.slice(0, end)}…`
}

function listingLines(listing: ListingPreview, robots: RobotsPreview | undefined, pins: ReadPins): string[] {
  const { source, pages, rows } = listing
  const undated = rows.filter(({ publishedOn }) => publishedOn === undefined).length
  const dates = undated === 0 ? 'in every row' : undated === rows.length ? 'none' : `missing in ${counted(undated, 'row')}`
  return [
    ...field('source', source === 'html' ? 'a list in the page (html)' : source),
    ...field(
      'pages',
      pages.read < pages.named ? `${pages.read} read of ${pages.named}; a crawl reads all` : `${pages.read}, all read`,
    ),
    ...field('rows', rowsText(listing)),
    ...field('dates', dates),
    ...field('robots.txt', robotsText(robots)),
    ...LIST_PINS.flatMap((name) => (pins[name] === undefined ? [] : selectorField(name, `${pins[name]} (pinned)`))),
  ]
}

/** The settings of `columns[].read` that are about the listing. */
const LIST_PINS = ['row', 'link', 'date', 'next'] as const

function rowsText({ rows, unread, expected, pages }: ListingPreview): string {
  const read = `${counted(rows.length, 'letter')}${unread.length > 0 ? ` and ${counted(unread.length, 'row')} that cannot be read` : ''}`
  const where = pages.read < pages.named ? ` on ${pages.read} of ${pages.named} pages` : ''
  return `${read}${where}${expected === undefined ? '' : `; the pager counts ${expected}`}`
}

function robotsText(robots: RobotsPreview | undefined): string {
  if (robots === undefined) return 'could not be read'
  if (robots.status !== 200) return 'none: all pages may be fetched'
  const delay = robots.delay === undefined ? '' : `; asks for ${robots.delay} s between requests`
  return `allows the listing${delay}`
}

function howRead(learning: Learning): string {
  return learning.outcome === 'refused' ? 'by labels and form' : `by a template learned from ${learning.template.learnedFrom}`
}

function howLettersAreRead(learning: Learning, fetched: number): string {
  if (learning.outcome === 'refused') return 'Letters are read by labels and by the form of a letter'
  const { letters, learnedFrom } = learning.template
  const kinds = letters.length > 1 ? ` of ${letters.length} kinds` : ''
  return `Letters are read by a template learned from ${learnedFrom} of ${counted(fetched, 'letter')}${kinds}`
}

/** The names of a template's parts as the labels of lines; `columns[].read` has settings of these names. */
const PARTS = { body: 'body', title: 'title', published: 'published', source: 'source', remove: 'remove', tail: 'last lines' }

function templateLines(learning: Learning, pins: ReadPins): string[] {
  if (learning.outcome === 'refused') return field('reason', learning.why)
  return learning.template.letters.flatMap((letter, at) => [
    ...(at > 0 ? [`${INDENT}and letters of another kind:`] : []),
    ...describeTemplate(letter).flatMap(({ part, where }) =>
      selectorField(PARTS[part], part !== 'tail' && pins[part] !== undefined ? `${where} (pinned)` : where),
    ),
  ])
}

function volatileLines(volatile: Volatility | undefined): string[] {
  if (volatile === undefined) return []
  const { places, seconds } = volatile
  const texts = places.map(({ words, above }) => `“${words}”${above === '' ? '' : ` under “${above}”`}`)
  const within = `in two fetches within ${Math.max(1, seconds)} s`
  return field('changing', texts.length === 0 ? `nothing ${within}` : `${texts.join(', ')} ${within}; not compared`, 3)
}

function letterLines(previewed: PreviewedLetter): string[] {
  const { listed } = previewed
  if (previewed.outcome !== 'read')
    return [...field('title', listed.title), ...field('address', listed.url), ...field(previewed.outcome, previewed.why)]
  const { letter, leftOut } = previewed
  return [
    ...field('title', letter.title),
    ...field('address', listed.url),
    ...fieldsOf(letter).flatMap(([label, value]) => (value === undefined ? [] : field(label, value, 2))),
    ...paragraphLines(letter, leftOut),
  ]
}

function fieldsOf({
  publishedOn,
  source,
  number,
  addressee,
  signedBy,
  signedOn,
  attachments,
  images,
}: Letter): [string, string | undefined][] {
  const signed = [signedBy, signedOn].filter((part) => part !== undefined).join(', ')
  const attached = attachments.map(({ name }) => name).join(', ')
  return [
    ['published', publishedOn ?? 'no date found'],
    ['source', source],
    ['number', number],
    ['addressee', addressee],
    ['signed', signed || undefined],
    ['attachments', attached || undefined],
    ['pictures', images.length === 0 ? undefined : String(images.length)],
  ]
}

/** So many paragraphs are shown at each end of a letter: an addressee or a day alone shows little of where the text was cut. */
const SHOWN = 2

/** The first and the last paragraphs between what was left out above and below them, as they are on the page. */
function paragraphLines({ paragraphs }: Letter, { above, inside, below }: LeftOut): string[] {
  const texts = paragraphs.map(({ text }) => text)
  const [first, last] = [texts.slice(0, SHOWN), texts.slice(Math.max(SHOWN, texts.length - SHOWN))]
  const between = texts.length - first.length - last.length
  return [
    ...leftOutLines(above),
    ...(first.length === 0 ? field('text', 'none') : first.flatMap((text, at) => field(at === 0 ? 'first' : '', text, 1))),
    ...(between === 0 ? [] : field('', `(${counted(between, 'paragraph')} between)`)),
    ...leftOutLines(inside),
    ...last.flatMap((text, at) => field(at === 0 ? 'last' : '', text, 1)),
    ...leftOutLines(below),
  ]
}

function leftOutLines(texts: string[]): string[] {
  return texts.length === 0 ? [] : field('left out', texts.join(' / '), 2)
}

function doubtLines(doubts: Preview['doubts']): string[] {
  if (doubts.length === 0) return [`${INDENT}nothing`]
  return doubts.flatMap(({ what, todo }) => [
    ...wrap(visible(what), WIDTH - 4).map((line, at) => `${at === 0 ? `${INDENT}- ` : `${INDENT}  `}${line}`),
    ...wrap(visible(todo), WIDTH - 6).map((line) => `${INDENT}  ${INDENT}${line}`),
  ])
}
